"""The figures whose steadiness is looked at: the day and value of each one counted, and how long to wait for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.classes import IMPROVED, classed
from analytics.courses import WINDOW_DAYS
from analytics.periods import by_calendar, sessions_within
from data.frames import SEVERITIES

if TYPE_CHECKING:
    from reports.filters import Filters
    from reports.reader import Reader

Counted = tuple[pd.Series, pd.Series]  # the day and the value of each one counted
LASTING = 12  # weeks over which a course is looked at where no time is chosen (product choice)


@dataclass(frozen=True)
class Figure:
    """One figure by period: its name, which way is better (1 up, -1 down, 0 neither), what is counted (``of``, and
    ``when`` it falls into a period), its unit, what it is multiplied by, and which chart of counts fits it."""

    name: str
    better: int
    of: str
    when: str
    counted: Callable[[Reader], Counted]
    waits: bool = True
    unit: str = "share"
    per: float = 1.0
    counts: str = "mean"


def by_period(read: Reader, figure: Figure) -> pd.DataFrame:
    """*figure* in each period (`analytics.periods.by_calendar`) of the length the filters ask for; a period that their
    dates cut is not settled."""
    on, values = figure.counted(read)
    wait = days_until_due(read.filters) if figure.waits else 1
    rows = by_calendar(on, values, read.filters.period, as_of=read.as_of, wait=wait)
    since, until = (pd.Timestamp(one) for one in (read.filters.since or date.min, read.filters.until or date.max))
    return rows.assign(settled=rows["settled"] & (rows["period"] >= since) & (rows["last_day"] <= until))


def weeks_looked_at(filters: Filters) -> float:
    """How long after its start a course of care is looked at before its period counts."""
    return LASTING if filters.horizon is None else filters.horizon


def days_until_due(filters: Filters) -> float:
    """How many days after a period everybody who began in it is due."""
    return weeks_looked_at(filters) * 7 + (0 if filters.horizon is None else WINDOW_DAYS)


def _change(read: Reader) -> Counted:
    courses = read.courses(weeks=read.filters.horizon)
    again = courses[courses["status"] == "counted"]
    return again["started"], again["change"]


def _improved(read: Reader) -> Counted:
    courses = read.courses(weeks=read.filters.horizon)
    again = classed(courses[courses["status"] == "counted"], read.measure, read.catalogue, read.filters.horizon)
    kind = again["cls"].cat.codes
    return again["started"], (kind < len(IMPROVED)).astype("float64").mask(kind < 0)


def _follow_up(read: Reader) -> Counted:
    courses = read.courses(weeks=read.filters.horizon)  # in a settled period everybody is due
    return courses["started"], (courses["status"] == "counted").astype("float64")


def _harm(read: Reader) -> Counted:
    sessions = read.sessions()
    asked = sessions[sessions["adverse_asked"].fillna(False).astype(bool)]
    return asked["on"], asked["adverse_worst"].isin(SEVERITIES[1:]).astype("float64")


def _sessions(read: Reader) -> Counted:
    found = sessions_within(read.episodes(), read.sessions(), weeks_looked_at(read.filters))
    return found["started"], found["sessions"].astype("float64")


def _first(read: Reader) -> Counted:
    courses = read.courses(weeks=read.filters.horizon)
    return courses["baseline_on"], courses["baseline"]


BEGAN, COURSES = "When care began", "courses of care"
FIGURES = {
    "change": Figure("Mean change", 1, COURSES, BEGAN, _change, unit="measure"),
    "improved": Figure("Share improved", 1, COURSES, BEGAN, _improved, counts="p"),
    "follow_up": Figure("Share measured again", 1, COURSES, BEGAN, _follow_up, counts="p"),
    "harm": Figure("Sessions with an adverse event, per 100 asked", -1, "sessions asked", "When the session was", _harm,
                   waits=False, unit="rate", per=100.0, counts="p"),
    "sessions": Figure("Sessions per course of care", 0, COURSES, BEGAN, _sessions, unit="count", counts="u"),
    "first": Figure("Mean first reading", 0, COURSES, "When it was taken", _first, waits=False, unit="measure"),
}  # fmt: skip


def of_measure(name: str) -> bool:
    """Whether the figure *name* is about the measure chosen."""
    return name not in ("harm", "sessions")


def finite(values: pd.Series) -> bool:
    """Whether any of *values* is known."""
    return bool(np.isfinite(values.to_numpy(dtype=float)).any())
