"""Is one unit's figure unusual or only small: limits of a funnel plot, over-dispersion, estimates drawn together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Dispersion:
    """How much more units differ than chance alone would have it.

    ``phi``: the mean squared z (1: as chance has it); ``tau2``: the variance between units, in the squared unit of the
    values given; ``n``: how many units. NaN with fewer than two.
    """

    n: int
    phi: float
    tau2: float


def share_limits(target: float, n: ArrayLike, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Between which shares a unit of *n* lies by chance, if its true share is *target*.

    In: *target* and *level* 0..1; *n* people per unit. Out: lower and upper limit per unit, as shares; NaN for n 0.

    Notes: the exact quantiles of the binomial distribution over n: with few people limits go in steps, and so less than
    1 - level lies outside. Assumes that people are independent and each as likely to improve as the other. It does not
    show what makes a unit unusual, and says nothing where units differ for reasons that are known (see `dispersion`).

    References: Spiegelhalter, Stat Med 2005;24:1185-1202 (doi 10.1002/sim.1970).

    >>> low, high = share_limits(87 / 161, [36, 10])
    >>> [float(round(one, 3)) for one in (*low, *high)]
    [0.389, 0.2, 0.694, 0.8]
    """
    from scipy.stats import binom

    people = np.asarray(n, dtype=float)
    counted = np.where(people > 0, people, np.nan)
    low, high = (binom.ppf(end, np.nan_to_num(counted), target) / counted for end in _ends(level))
    return low, high


def mean_limits(
    target: float, sd: float, n: ArrayLike, level: float = 0.95, tau2: float = 0.0
) -> tuple[Numbers, Numbers]:
    """Between which means a unit of *n* lies by chance, if its true mean is *target*.

    In: *target*, *sd* of single values in the same unit; *n* per unit; *level* 0..1; *tau2* the variance between units
    that is allowed for. Out: lower and upper limit per unit, in the unit of the values; NaN for n 0.

    Notes: target +- z * root(sd^2 / n + tau2). Assumes that means of n are about normal and that units have the same
    spread. It does not show whether units treat the same people.

    References: as `share_limits`; the additive allowance is its section 4.3.

    >>> low, high = mean_limits(2.0, 1.0, [4, 0])
    >>> float(round(low[0], 2)), float(round(high[0], 2)), bool(np.isnan(low[1]))
    (1.02, 2.98, True)
    """
    from scipy.stats import norm

    people = np.asarray(n, dtype=float)
    counted = np.where(people > 0, people, np.nan)
    reach = norm.ppf(_ends(level)[1]) * np.sqrt(sd**2 / counted + tau2)
    return target - reach, target + reach


def rate_limits(expected: ArrayLike, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Between which multiples of what is *expected* a count of events lies by chance.

    In: *expected* events per unit, *level* 0..1. Out: lower and upper limit per unit, as observed over expected.

    Notes: the exact interval of a Poisson count as if all that is expected had been seen (chi-squared quantiles).
    Assumes that events are independent of each other. It does not show why a rate is high: asking more finds more.

    References: FunnelPlotR 9020d49, `poisson_limits`; Garwood, Biometrika 1936;28:437-442.

    >>> low, high = rate_limits([15.0])
    >>> float(round(low[0], 4)), float(round(high[0], 4))
    (0.5597, 1.6493)
    """
    from scipy.stats import chi2

    events = np.asarray(expected, dtype=float)
    low, high = _ends(level)
    return chi2.ppf(low, 2 * events) / 2 / events, chi2.ppf(high, 2 * (events + 1)) / 2 / events


def dispersion(values: ArrayLike, errors: ArrayLike, target: float) -> Dispersion:
    """How much more units differ from *target* than their standard *errors* have it.

    In: *values* and *errors* per unit and *target*, all in one unit (shares as the arcsine of their root, with error
    1 / (2 root n), see `arcsine`); NaN is left out. Out: a `Dispersion`.

    Notes: phi is the mean of ((value - target) / error)^2, not winsorised: a clinic has few units. tau2 is the moment
    estimate of DerSimonian and Laird, 0 where phi is 1 or less. Limits are widened by it, which hides a unit that is
    alone in being unusual. It does not show which units differ.

    References: Spiegelhalter 2005 as `share_limits`; DerSimonian & Laird, Control Clin Trials 1986;7:177-188.

    >>> found = dispersion([1.0, 3.0], [0.5, 0.5], 2.0)
    >>> found.phi, found.tau2
    (4.0, 1.75)
    """
    value, error = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    kept = np.isfinite(value) & np.isfinite(error)
    value, error = value[kept], error[kept]
    if value.size < 2:
        return Dispersion(int(value.size), np.nan, np.nan)
    phi = float(np.mean(((value - target) / error) ** 2))
    weight = error**-2.0
    between = (value.size * phi - (value.size - 1)) / (weight.sum() - (weight**2).sum() / weight.sum())
    return Dispersion(int(value.size), phi, max(0.0, float(between)))


def arcsine(improved: ArrayLike, n: ArrayLike) -> tuple[Numbers, Numbers]:
    """Shares on a scale where their error depends on *n* alone.

    In: how many *improved* of *n* per unit. Out: the arcsine of the root of the share, and its error 1 / (2 root n).

    Notes: the usual transformation of shares for `dispersion`. It does not show the share itself.

    References: FunnelPlotR 9020d49; Freeman & Tukey, Ann Math Stat 1950;21:607-611.

    >>> [float(round(one[0], 4)) for one in arcsine([50], [100])]
    [0.7854, 0.05]
    """
    people = np.asarray(n, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.arcsin(np.sqrt(np.asarray(improved, dtype=float) / people)), 0.5 / np.sqrt(people)


def shrunk(values: ArrayLike, errors: ArrayLike, target: float, tau2: float, level: float = 0.95) -> pd.DataFrame:
    """Each unit's figure drawn towards *target*, the more the less is known of it.

    In: *values*, *errors*, *target* in one unit, *tau2* the variance between units (`dispersion`), *level* 0..1.
    Out: one row per unit: value, low, high, in the same unit, and weight 0..1, how much its own figure counts.

    Notes: the posterior of a normal mean with a normal prior: weight = tau2 / (tau2 + error^2). With tau2 0 all are
    the target. Assumes units are alike but for tau2. It does not show that tau2 itself is an estimate from few units.

    References: Efron & Morris, J Am Stat Assoc 1975;70:311-319.

    >>> shrunk([4.0], [1.0], 2.0, 1.0)["value"].tolist()
    [3.0]
    """
    from scipy.stats import norm

    value, error = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    weight = tau2 / (tau2 + error**2)
    middle = target + weight * (value - target)
    reach = norm.ppf(_ends(level)[1]) * np.sqrt(weight) * error
    return pd.DataFrame({"value": middle, "low": middle - reach, "high": middle + reach, "weight": weight})


def _ends(level: float) -> tuple[float, float]:
    return (1 - level) / 2, (1 + level) / 2
