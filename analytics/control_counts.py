"""Shewhart charts of counts: how far a share, or a rate, of a period may lie from the mean by chance alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

SIGMA = 3.0
COLUMNS = ("value", "phase", "mean", "low", "high", "side")


def p_chart(count: ArrayLike, n: ArrayLike, *, rebased: Sequence[int] = ()) -> pd.DataFrame:
    """Limits of a share of each period from how many stand behind it (p chart).

    In: *count* with the answer out of *n* in each period, in order of time; the places *rebased* at which a new phase
    begins. Out: one row per period with `COLUMNS`: its share ``value`` (0..1; NaN where n is 0), its ``phase``, the
    ``mean`` share of the phase, the limits ``low`` and ``high`` for that n, and the ``side`` on which the value lies
    outside them (-1, 0, 1). Raises `ValueError` for a place outside the series.

    Notes: mean = all counts / all n of the phase; limits mean +- 3 root(mean (1 - mean) / n), never below 0 or above
    1. Assumes that all in a period are independent and alike: where people differ or come back, true limits are wider
    (see `control.xmr`, which takes them from the series itself). It does not show why a period differs.

    References: Montgomery, Introduction to Statistical Quality Control, section 7.2; his cans of orange juice and
    orders (table 7.4) are tests.

    >>> p_chart([12, 15, 8], [50, 50, 50])[["value", "low", "high"]].round(3).values.tolist()[1]
    [0.3, 0.053, 0.414]
    """
    return _chart(count, n, rebased, lambda mean: mean * (1 - mean), 1.0)


def u_chart(count: ArrayLike, n: ArrayLike, *, rebased: Sequence[int] = ()) -> pd.DataFrame:
    """Limits of a count per unit of each period from how many units stand behind it (u chart).

    In: *count* of what happened in the *n* units (courses of care, sessions) of each period, in order of time; the
    places *rebased* at which a new phase begins. Out: as `p_chart`, ``value`` being the count per unit. Raises
    `ValueError` for a place outside the series.

    Notes: mean = all counts / all n of the phase; limits mean +- 3 root(mean / n), never below 0. Assumes that what is
    counted comes by itself, one by one, at one rate (Poisson): what comes in bunches varies more. What
    everyone has at least once varies less. It does not show why a period differs.

    References: Montgomery, Introduction to Statistical Quality Control, section 7.3; his personal computers and
    dyed cloth are tests.

    >>> u_chart([14, 12, 20], [10, 8, 13])[["value", "low", "high"]].round(3).values.tolist()[0]
    [1.4, 0.323, 2.645]
    """
    return _chart(count, n, rebased, lambda mean: mean, np.inf)


def _chart(count: ArrayLike, n: ArrayLike, rebased: Sequence[int], spread: object, most: float) -> pd.DataFrame:
    had, of = np.asarray(count, dtype=float).ravel(), np.asarray(n, dtype=float).ravel()
    if any(not 0 < place < of.size for place in rebased):
        raise ValueError("A chart can only be rebased inside its series.")
    phase = np.searchsorted(np.asarray(sorted(rebased), dtype=float), np.arange(of.size), side="right")
    mean = _ratio(np.bincount(phase, np.where(of > 0, had, 0.0)), np.bincount(phase, of))[phase]
    reach = SIGMA * np.sqrt(_ratio(spread(mean), of))  # type: ignore[operator]
    low, high, value = np.maximum(mean - reach, 0.0), np.minimum(mean + reach, most), _ratio(had, of)
    side = (value > high).astype(np.int64) - (value < low)
    return pd.DataFrame({"value": value, "phase": phase, "mean": mean, "low": low, "high": high, "side": side})


def _ratio(part: Numbers, whole: Numbers) -> Numbers:
    return np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) > 0)
