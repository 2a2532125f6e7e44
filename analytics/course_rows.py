"""The row of each limb, from its series: which of its readings count, what changed between them, and its status."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics.codes import DAY, in_order_of
from analytics.series import Series, Whole, at_places, baselines, chosen, follow_ups
from data.frames import SIDES

if TYPE_CHECKING:
    from data.catalogue import Measure

Columns = dict[str, Any]
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
    columns = _limbs(episodes, series, sides, *chosen(series, start), start, end)
    columns |= _change(columns, measure)
    columns |= _status(columns, as_of, minimum_weeks * 7 if weeks is None else weeks * 7 + WINDOW_DAYS)
    return pd.DataFrame(columns, copy=False)


def _limbs(
    episodes: pd.DataFrame, series: Series, sides: Whole, picked: Whole, others: Whole, start: Whole, end: Whole
) -> Columns:
    """One row per limb with a reading, and one per episode without any, in the order of episode and side."""
    bare = np.flatnonzero(np.bincount(series.limbs // 4, minlength=len(episodes)) == 0)
    limb = np.r_[series.limbs, bare * 4 + sides[bare] + 1]
    order = in_order_of(limb)
    of_series = np.r_[picked, np.full(bare.size, -1)][order]
    at, side = np.divmod(limb[order], 4)
    columns: Columns = {name: episodes[name].array.take(at) for name in KEPT if name in episodes.columns}
    columns["side"] = pd.Categorical.from_codes(side - 1, categories=pd.Index(SIDES))
    method = at_places(series.method, of_series, 0) - 1
    columns["method"] = pd.Categorical.from_codes(method, categories=series.methods)
    columns["other_methods"] = np.r_[others, np.zeros(bare.size, dtype=np.int64)][order]
    for name, places in (("baseline", start), ("last", end)):
        row = at_places(places, of_series, -1)
        columns[name] = at_places(series.value, row, np.nan)
        columns[f"{name}_on"] = at_places(series.on, row, NO_DAY).view(DAY).astype("datetime64[s]")
    return columns


def _change(columns: Columns, measure: Measure) -> Columns:
    """The columns weeks, change and percent."""
    baseline, last = columns["baseline"], columns["last"]
    apart = columns["last_on"] - columns["baseline_on"]
    with np.errstate(all="ignore"):  # as a frame has it: what is beyond all numbers is infinite
        change = measure.sign * (last - baseline) + 0.0  # + 0.0: no negative zero
        percent = 100 * change / np.where(baseline > 0, baseline, np.nan)
    return {"weeks": apart / np.timedelta64(7, "D"), "change": change, "percent": percent}


def _status(columns: Columns, as_of: date, wait_days: float) -> Columns:
    """The columns eligible and status."""
    started: Any = np.asarray(columns["started"])
    waited = (pd.Timestamp(as_of).to_datetime64() - started) / np.timedelta64(1, "D")
    eligible = waited >= wait_days  # an unknown start is never due
    reached = np.where(np.isnan(columns["baseline"]), 1, np.where(np.isnan(columns["last"]), 2, 3))
    code = np.where(eligible, reached, 0)
    return {"eligible": eligible, "status": pd.Categorical.from_codes(code, categories=pd.Index(STATUSES))}
