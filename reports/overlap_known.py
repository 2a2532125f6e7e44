"""What follows from a new picture, the pictures before it and marketing's pages, taken together."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from analytics.readings import first_method, usable
from reports.access import LEAST_SHOWN
from reports.overlap_cells import BECAME, STAGES, UNCLASSED, Cells, became, cells, ends
from reports.overlap_consent import Everybody
from reports.overlap_derive import Known, Mask, derivable
from reports.overlap_pages import page_counts, session_counts
from reports.overlap_shown import Shown

if TYPE_CHECKING:
    from reports.reader import Reader

Before = Sequence[tuple[str, Shown]]
Where = tuple[str, ...]
NEW = ""  # where a count of the new picture itself stands


def given_away(read: Reader, every: Everybody, proposed: Sequence[Shown], earlier: Before) -> Iterator[Where]:
    """Where the figures stand that together with the new ones tell of a few people, for each such group.

    First at each horizon by itself; then all horizons together, where who was due, had a first reading and was counted
    lie within each other. Classes do not: who was worse by 12 weeks may be better by the last reading. *read* is what
    is shown today, *every* one who was ever shown.
    """
    asked = list(dict.fromkeys(one.horizon for one in proposed))
    known = list(dict.fromkeys([None, *asked, *(one.horizon for _, one in earlier)]))
    for weeks in asked:
        yield from _at(read, every, (weeks,), proposed, earlier)
    if len(known) > 1:
        yield from _at(read, every, tuple(known), proposed, earlier)


def _at(
    read: Reader, every: Everybody, weeks: tuple[float | None, ...], proposed: Sequence[Shown], earlier: Before
) -> Iterator[Where]:
    """The same for figures at some horizons; of several only the stages are looked at (`STAGES`)."""
    names = BECAME.keys() if len(weeks) == 1 else STAGES
    codes = np.column_stack([became(every.read, one) for one in weeks])
    if len(weeks) > 1:
        codes[codes < UNCLASSED] = 0
    found = every.told(cells(every.read.courses(weeks=weeks[0]), codes))
    pages = [
        known
        for place, one in enumerate(weeks)
        for known in page_counts(read.narrowed(horizon=one), found, place, names)
    ]

    def told(one: Shown, where: str) -> Iterator[Known]:
        seen = every.seen_in(found, where)
        return _counts(found, one, weeks.index(one.horizon), where, names, seen) if one.horizon in weeks else iter(())

    before = [known for where, one in earlier for known in told(one, where)]
    new = [known for one in proposed for known in told(one, NEW)]
    yield from _leaks(read, every, found, (pages, before), new)


def given_away_by_sessions(
    read: Reader, every: Everybody, proposed: Sequence[Shown], earlier: Before
) -> Iterator[Where]:
    """The same for the counts of those with a reading before or after each session."""
    names = {name for one in proposed for name in one.counts if name not in BECAME}
    if not names:
        return
    rows = first_method(usable(every.read.readings(read.measure), read.measure))
    rows = rows[rows["phase"] != "review"].drop_duplicates(["limb", "session", "phase"])
    rows = rows.join(every.read.episodes().set_index("episode")[["condition", "started"]], on="episode")
    label = rows["phase"].astype(str) + " " + rows["number"].astype(str)
    for name in sorted(names & set(label)):
        found = every.told(cells(rows[label == name]))
        before = [
            known for where, one in earlier for known in _session(found, one, name, where, every.seen_in(found, where))
        ]
        new = [known for one in proposed for known in _session(found, one, name, NEW, {})]
        yield from _leaks(read, every, found, (list(session_counts(read, found, name)), before), new)


def _leaks(
    read: Reader, every: Everybody, found: Cells, known: tuple[list[Known], list[Known]], new: list[Known]
) -> Iterator[Where]:
    """Beside the pages and the pictures before; where somebody withdrew, beside the pictures alone too.

    Today's pages and an earlier picture may tell of who withdrew already, but the public sees only pictures.
    """
    pages, before = known
    for beside in ([*pages, *before], before) if every.anybody_left else ([*pages, *before],):
        told = [*beside, *new]
        for leak in derivable(told, found.people(), LEAST_SHOWN[read.viewer.role], len(new)) if new else ():
            yield tuple(sorted({told[place].where for place in leak.among} - {NEW}))


def _counts(
    found: Cells, one: Shown, place: int, where: str, names: Collection[str], seen: Mapping[str, Mask]
) -> Iterator[Known]:
    for name, value in one.counts.items():
        if name in names and math.isfinite(value):
            yield Known(_population(found, one, became=ends(found, place, name), **seen), value, where)


def _session(found: Cells, one: Shown, name: str, where: str, seen: Mapping[str, Mask]) -> Iterator[Known]:
    if math.isfinite(one.counts.get(name, math.nan)):
        yield Known(_population(found, one, **seen), one.counts[name], where)


def _population(found: Cells, one: Shown, **more: Mask) -> Mask:
    condition = {"condition": found.among("condition", [one.condition])} if one.condition else {}
    return found.vector(**condition, quarter=found.between(one.first, one.last), **more)
