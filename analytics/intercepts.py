"""A linear model in which the readings of one patient share a level of their own (a random intercept)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
GRID = np.r_[0.0, np.linspace(0.01, 0.99, 50)]  # shares of the variance that lie between patients
GOLDEN = (5**0.5 - 1) / 2
NARROWINGS = 40  # each takes the search to 0.618 of its span: far below any printed digit


class NotEnough(ValueError):
    """Fewer readings or patients than the model has numbers to find."""


@dataclass(frozen=True)
class Fitted:
    """Coefficients, their covariance, and the variance between patients and within one (unit squared)."""

    beta: Numbers
    covariance: Numbers
    between: float
    within: float


def random_intercept(y: Numbers, x: Numbers, groups: NDArray[np.int64]) -> Fitted:
    """Fit y = x beta + level of the patient + noise by restricted maximum likelihood (REML).

    In: *y* (n, any unit), *x* (n x p, of full rank), *groups* the patient of each row. Out: a `Fitted`, variances in
    the unit squared. Raises `NotEnough` with fewer than p + 2 rows, a rank below p, or no spread at all.

    Notes: with one share r of the variance between patients the best beta and variance are known, so the likelihood
    is searched along r alone, on a grid and then by golden section; it always settles. Assumes normal levels and
    noise, and that who was not measured depends on nothing but what was. It does not show why patients differ.

    References: Laird & Ware, Biometrics 1982;38:963-974. The tests hold it against statsmodels (`MixedLM`), which
    takes longer to load than the page to draw.

    >>> y = np.array([5.0, 4.0, 7.0, 6.0, 3.0, 2.0])
    >>> x = np.column_stack([np.ones(6), np.tile([0.0, 1.0], 3)])
    >>> found = random_intercept(y + [0, 0.1, 0, 0, 0.1, 0], x, np.array([1, 1, 2, 2, 3, 3]))
    >>> bool(found.between > 50 * found.within)
    True
    """
    if len(y) < x.shape[1] + 2 or np.linalg.matrix_rank(x) < x.shape[1]:
        raise NotEnough("There are not enough readings to fit the model.")
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    if float(left @ left) <= 1e-12 * max(1.0, float(y @ y)):
        raise NotEnough("All readings are alike: there is no spread to model.")
    owner = np.unique(groups, return_inverse=True)[1]
    at = _solver(y, x, owner)
    share = _lowest(lambda r: at(r)[0])
    _, beta, inverse, total = at(share)
    within = total * (1 - share)
    return Fitted(beta, inverse * within, total * share, within)


def _solver(
    y: Numbers, x: Numbers, owner: NDArray[np.int64]
) -> Callable[[float], tuple[float, Numbers, Numbers, float]]:
    """For a share r: minus twice the restricted likelihood, beta, its covariance / within, and the whole variance."""
    size = np.bincount(owner).astype(float)
    both = np.column_stack([x, y])
    sums = np.column_stack([np.bincount(owner, column) for column in both.T])
    cross, freedom, p = both.T @ both, len(y) - x.shape[1], x.shape[1]

    def at(r: float) -> tuple[float, Numbers, Numbers, float]:
        ratio = r / (1 - r)
        shrink = ratio / (1 + size * ratio)
        whole = cross - (sums * shrink[:, None]).T @ sums
        inverse = np.linalg.inv(whole[:p, :p])
        beta = inverse @ whole[:p, p]
        within = float(whole[p, p] - whole[:p, p] @ beta) / freedom
        spread = np.log1p(size * ratio).sum() - np.linalg.slogdet(inverse)[1]
        return float(freedom * np.log(within) + spread), beta, inverse.astype(np.float64), within / (1 - r)

    return at


def _lowest(value: Callable[[float], float]) -> float:
    """Where *value* is lowest on 0..0.99: the best of a grid, then golden section around it."""
    best = int(np.argmin([value(float(r)) for r in GRID]))
    low, high = float(GRID[max(best - 1, 0)]), float(GRID[min(best + 1, len(GRID) - 1)])
    for _ in range(NARROWINGS):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        low, high = (low, right) if value(left) <= value(right) else (left, high)
    middle = (low + high) / 2
    return min((float(GRID[best]), middle), key=value)
