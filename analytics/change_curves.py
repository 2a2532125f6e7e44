"""One curve of first changes for each group, read off at whole sessions or weeks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.first_change import curve, median
from analytics.intervals import LEVEL

CURVES = (
    "time", "n", "patients", "at_risk", "changed", "censored", "share", "low", "high",
    "median", "median_low", "median_high",
)  # fmt: skip


def curves(found: pd.DataFrame, by: str, time: str, until: float, level: float = LEVEL) -> pd.DataFrame:
    """The curve of each group at 0, 1, 2 ... sessions or weeks, with the number still followed at each.

    In: a frame of `first_change.first_change` with the column *by* (the group) added; *time*, `sessions` or `weeks`;
    *until*, the last whole number to read off; *level* 0..1. Rows without a group are left out.
    Out, the group with most courses first: by; time; n (courses of the group), patients; at_risk (followed until
    then), changed and censored (since the row before), share (0..1), low, high; median, median_low, median_high (in
    *time*, of the whole curve, the same in each row of a group).

    Notes: each group's `first_change.curve`, not another estimate: the share at a whole number is the curve's there.
    Assumes independent courses: two feet of one person make the intervals a little too narrow. It does not show why
    groups differ: nothing is adjusted.

    References: as `first_change.curve` and `first_change.median`.

    >>> rows = pd.DataFrame({"patient": [1, 2, 3, 3], "weeks": [0.5, 2, 2, 3], "changed": [True, True, False, False]})
    >>> curves(rows.assign(all="all"), "all", "weeks", 3)[["time", "at_risk", "changed", "share"]].values.tolist()
    [[0.0, 4.0, 0.0, 0.0], [1.0, 3.0, 1.0, 0.25], [2.0, 3.0, 1.0, 0.5], [3.0, 1.0, 0.0, 0.5]]
    """
    groups = found.groupby(by, observed=True, sort=True)
    order = sorted(((name, rows) for name, rows in groups), key=lambda group: -len(group[1]))
    parts = [_read_off(rows, time, until, level).assign(**{by: name}) for name, rows in order]
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in (by, *CURVES)})
    return pd.concat(parts, ignore_index=True)[[by, *CURVES]]


def _read_off(rows: pd.DataFrame, time: str, until: float, level: float) -> pd.DataFrame:
    """The curve of one group at whole numbers; before its first time nobody has changed and everybody is followed."""
    whole = curve(rows[time], rows["changed"], level)
    times = whole["time"].to_numpy()
    at = np.arange(min(np.ceil(times[-1]), until) + 1)
    reached = np.searchsorted(times, at, side="right")  # how many of the curve's rows lie at or before
    ahead = np.searchsorted(times, at, side="left")
    so_far = {name: np.append(0, whole[name].cumsum())[reached] for name in ("changed", "censored")}
    middle, low, high = median(whole)
    return pd.DataFrame(
        {
            "time": at,
            "n": len(rows),
            "patients": rows["patient"].nunique(),
            "at_risk": np.append(whole["at_risk"], 0)[ahead],
            **{name: np.diff(count, prepend=0) for name, count in so_far.items()},
            "share": np.append(0.0, whole["share"])[reached],
            **{name: np.append(np.nan, whole[name])[reached] for name in ("low", "high")},
            "median": middle,
            "median_low": low,
            "median_high": high,
        }
    )
