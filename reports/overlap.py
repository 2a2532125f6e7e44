"""The guard over public pictures: what a new one gives away beside marketing's pages and the pictures before it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reports.access import LEAST_SHOWN, MARKETING, Viewer
from reports.filters import Filters
from reports.overlap_consent import Everybody
from reports.overlap_known import given_away, given_away_by_sessions
from reports.overlap_search import Undecided
from reports.overlap_shown import Shown, from_kept, session_count
from reports.public_view import without_withdrawn
from reports.reader import Reader
from reports.sentences import listed

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.snapshot import Snapshot

LEAST = LEAST_SHOWN[MARKETING]


__all__ = ["Shown", "from_kept", "overlaps", "session_count", "thinned"]


def thinned(counts: NDArray[np.float64], beside: Sequence[float] = (), least: int = LEAST) -> NDArray[np.bool_]:
    """Which points of a chart may stand side by side: in order, each that is not within a few of one kept before it.

    Nor of one of the counts that stand *beside* the chart.
    """
    kept = [float(count) for count in beside if math.isfinite(count)]
    shown = np.zeros(len(counts), dtype=bool)
    for place, count in enumerate(counts):
        if math.isfinite(count) and not any(0 < abs(count - other) < least for other in kept):
            kept.append(float(count))
            shown[place] = True
    return shown


def overlaps(
    snapshot: Snapshot,
    catalogue: Catalogue,
    as_of: date,
    proposed: Sequence[Shown],
    earlier: Mapping[str, Sequence[Shown]],
    versions: Mapping[str, int] | None = None,
) -> list[str]:
    """One sentence for each small group that *proposed* would give away; empty where it gives none away.

    *earlier* are the pictures made before by their code, whatever version of the data they are from: their counts are
    held against the new ones as they stand, and their populations are looked at as they are today, with those who were
    still in them: *versions* are the versions of the data they are from (today's, where one is not named).
    """
    said = list(_beside_earlier(proposed, earlier))
    for measure in sorted({one.measure for one in proposed}):
        now, before = [one for one in proposed if one.measure == measure], _of(earlier, measure)
        guard, asked = Viewer("the guard", MARKETING), Filters(measure=measure)
        read, whole = (Reader(one, catalogue, guard, asked, as_of) for one in (without_withdrawn(snapshot), snapshot))
        seen = {f"picture {code}": version for code, version in (versions or {}).items()}
        said += _together(read, Everybody(whole, snapshot.consents, seen), now, before)
    return list(dict.fromkeys(said))


def _of(earlier: Mapping[str, Sequence[Shown]], measure: str) -> list[tuple[str, Shown]]:
    return [(f"picture {code}", one) for code, many in earlier.items() for one in many if one.measure == measure]


def _together(read: Reader, every: Everybody, now: Sequence[Shown], before: Sequence[tuple[str, Shown]]) -> list[str]:
    finds = (given_away, given_away_by_sessions)
    try:
        return [_told(where) for find in finds for where in find(read, every, now, before)]
    except Undecided as error:
        return [f"{error} Choose a wider period, or all conditions."]


def _told(where: tuple[str, ...]) -> str:
    if not where:
        return f"The counts of this picture alone would tell of fewer than {LEAST} people. Choose a wider period."
    return (
        f"Together with {listed(where)} this picture would tell of fewer than {LEAST} people, by adding and taking "
        "away. Choose another period, or all conditions."
    )


def _beside_earlier(proposed: Sequence[Shown], earlier: Mapping[str, Sequence[Shown]]) -> Iterator[str]:
    """The same or a wider population in a picture made before, with a count that differs by a few."""
    for code, pictures in earlier.items():
        for before in pictures:
            for now in proposed:
                yield from _few_apart(code, before, now)


def _few_apart(code: str, before: Shown, now: Shown) -> Iterator[str]:
    if (before.measure, before.horizon) != (now.measure, now.horizon):
        return
    for name in sorted(before.counts.keys() & now.counts.keys()):
        gap = before.counts[name] - now.counts[name]
        if not 0 < abs(gap) < LEAST:
            continue
        if now.lies_in(before) and before.lies_in(now):
            yield (
                f"Picture {code} showed the same courses of care with {_named(name)} {before.counts[name]:.0f}, and "
                f"now it is {now.counts[name]:.0f}: the difference is fewer than {LEAST} people. Choose a period that "
                "was not shown before, or wait until more has changed."
            )
        elif (gap > 0 and now.lies_in(before)) or (gap < 0 and before.lies_in(now)):
            yield (
                f"Picture {code} showed {_named(name)} {before.counts[name]:.0f} and this one "
                f"{now.counts[name]:.0f}, one within the other: fewer than {LEAST} people could be worked out from the "
                "two. Choose another period."
            )


def _named(name: str) -> str:
    return f"n {name}" if " " in name else name.replace("_", " ")
