"""The whole clinic's frames that one view after the other is cut from, kept for the data's version."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.classes import classed
from analytics.codes import places
from analytics.courses import courses
from reports.main_measure import begun_with

if TYPE_CHECKING:
    from datetime import date

    from data.catalogue import Catalogue, Measure
    from data.snapshot import Snapshot


def readings_of(whole: Snapshot, measure: Measure) -> pd.DataFrame:
    """The readings of *measure*."""
    every = whole.readings
    return whole.memo(("readings", measure.id), lambda: every[every["measure"] == measure.id])


def courses_of(
    whole: Snapshot, catalogue: Catalogue, measure: Measure, weeks: float | None, as_of: date
) -> pd.DataFrame:
    """Every course of care (`analytics.courses.courses`), classed: a row depends on its own course only."""

    def made() -> pd.DataFrame:
        read, visits = readings_of(whole, measure), whole.sessions
        every = courses(read, whole.episodes, measure, as_of=as_of, weeks=weeks, sessions=visits)
        return classed(every, measure, catalogue, weeks)

    return whole.memo(("courses", catalogue.digest, measure.id, weeks, as_of), made)


def courses_in(
    whole: Snapshot, keep: NDArray[np.bool_], catalogue: Catalogue, measure: Measure, weeks: float | None, as_of: date
) -> pd.DataFrame:
    """The rows of `courses_of` that belong to the episodes of the snapshot to *keep*."""
    every = courses_of(whole, catalogue, measure, weeks, as_of)
    return _cut(whole, every, keep, ("courses", catalogue.digest, measure.id, weeks, as_of))


def begun_in(whole: Snapshot, keep: NDArray[np.bool_]) -> dict[str, int]:
    """How many of the episodes to *keep* were begun with each measure (`reports.main_measure.begun_with`)."""
    names = whole.readings["measure"].cat.categories
    found = np.count_nonzero(whole.memo(("begun",), lambda: _begun(whole)) & keep, axis=1)
    return {str(name): int(many) for name, many in zip(names, found, strict=True)}


def recorded_in(whole: Snapshot, keep: NDArray[np.bool_]) -> dict[str, int]:
    """How many readings of each measure the episodes to *keep* have, those with most first."""
    names = whole.readings["measure"].cat.categories
    row, measure, many = whole.memo(("recorded",), lambda: _counted(whole))
    found = np.bincount(measure[keep[row]], many[keep[row]], len(names)).astype(np.int64)
    return {str(names[place]): int(found[place]) for place in np.argsort(-found, kind="stable") if found[place]}


def _begun(whole: Snapshot) -> NDArray[np.bool_]:
    """Whether each episode (across) was begun with each measure (down)."""
    pairs, measures = begun_with(whole.readings), whole.readings["measure"].cat.categories
    found = np.zeros((len(measures), len(whole.episodes)), dtype=bool)
    found[pairs["measure"].cat.codes, _rows_of(pairs, whole)] = True
    return found


def _counted(whole: Snapshot) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Of each pair of an episode and a measure that occurs: the row of the episode, the measure, how many readings."""
    every = whole.readings
    kinds = len(every["measure"].cat.categories)
    pair = _rows_of(every, whole) * kinds + every["measure"].cat.codes.to_numpy()
    there, many = np.unique(pair, return_counts=True)
    return there // kinds, there % kinds, many


def _cut(whole: Snapshot, frame: pd.DataFrame, keep: NDArray[np.bool_], key: Hashable) -> pd.DataFrame:
    if keep.all():
        return frame
    own = whole.memo(("places", key), lambda: _rows_of(frame, whole))
    return frame[keep[own]]


def _rows_of(frame: pd.DataFrame, whole: Snapshot) -> NDArray[np.int64]:
    """The row among the episodes that each row of *frame* belongs to; every row does, and they are in order."""
    return places(whole.episodes["episode"].to_numpy(), frame["episode"].to_numpy())
