"""What the other views of a row give away by subtraction: the same people at another percentage or horizon.

Whoever may look at one row at 30 and at 50 percent, or at 6 and at 12 weeks, can take one count from the other.
The counts of all those views are set side by side here; where two that lie inside each other differ by a few
people, the less important one is not shown. The columns made here are read by the desk and never handed out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.classes import CLASSES, IMPROVED, classed
from analytics.responders import IMMPACT, answers, minimum_baseline
from reports.access import LEAST_SHOWN
from reports.narrowing import HORIZONS
from reports.reader import Reader
from reports.report import ROW_BEHIND, Part

Mask = NDArray[np.bool_]
Stages = dict[tuple[str, float | None], Mask]
ORDER = ("n", "eligible", "with_baseline")  # most important first; each lies inside those of `INSIDE`
INSIDE = {"n": 3, "with_baseline": 2, "eligible": 1}
COLUMNS = (
    ROW_BEHIND, "eligible_behind", "with_baseline_behind", "responders_behind", "classes_behind", "improved_behind",
    "unchanged_behind",
)  # fmt: skip
UNSHOWN = (*COLUMNS, "seen", "patients")  # both lie within a few of other counts in most rows


def behind(read: Reader, size: int, row: Callable[[pd.DataFrame], NDArray[np.intp]]) -> dict[str, NDArray[np.float64]]:
    """Per row of a table of *size* rows the fewest people that follow from another view, for each count; 0: nobody.

    *row* says of each course of care which row it belongs to (-1: none). Nothing for viewers who may see small groups.
    """
    least = LEAST_SHOWN[read.viewer.role]
    if not least:
        return {}
    courses = {weeks: read.courses(weeks=weeks) for weeks in HORIZONS}
    now = courses[read.filters.horizon]
    people = _People(row(now), now["patient"].to_numpy(), size)
    found = _chain(_stages(courses), people, read.filters.horizon, least)
    found["responders_behind"] = _responders(read, courses, people)
    return found | _classes(read, now, people)


def unshown(read: Reader) -> tuple[str, ...]:
    """The columns of a table that the desk reads and this viewer never gets."""
    return UNSHOWN if LEAST_SHOWN[read.viewer.role] else ()


def parts(blank: Mapping[str, tuple[str, ...]]) -> tuple[Part, ...]:
    """A `Part` for each column of `behind` named in *blank*, with what is blank where it is small."""
    return tuple(Part(column, (column,), columns) for column, columns in blank.items())


class _People:
    """Counts distinct people by row."""

    def __init__(self, row: NDArray[np.intp], patient: NDArray[np.int64], size: int) -> None:
        people = pd.factorize(patient)[0]
        self._size, self._most, self._inside = size, int(people.max(initial=0)) + 1, row >= 0
        self._key = row * self._most + people

    def within(self, chosen: Mask) -> NDArray[np.float64]:
        return self._count(self._keys(chosen))

    def _keys(self, chosen: Mask) -> NDArray[np.int64]:
        return np.unique(self._key[chosen & self._inside])

    def _count(self, keys: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.bincount(keys // self._most, minlength=self._size).astype(float)


def _stages(courses: dict[float | None, pd.DataFrame]) -> Stages:
    found: Stages = {}
    for weeks, frame in courses.items():
        due = frame["eligible"].to_numpy(dtype=bool)
        found["n", weeks] = (frame["status"] == "counted").to_numpy()
        found["eligible", weeks] = due
        found["with_baseline", weeks] = due & frame["baseline"].notna().to_numpy()
    return found


def _lies_inside(part: tuple[str, float | None], whole: tuple[str, float | None]) -> bool:
    """Whether everybody of *part* is always in *whole* too; being due later includes being due earlier."""
    if INSIDE[part[0]] < INSIDE[whole[0]] or part == whole:
        return False
    if whole[1] is None or whole[1] == part[1]:
        return True
    return whole[0] != "n" and part[1] is not None and whole[1] < part[1]


def _chain(stages: Stages, people: _People, horizon: float | None, least: int) -> dict[str, NDArray[np.float64]]:
    """Each stage at *horizon* against the more important counts of all horizons that stay visible in their views."""
    shown: list[tuple[tuple[str, float | None], Mask]] = []
    found: dict[str, NDArray[np.float64]] = {}
    for name in ORDER:
        for weeks in HORIZONS:
            one = (name, weeks)
            fewest = _fewest(_differences(one, stages, shown, people), people.within(stages[one]) * 0)
            shown.append((one, ~((fewest > 0) & (fewest < least))))
            if weeks == horizon:
                found[ROW_BEHIND if name == "n" else f"{name}_behind"] = fewest
    return found


def _differences(
    one: tuple[str, float | None], stages: Stages, shown: list[tuple[tuple[str, float | None], Mask]], people: _People
) -> Iterator[NDArray[np.float64]]:
    for other, visible in shown:
        for part, whole in ((one, other), (other, one)):
            if _lies_inside(part, whole):
                yield np.where(visible, people.within(stages[whole] & ~stages[part]), 0.0)


def _classes(read: Reader, courses: pd.DataFrame, people: _People) -> dict[str, NDArray[np.float64]]:
    """The fewest people in a class, in the improved and the rest, and in the last two: courses of care are not people.

    A count of ten courses can be nine people's.
    """
    found = classed(courses, read.measure, read.catalogue, read.filters.horizon)
    kind = found["cls"].cat.codes.to_numpy()
    counted = (courses["status"] == "counted").to_numpy()
    sizes = {code: people.within(counted & (kind == code)) for code in range(-1, len(CLASSES))}
    better, rest = (people.within(counted & (kind >= 0) & ((kind < len(IMPROVED)) == yes)) for yes in (True, False))
    nobody = better * 0
    return {
        "classes_behind": _fewest(sizes.values(), nobody),
        "improved_behind": _fewest((better, rest, sizes[-1]), nobody),
        "unchanged_behind": _fewest((sizes[code] for code in range(len(IMPROVED), len(CLASSES))), nobody),
    }


def _responders(read: Reader, courses: dict[float | None, pd.DataFrame], people: _People) -> NDArray[np.float64]:
    """The smallest of: below 30 percent, 30 to 50, 50 and over, no percentage; and those judged at no horizon only."""
    floor = minimum_baseline(read.measure)
    judged = {weeks: _answers(courses[weeks], 0.0, floor)[1] for weeks in (None, read.filters.horizon)}
    here = courses[read.filters.horizon]
    low, high = (_answers(here, percent, floor)[0] for percent in IMMPACT)
    every = judged[read.filters.horizon]
    split = (every & ~low, low & ~high, high, _answers(here, 0.0, floor)[2], judged[None] & ~every)
    return _fewest((people.within(part) for part in split), people.within(every) * 0)


def _answers(courses: pd.DataFrame, percent: float, floor: float) -> tuple[Mask, Mask, Mask]:
    counted = (courses["status"] == "counted").to_numpy()
    yes, judged, without = answers(courses["baseline"], courses["change"], percent, floor)
    return yes & counted, judged & counted, without & counted


def _fewest(sizes: Iterable[NDArray[np.float64]], nobody: NDArray[np.float64]) -> NDArray[np.float64]:
    """The smallest that is not 0 in each row; 0 where all are."""
    least = np.full(len(nobody), np.inf)
    for size in sizes:
        least = np.minimum(least, np.where(size > 0, size, np.inf))
    return np.where(np.isfinite(least), least, 0.0)
