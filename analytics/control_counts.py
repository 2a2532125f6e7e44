"""Shewhart charts from how many stand behind each period: how far a share, a rate or a mean may lie by chance alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Variance = Callable[[Numbers, NDArray[np.int64]], Numbers]  # of one value in each period, from the means of the phases

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

    References: Montgomery, Introduction to Statistical Quality Control, section 7.2; his exercise 6-1 is a
    test.

    >>> p_chart([12, 15, 8], [50, 50, 50])[["value", "low", "high"]].round(3).values.tolist()[1]
    [0.3, 0.054, 0.413]
    """
    return _chart(count, n, rebased, lambda mean, phase: (mean * (1 - mean))[phase], (0.0, 1.0))


def u_chart(count: ArrayLike, n: ArrayLike, *, rebased: Sequence[int] = ()) -> pd.DataFrame:
    """Limits of a count per unit of each period from how many units stand behind it (u chart).

    In: *count* of what happened in the *n* units (courses of care, sessions) of each period, in order of time; the
    places *rebased* at which a new phase begins. Out: as `p_chart`, ``value`` being the count per unit. Raises
    `ValueError` for a place outside the series.

    Notes: mean = all counts / all n of the phase; limits mean +- 3 root(mean / n), never below 0. Assumes that what is
    counted comes by itself, one by one, at one rate (Poisson): what comes in bunches varies more. What
    everyone has at least once varies less. It does not show why a period differs.

    References: Montgomery, Introduction to Statistical Quality Control, section 7.3; Pyzdek & Keller, The
    Handbook for Quality Management, whose bruised peaches (table 9.9) are a test.

    >>> u_chart([14, 12, 20], [10, 8, 13])[["value", "low", "high"]].round(3).values.tolist()[0]
    [1.4, 0.328, 2.64]
    """
    return _chart(count, n, rebased, lambda mean, phase: mean[phase], (0.0, np.inf))


def mean_chart(total: ArrayLike, n: ArrayLike, sd: ArrayLike, *, rebased: Sequence[int] = ()) -> pd.DataFrame:
    """Limits of a mean of each period from how many stand behind it and how much people differ within periods.

    In: the *total* of the *n* values of each period and their *sd* (any unit; NaN below two), in order of time; the
    places *rebased* at which a new phase begins. Out: as `p_chart`, in the unit of the values; NaN limits where no
    period of the phase has two values. Raises `ValueError` for a place outside the series.

    Notes: mean = all totals / all n of the phase; limits mean +- 3 s / root(n) with s the root of the sum of
    (n - 1) sd^2 over the sum of n - 1 (the spread within periods, whatever the periods do). Assumes that all in a
    period are independent and that they vary alike in every period. Unlike natural limits it knows that
    a mean of few moves more; it does not show why a period differs.

    References: Montgomery, Introduction to Statistical Quality Control, section 6.3.2 (samples of different size);
    s is used as it is, without his factor c4, which is 0.995 with 50 people and nearer to 1 with more.

    >>> mean_chart([8, 12], [4, 4], [1.0, 1.0])[["mean", "low", "high"]].values.tolist()[0]
    [2.5, 1.0, 4.0]
    """
    of, spread = np.asarray(n, dtype=float).ravel(), np.asarray(sd, dtype=float).ravel()
    known = np.isfinite(spread) & (of > 1)
    square, free = np.where(known, (of - 1) * spread**2, 0.0), np.where(known, of - 1, 0.0)

    def within(_: Numbers, phase: NDArray[np.int64]) -> Numbers:
        return _ratio(np.bincount(phase, square), np.bincount(phase, free))[phase]

    return _chart(total, n, rebased, within, (-np.inf, np.inf))


def _chart(
    count: ArrayLike, n: ArrayLike, rebased: Sequence[int], variance: Variance, ends: tuple[float, float]
) -> pd.DataFrame:
    had, of = np.asarray(count, dtype=float).ravel(), np.asarray(n, dtype=float).ravel()
    if any(not 0 < place < of.size for place in rebased):
        raise ValueError("A chart can only be rebased inside its series.")
    phase = np.searchsorted(np.asarray(sorted(rebased), dtype=float), np.arange(of.size), side="right")
    means = _ratio(np.bincount(phase, np.where(of > 0, had, 0.0)), np.bincount(phase, of))
    mean, value = means[phase], _ratio(had, of)
    reach = SIGMA * np.sqrt(_ratio(variance(means, phase), of))
    low, high = np.maximum(mean - reach, ends[0]), np.minimum(mean + reach, ends[1])
    side = (value > high).astype(np.int64) - (value < low)
    return pd.DataFrame({"value": value, "phase": phase, "mean": mean, "low": low, "high": high, "side": side})


def _ratio(part: ArrayLike, whole: ArrayLike) -> Numbers:
    bottom = np.asarray(whole, dtype=float)
    return np.divide(np.asarray(part, dtype=float), bottom, out=np.full(bottom.shape, np.nan), where=bottom > 0)
