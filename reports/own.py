"""One person's own course by one measure: the readings, which foot and method is looked at, and where it began."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics import courses as course_frames
from analytics.expected import Expected
from analytics.similar import Similar
from reports.compared import method_is
from reports.points import points

if TYPE_CHECKING:
    from data.catalogue import Measure, Threshold
    from reports.reader import Reader


@dataclass(frozen=True)
class Own:
    """``points`` (`reports.points.points`, every side), the ``side`` and ``method`` looked at, the first reading of it
    (NaN: none), the two thresholds that hold for this condition (``None``: none), condition and patient.
    """

    points: pd.DataFrame
    side: str
    method: str
    baseline: float
    important: Threshold | None
    error: Threshold | None
    condition: str
    patient: int

    @property
    def shown(self) -> pd.DataFrame:
        """The points of the side looked at."""
        return self.points[self.points["side"] == self.side]

    @property
    def other(self) -> pd.DataFrame | None:
        """The points of the other side, where it was measured too."""
        aside = self.points[self.points["side"] != self.side]
        first = aside["side"].value_counts().sort_index()
        return aside[aside["side"] == first.idxmax()] if len(aside) else None


def own(read: Reader, measure: Measure) -> Own:
    """The course of care that the filters name, by *measure*."""
    found, side = points(read.record(), measure.id, read.filters)
    method = str(found["method"].iloc[0]) if len(found) else read.filters.method or ""
    episode = read.episodes().iloc[0]
    condition = str(episode["condition"])
    return Own(
        found, side, method, _baseline(read, measure, side, method),
        read.catalogue.threshold(measure.id, "important", condition),
        read.catalogue.threshold(measure.id, "error", condition), condition, int(episode["patient"]),
    )  # fmt: skip


def similar_to(read: Reader, measure: Measure, person: Own) -> tuple[Similar | None, Expected | None]:
    """The band and the expected line of similar patients; ``None`` where the person has no first reading."""
    if math.isnan(person.baseline):
        return None, None
    asked = (person.condition, measure, person.method, person.baseline, person.patient)
    return read.clinic.similar(*asked), read.clinic.expected(*asked)


def _baseline(read: Reader, measure: Measure, side: str, method: str) -> float:
    readings = read.readings(measure)
    readings = readings[method_is(readings, method)]
    found = course_frames.courses(
        readings, read.episodes(), measure, as_of=read.as_of, sessions=read.sessions()
    )  # fmt: skip
    mine = found[(found["side"] == side).to_numpy()]["baseline"]
    return float(mine.iloc[0]) if len(mine) else math.nan
