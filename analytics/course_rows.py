"""The row of each limb, from its series: which of its readings count, what changed between them, and its status."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.codes import DAY
from analytics.series import Series, Whole, at_places, baselines, chosen, follow_ups
from data.frames import SIDES

if TYPE_CHECKING:
    from data.catalogue import Measure

STATUSES = ("not yet due", "no baseline", "no follow-up", "counted")
WINDOW_DAYS = 7  # a follow-up counts at its horizon +- 7 days (definition of "last")
MINIMUM_WEEKS = 6.0
NO_DAY = int(np.datetime64("NaT", "D").astype(np.int64))
KEPT = ("episode", "patient", "condition", "site", "podiatrist", "age", "sex", "started")


def course_rows(
    series: Series,
    episodes: pd.DataFrame,
    sides: Whole,
    first_on: Whole,
    measure: Measure,
    *,
    as_of: date,
    weeks: float | None,
    minimum_weeks: float = MINIMUM_WEEKS,
) -> pd.DataFrame:
    """The columns of `courses.courses` but sessions, and of an episode only those that *episodes*, sorted by key, has.

    *sides*, *first_on*: of each episode its side (as `codes.side_codes`) and the day of its first session.
    """
    start = baselines(series, first_on)
    end = follow_ups(series, start, None if weeks is None else weeks * 7, WINDOW_DAYS)
    frame = _limbs(episodes, series, sides, *chosen(series, start), start, end)
    frame = _with_change(frame, measure)
    return _with_status(frame, as_of, minimum_weeks * 7 if weeks is None else weeks * 7 + WINDOW_DAYS)


def _limbs(
    episodes: pd.DataFrame, series: Series, sides: Whole, picked: Whole, others: Whole, start: Whole, end: Whole
) -> pd.DataFrame:
    """One row per limb with a reading, and one per episode without any, in the order of episode and side."""
    bare = np.flatnonzero(np.bincount(series.limbs // 4, minlength=len(episodes)) == 0)
    limb = np.r_[series.limbs, bare * 4 + sides[bare] + 1]
    order = np.argsort(limb)
    of_series = np.r_[picked, np.full(bare.size, -1)][order]
    at, side = np.divmod(limb[order], 4)
    frame = episodes[[name for name in KEPT if name in episodes.columns]].take(at).reset_index(drop=True)
    frame["side"] = pd.Categorical.from_codes(side - 1, categories=pd.Index(SIDES))
    method = at_places(series.method, of_series, 0) - 1
    frame["method"] = pd.Categorical.from_codes(method, categories=series.methods)
    frame["other_methods"] = np.r_[others, np.zeros(bare.size, dtype=np.int64)][order]
    for name, places in (("baseline", start), ("last", end)):
        row = at_places(places, of_series, -1)
        frame[name] = at_places(series.value, row, np.nan)
        frame[f"{name}_on"] = at_places(series.on, row, NO_DAY).view(DAY).astype("datetime64[s]")
    return frame


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
