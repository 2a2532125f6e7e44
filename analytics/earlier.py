"""One series against its own past: each period beside everything that was begun before it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.intervals import LEVEL

COLUMNS = (
    "period", "earlier_n", "earlier_patients", "earlier_mean", "difference", "difference_low", "difference_high",
)  # fmt: skip
Mean = tuple[int, int, float, float]


def against_earlier(courses: pd.DataFrame, periods: ArrayLike, level: float = LEVEL) -> pd.DataFrame:
    """Each period's mean change against the mean of all courses begun before it.

    In: a frame of `courses.courses`; the first days of *periods* that follow each other, in order; *level* 0..1.
    Out, one row per period: period, earlier_n (courses counted that began before it), earlier_patients, earlier_mean,
    difference (the period's mean less that), difference_low, difference_high, in the measure's unit, positive is
    better; a mean and the difference are NaN where nobody is, the interval without two people on either side.

    Notes: both means by the variance of `intervals.mean_interval`, courses of one person kept together; the
    interval of the difference is Welch's, with people less one for the degrees of freedom. Assumes that those before
    and those in the period are different people. With many periods one in twenty intervals leaves out 0 by chance. It
    does not show why a period differs: other people came.

    References: Welch, Biometrika 1947;34:28-35.

    >>> frame = pd.DataFrame({
    ...     "started": pd.to_datetime(["2026-01-05", "2026-02-02", "2026-04-06", "2026-05-04"]),
    ...     "patient": [1, 2, 3, 4], "change": [1.0, 3.0, 4.0, 6.0], "status": "counted",
    ... })
    >>> found = against_earlier(frame, pd.to_datetime(["2026-01-01", "2026-04-01"]))
    >>> found[["earlier_n", "earlier_mean", "difference"]].values.tolist()[1]
    [2.0, 2.0, 3.0]
    """
    counted = courses[(courses["status"] == "counted") & courses["started"].notna()].sort_values("started")
    starts = pd.DatetimeIndex(np.asarray(periods, dtype="datetime64[s]"))
    place = np.searchsorted(counted["started"].to_numpy(dtype="datetime64[s]"), starts.to_numpy())
    ends = np.r_[place[1:], len(counted)] if len(place) else place
    value = counted["change"].to_numpy(dtype=float)
    owner = pd.factorize(counted["patient"])[0].astype(np.int64)
    rows = [
        _row(_mean(value[first:last], owner[first:last]), _mean(value[:first], owner[:first]), level)
        for first, last in zip(place, ends, strict=True)
    ]
    found = pd.DataFrame(rows, columns=list(COLUMNS[1:]))
    found.insert(0, "period", starts)
    return found


def _mean(value: NDArray[np.float64], owner: NDArray[np.int64]) -> Mean:
    """How many values and people, their mean, and its variance with the values of one person kept together."""
    if not value.size:
        return 0, 0, np.nan, np.nan
    mean = float(value.mean())
    kept = np.unique(owner, return_inverse=True)[1]
    sums = np.bincount(kept, value - mean)
    people = sums.size
    if people < 2:
        return value.size, people, mean, np.nan
    return value.size, people, mean, people / (people - 1) * float((sums**2).sum()) / value.size**2


def _row(now: Mean, before: Mean, level: float) -> tuple[Any, ...]:
    from scipy.special import stdtrit

    apart, variance = now[2] - before[2], now[3] + before[3]
    if not variance > 0:
        half = 0.0 if variance == 0 else np.nan
    else:
        freedom = variance**2 / (now[3] ** 2 / (now[1] - 1) + before[3] ** 2 / (before[1] - 1))
        half = float(stdtrit(freedom, 0.5 + level / 2)) * variance**0.5
    return before[0], before[1], before[2], apart, apart - half, apart + half
