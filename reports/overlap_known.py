"""What follows from a new picture, the pictures before it and marketing's pages, taken together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from analytics.readings import first_method, usable
from reports.access import LEAST_SHOWN
from reports.overlap_cells import BECAME, Cells, became, cells, ends
from reports.overlap_derive import Known, Mask, derivable
from reports.overlap_pages import page_counts, session_counts
from reports.overlap_shown import Shown

if TYPE_CHECKING:
    from reports.reader import Reader

Before = Sequence[tuple[str, Shown]]
Where = tuple[str, ...]
NEW = ""  # where a count of the new picture itself stands


def given_away(read: Reader, proposed: Sequence[Shown], earlier: Before) -> Iterator[Where]:
    """Where the figures stand that together with the new ones tell of a few people, for each such group.

    The pages are read at every horizon that a picture is about, and at the last reading.
    """
    weeks = tuple(dict.fromkeys([None, *(one.horizon for one in proposed), *(one.horizon for _, one in earlier)]))
    codes = np.column_stack([became(read, one) for one in weeks])
    found = cells(read.courses(weeks=weeks[0]), codes)
    pages = [
        known
        for place, one in enumerate(weeks)
        for known in page_counts(read.narrowed(horizon=one), found, place)
    ]
    before = [known for where, one in earlier for known in _counts(found, one, weeks.index(one.horizon), where)]
    new = [known for one in proposed for known in _counts(found, one, weeks.index(one.horizon), NEW)]
    yield from _leaks(read, found, [*pages, *before], new)


def given_away_by_sessions(read: Reader, proposed: Sequence[Shown], earlier: Before) -> Iterator[Where]:
    """The same for the counts of those with a reading before or after each session."""
    names = {name for one in proposed for name in one.counts if name not in BECAME}
    if not names:
        return
    rows = first_method(usable(read.readings(read.measure), read.measure))
    rows = rows[rows["phase"] != "review"].drop_duplicates(["limb", "session", "phase"])
    rows = rows.join(read.episodes().set_index("episode")[["condition", "started"]], on="episode")
    label = rows["phase"].astype(str) + " " + rows["number"].astype(str)
    for name in sorted(names & set(label)):
        found = cells(rows[label == name])
        before = [known for where, one in earlier for known in _session(found, one, name, where)]
        new = [known for one in proposed for known in _session(found, one, name, NEW)]
        yield from _leaks(read, found, [*session_counts(read, found, name), *before], new)


def _leaks(read: Reader, found: Cells, known: list[Known], new: list[Known]) -> Iterator[Where]:
    if not new:
        return
    every = [*known, *new]
    for leak in derivable(every, found.people(), LEAST_SHOWN[read.viewer.role], len(new)):
        yield tuple(sorted({every[place].where for place in leak.among} - {NEW}))


def _counts(found: Cells, one: Shown, place: int, where: str) -> Iterator[Known]:
    for name, value in one.counts.items():
        if name in BECAME and math.isfinite(value):
            yield Known(_population(found, one, became=ends(found, place, name)), value, where)


def _session(found: Cells, one: Shown, name: str, where: str) -> Iterator[Known]:
    if math.isfinite(one.counts.get(name, math.nan)):
        yield Known(_population(found, one), one.counts[name], where)


def _population(found: Cells, one: Shown, **more: Mask) -> Mask:
    condition = {"condition": found.among("condition", [one.condition])} if one.condition else {}
    return found.vector(**condition, quarter=found.between(one.first, one.last), **more)
