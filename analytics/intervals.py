"""How sure a number is: intervals of means (clustered by patient), of shares, and the standardised response mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analytics.spreads import spread_of

LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean with its interval: n values from so many clusters, in the unit of the values; NaN where undefined."""

    n: int
    clusters: int
    mean: float
    low: float
    high: float
    sd: float


def mean_interval(values: ArrayLike, clusters: ArrayLike | None = None, level: float = LEVEL) -> Interval:
    """The mean of *values* with a t interval that knows which values belong to one patient.

    In: *values* (any unit; NaN is left out), *clusters* one key per value (the patient), *level* 0..1.
    Out: an `Interval` in the same unit. No interval with fewer than two clusters.

    Notes: with e the deviations from the mean, the variance of the mean is G/(G-1) * sum over patients of (sum of
    e)^2 / n^2, and the interval is mean +- t(G-1) * its root, G the number of patients. With one value per patient
    this is the ordinary t interval. Assumes that patients are independent of each other and enough of them for the
    t distribution to hold (with fewer than about 10 patients the interval is rough). It does not show spread
    between patients (that is `sd`) nor anything about those who were not measured.

    References: Liang & Zeger, Biometrika 1986;73:13-22; Cameron & Miller, J Human Resources 2015;50:317-372.

    >>> found = mean_interval([1.0, 2.0, 3.0, 4.0], clusters=["a", "a", "b", "c"])
    >>> found.n, found.clusters, found.mean
    (4, 3, 2.5)
    >>> round(found.low, 3), round(found.high, 3)
    (-0.859, 5.859)
    """
    numbers = np.asarray(values, dtype=float).ravel()
    keys = np.arange(numbers.size) if clusters is None else np.asarray(clusters).ravel()
    found = spread_of(numbers, np.zeros(numbers.size, dtype=np.int64), 1, keys, level)
    return Interval(int(found.n[0]), int(found.clusters[0]), *(float(column[0]) for column in found[2:]))


def group_intervals(
    values: ArrayLike, groups: ArrayLike, size: int, clusters: ArrayLike, level: float = LEVEL
) -> pd.DataFrame:
    """`mean_interval` for many groups at once, from sums.

    In: *values* (any unit; NaN left out), *groups* the number 0..size-1 of each value's group (negative: left out),
    *size* how many groups, *clusters* an integer or other key per value (the patient), *level* 0..1.
    Out: one row per group, in order: n, clusters, mean, low, high, sd, in the unit of the values (NaN where
    undefined).

    Notes: the formula of `mean_interval`, group by group; a patient in two groups counts once in each. Assumes and
    hides the same. It does not correct for the number of groups looked at.

    References: as `mean_interval`.

    >>> group_intervals([1, 2, 3, 9], [0, 0, 0, 1], 2, [1, 2, 3, 4])[["n", "mean", "sd"]].values.tolist()
    [[3.0, 2.0, 1.0], [1.0, 9.0, nan]]
    """
    return pd.DataFrame(spread_of(values, groups, size, clusters, level)._asdict())


def wilson(k: ArrayLike, n: ArrayLike, level: float = LEVEL) -> tuple[Any, Any]:
    """The Wilson interval of k out of n, as two shares 0..1.

    In: *k* and *n* whole numbers, or arrays of them. Out: (low, high), numbers or arrays alike; NaN where n is 0.

    Notes: (p + z^2/2n +- z * root(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n), p = k/n, z the normal quantile (1.96).
    Assumes independent yes/no answers, so two feet of one person make it slightly too narrow. It does not show who
    is missing.

    References: Wilson, J Am Stat Assoc 1927;22:209-212; Brown, Cai & DasGupta, Stat Sci 2001;16:101-133. The tests
    hold it against statsmodels (`proportion_confint`).

    >>> low, high = wilson(1463, 7629)
    >>> round(100 * low, 2), round(100 * high, 2)
    (18.31, 20.08)
    """
    from scipy.special import ndtri  # statsmodels has the same, but loading it takes longer than the first page

    hits, total = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    of, z = np.where(total > 0, total, 1.0), ndtri(0.5 + level / 2)
    share, extra = hits / of, z * z / of
    half = z * np.sqrt(share * (1 - share) / of + extra / of / 4)
    low, high = (share + extra / 2 - half) / (1 + extra), (share + extra / 2 + half) / (1 + extra)
    part = np.divide(hits, total, out=np.full(total.shape, np.nan), where=total > 0)
    low, high = np.fmax(np.minimum(low, part), 0.0 * part), np.fmin(np.maximum(high, part), 1.0 + 0.0 * part)
    return (low, high) if total.ndim else (float(low), float(high))


def srm(values: ArrayLike) -> float:
    """The standardised response mean: mean change divided by the standard deviation of the changes.

    In: *values* oriented changes (any unit; NaN left out). Out: a number without unit; NaN with fewer than two
    changes or when all are tied.

    Notes: mean / sd (n - 1 in the sd). Assumes one change per course of care. It does not show whether a change
    matters to the patient, and is no effect of treatment: it is large when everybody changes alike, whatever the
    cause.

    References: Liang, Fossel & Larson, Med Care 1990;28:632-642.

    >>> srm([1.0, 2.0, 3.0])
    2.0
    """
    found = mean_interval(values)
    return found.mean / found.sd if found.sd > 0 else float("nan")
