"""From readings to courses of care: baseline, last reading and change of each limb in each episode."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.codes import days, side_codes
from analytics.course_rows import MINIMUM_WEEKS, course_rows
from analytics.course_rows import STATUSES as STATUSES
from analytics.course_rows import WINDOW_DAYS as WINDOW_DAYS
from analytics.readings import usable
from analytics.series import NEVER, Whole, in_order

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = (
    "episode", "patient", "condition", "site", "podiatrist", "side", "age", "sex", "started", "method",
    "baseline", "baseline_on", "last", "last_on", "weeks", "change", "percent",
    "sessions", "other_methods", "eligible", "status",
)  # fmt: skip


def courses(
    readings: pd.DataFrame,
    episodes: pd.DataFrame,
    measure: Measure,
    *,
    as_of: date,
    weeks: float | None = None,
    minimum_weeks: float = MINIMUM_WEEKS,
    sessions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per episode and limb: baseline, last reading and course change of *measure*.

    In: frames of readings and episodes (`data.frames`), the day the question is asked, the horizon in *weeks*
    (None: the last reading there is), and the sessions frame where there is one (otherwise the sessions that have
    readings are known).
    Out, sorted by episode and side: episode, patient, condition, site, podiatrist, side, age (years), sex, started,
    method, baseline, baseline_on, last, last_on (the measure's unit), weeks (between the two), change (oriented:
    positive is better), percent (of baseline), sessions, other_methods, eligible, status (one of `STATUSES`).

    Notes: baseline is the first `before` reading, or a `review` on or before the day of the first session (or at
    any time in an episode without sessions). Last is the last `before` or `review` reading on a later day, never an
    `after` one; with a horizon, the one nearest to baseline + weeks within 7 days either way (the earlier of two
    equally near). Of several readings on one day the one taken first that day counts (`before` ahead of `review`,
    lower session number first). change = sign * (last - baseline); percent = 100 * change / baseline, undefined
    unless baseline is above 0. A limb is followed by one method only: the one whose baseline is earliest (then:
    more readings, then the name); the rest are counted in other_methods. eligible: started + weeks * 7 + 7 days
    (without a horizon: minimum_weeks * 7 days) is on or before *as_of*. An episode without a reading has one row.
    Assumes that the date of a reading is the day it was taken. It does not show what caused a change, nor the path
    between the two readings.

    References: the product's own definitions (docs/methods.md).

    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, pain = clinic(), load_catalogue().measure("nprs")
    >>> found = courses(ours.readings, ours.episodes, pain, as_of=TODAY)
    >>> found[["baseline", "last", "weeks", "change", "percent"]].values.tolist()[:2]
    [[6.0, 3.0, 6.0, 3.0, 50.0], [8.0, 8.0, 1.0, 0.0, 0.0]]
    >>> found["status"].tolist()
    ['counted', 'counted', 'no follow-up', 'not yet due']
    """
    episodes = episodes.sort_values("episode", ignore_index=True)
    place, sides = pd.Index(episodes["episode"]), side_codes(episodes["side"])
    kept = usable(readings, measure)
    known = place.get_indexer(kept["episode"]) >= 0
    kept = kept if known.all() else kept[known]
    first_on, visits = _sessions(readings if sessions is None else sessions, place)
    series = in_order(kept, place, sides)
    frame = course_rows(
        series, episodes, sides, first_on, measure, as_of=as_of, weeks=weeks, minimum_weeks=minimum_weeks
    )
    frame["sessions"] = visits[place.get_indexer(frame["episode"])]
    return frame[list(COLUMNS)]


def _sessions(rows: pd.DataFrame, place: pd.Index) -> tuple[Whole, Whole]:
    """The day of each episode's first session (`NEVER` without one) and how many it had."""
    if "phase" in rows.columns:
        rows = rows[rows["phase"] != "review"]
    rows = rows[["session", "episode", "on"]].drop_duplicates("session").dropna(subset="on")
    at = place.get_indexer(pd.Index(rows["episode"]))
    first_on = np.full(len(place), NEVER)
    np.minimum.at(first_on, at[at >= 0], days(rows["on"])[at >= 0])
    return first_on, np.bincount(at[at >= 0], minlength=len(place))
