"""How closely each condition's figures are known today, how many more it takes, and in how many weeks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics.classes import IMPROVED, classed
from analytics.courses import WINDOW_DAYS
from analytics.intervals import LEVEL, mean_interval, wilson
from analytics.planner import people_for_mean, people_for_share, spread_behind, weeks_until

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure

COLUMNS = ("condition", "figure", "reach", "n", "patients", "now", "needed", "more", "per_week", "weeks")
LEAST = 10  # people: of fewer the spread is hardly known, and a plan made with it would be a guess (house rule)
YEAR = 52  # weeks: today's rate is that of the year behind us, so that no season counts twice


def outlook(
    courses: pd.DataFrame,
    measure: Measure,
    catalogue: Catalogue,
    reaches: Mapping[str, Sequence[float]],
    *,
    as_of: date,
    weeks: float | None = None,
    minimum_weeks: float = 6.0,
    level: float = LEVEL,
) -> pd.DataFrame:
    """For each condition and wanted reach: how many are counted, how many it takes, and in how many weeks.

    In: a frame of `courses.courses` with its horizon in *weeks* and *minimum_weeks*, the *measure*, the *catalogue*,
    the *reaches* wanted by figure (``mean``: in the measure's unit, ``improved``: 0..1), the day of the question.
    Out, by condition: condition, figure, reach, n (people for the mean, courses classed for the share), patients
    (people either way), now (half the width of today's 95 % interval, in the reach's unit), needed (of what n
    counts), more (needed beyond n), per_week (newly counted in a week of the year before *as_of*), weeks (until there
    are so many, 0 where there are). NaN where fewer than `LEAST` people are counted, or where it is never reached.

    Notes: needed by `planner.people_for_mean` with `planner.spread_behind` and by `planner.people_for_share`; weeks by
    `planner.weeks_until`. A person is newly counted on the day their first counted course was due. Of a record
    shorter than a year the rate is that of its own weeks, the first day included. Assumes that spread, share, follow-up
    and rate stay as they are. It does not show whether people to come will be like those so far.

    References: as the functions it uses.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> words, ours = load_catalogue(), clinic()
    >>> pain = words.measure("nprs")
    >>> frame = courses(ours.readings, ours.episodes, pain, as_of=TODAY)
    >>> found = outlook(frame, pain, words, {"mean": (1.0,)}, as_of=TODAY)
    >>> found[["condition", "n", "needed"]].values.tolist()
    [['achilles_tendinopathy', 1.0, nan], ['plantar_heel_pain', 1.0, nan]]
    """
    frame = classed(courses, measure, catalogue, weeks)
    wait = minimum_weeks * 7 if weeks is None else weeks * 7 + WINDOW_DAYS
    ago = (pd.Timestamp(as_of) - frame["started"]).dt.days - wait  # days since it was due
    frame = frame.assign(ago=ago.to_numpy())
    rows = [
        row
        for condition, part in frame.groupby("condition", observed=True)
        for row in _rows(str(condition), part, reaches, level)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(
    condition: str, part: pd.DataFrame, reaches: Mapping[str, Sequence[float]], level: float
) -> Iterator[tuple[Any, ...]]:
    counted = part[part["status"] == "counted"]
    days = min(YEAR * 7, max(part["ago"].max(), 7)) if len(part) else YEAR * 7
    for figure, wanted in reaches.items():
        found = (_mean if figure == "mean" else _share)(counted, level)
        ago, n, now, needed_for = found
        newly = ago < days if days == YEAR * 7 else ago <= days  # a shorter record's first day is a part of it
        per_week = float(newly.sum()) * 7 / days
        patients = counted["patient"].nunique()
        for reach in wanted:
            needed = needed_for(reach) if patients >= LEAST else np.nan
            enough = patients >= LEAST and now <= reach
            more = 0.0 if enough else max(needed - n, 1.0)
            weeks = weeks_until(n + more, n, per_week)
            yield condition, figure, reach, float(n), float(patients), now, needed, more, per_week, weeks


def _mean(counted: pd.DataFrame, level: float) -> tuple[Any, ...]:
    """Days since each person was first counted, people, today's reach, and what a wanted one takes."""
    found = mean_interval(counted["change"], counted["patient"], level)
    half = (found.high - found.low) / 2
    spread = spread_behind(half, found.clusters, level)
    first = counted.groupby("patient")["ago"].max()
    return first, found.clusters, half, lambda reach: people_for_mean(spread, reach, level)


def _share(counted: pd.DataFrame, level: float) -> tuple[Any, ...]:
    """Days since each classed course was counted, how many, today's reach, and what a wanted one takes."""
    judged = counted[counted["cls"].notna()]
    k, n = int(judged["cls"].isin(IMPROVED).sum()), len(judged)
    low, high = wilson(k, n, level)
    share = k / n if n else np.nan
    return judged["ago"], n, (high - low) / 2, lambda reach: people_for_share(share, reach, level)
