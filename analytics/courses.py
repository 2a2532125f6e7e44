"""From readings to courses of care: baseline, last reading and change of each limb in each episode."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.codes import DAY, days, side_codes
from analytics.readings import usable
from analytics.series import NEVER, Series, Whole, baselines, chosen, follow_ups, in_order
from data.frames import SIDES

if TYPE_CHECKING:
    from data.catalogue import Measure

STATUSES = ("not yet due", "no baseline", "no follow-up", "counted")
WINDOW_DAYS = 7  # a follow-up counts at its horizon +- 7 days (definition of "last")
COLUMNS = (
    "episode", "patient", "condition", "site", "podiatrist", "side", "age", "sex", "started", "method",
    "baseline", "baseline_on", "last", "last_on", "weeks", "change", "percent",
    "sessions", "other_methods", "eligible", "status",
)  # fmt: skip
KEPT = ("episode", "patient", "condition", "site", "podiatrist", "age", "sex", "started")


def courses(
    readings: pd.DataFrame,
    episodes: pd.DataFrame,
    measure: Measure,
    *,
    as_of: date,
    weeks: float | None = None,
    minimum_weeks: float = 6.0,
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
    start = baselines(series, first_on)
    end = follow_ups(series, start, None if weeks is None else weeks * 7, WINDOW_DAYS)
    frame = _limbs(episodes, series, sides, *chosen(series, start), start, end)
    frame["sessions"] = visits[place.get_indexer(frame["episode"])]
    frame = _with_change(frame, measure)
    return _with_status(frame, as_of, minimum_weeks * 7 if weeks is None else weeks * 7 + WINDOW_DAYS)[list(COLUMNS)]


def _sessions(rows: pd.DataFrame, place: pd.Index) -> tuple[Whole, Whole]:
    """The day of each episode's first session (`NEVER` without one) and how many it had."""
    if "phase" in rows.columns:
        rows = rows[rows["phase"] != "review"]
    rows = rows[["session", "episode", "on"]].drop_duplicates("session").dropna(subset="on")
    at = place.get_indexer(pd.Index(rows["episode"]))
    first_on = np.full(len(place), NEVER)
    np.minimum.at(first_on, at[at >= 0], days(rows["on"])[at >= 0])
    return first_on, np.bincount(at[at >= 0], minlength=len(place))


def _limbs(
    episodes: pd.DataFrame, series: Series, sides: Whole, picked: Whole, others: Whole, start: Whole, end: Whole
) -> pd.DataFrame:
    """One row per limb with a reading, and one per episode without any, in the order of episode and side."""
    bare = np.flatnonzero(np.bincount(series.limbs // 4, minlength=len(episodes)) == 0)
    limb = np.r_[series.limbs, bare * 4 + sides[bare] + 1]
    order = np.argsort(limb)
    of_series = np.r_[picked, np.full(bare.size, -1)][order]
    at, side = np.divmod(limb[order], 4)
    frame = episodes[list(KEPT)].take(at).reset_index(drop=True)
    frame["side"] = pd.Categorical.from_codes(side - 1, categories=pd.Index(SIDES))
    method = _at(series.method, of_series, 0) - 1
    frame["method"] = pd.Categorical.from_codes(method, categories=series.methods)
    frame["other_methods"] = np.r_[others, np.zeros(bare.size, dtype=np.int64)][order]
    for name, places in (("baseline", start), ("last", end)):
        row = _at(places, of_series, -1)
        frame[name] = _at(series.value, row, np.nan)
        frame[f"{name}_on"] = _at(series.on.astype(DAY), row, np.datetime64("NaT")).astype("datetime64[s]")
    return frame


def _at(values: NDArray[Any], places: Whole, missing: float | np.datetime64) -> NDArray[Any]:
    """The values at *places*, *missing* where the place is -1."""
    return np.append(values, np.array([missing], dtype=values.dtype))[places]


def _with_change(frame: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Add weeks, change and percent."""
    frame["weeks"] = (frame["last_on"] - frame["baseline_on"]).dt.total_seconds() / (7 * 86400)
    frame["change"] = measure.sign * (frame["last"] - frame["baseline"]) + 0.0  # + 0.0: no negative zero
    frame["percent"] = 100 * frame["change"] / frame["baseline"].where(frame["baseline"] > 0)
    return frame


def _with_status(frame: pd.DataFrame, as_of: date, wait_days: float) -> pd.DataFrame:
    """Add eligible and status."""
    waited = (pd.Timestamp(as_of) - frame["started"]).dt.days
    frame["eligible"] = waited >= wait_days  # an unknown start is never due
    code = np.select([~frame["eligible"], frame["baseline"].isna(), frame["last"].isna()], [0, 1, 2], default=3).astype(
        np.int64
    )
    frame["status"] = pd.Categorical.from_codes(code, categories=pd.Index(STATUSES))
    return frame
