"""A linear model with two levels that cross: one of the patient and one of the podiatrist (random intercepts)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.intercepts import NotEnough

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
STEPS = 400  # of one search; some 100 are usual
STARTS = ((1.0, 0.2), (0.2, 0.6))  # roots of the two ratios: from both, the search has to end at the same place
ALIKE = 1e-5  # of minus twice the log-likelihood: two searches that differ by less ended at the same place
LARGEST = 30.0  # root of a ratio: a level whose SD is thirty times the noise has nothing left to be set against


@dataclass(frozen=True)
class Fitted:
    """Coefficients and their covariance; the variances of `patient`, `podiatrist` and `within` (unit squared).

    ``settled`` is whether the search for the variances came to an end that it would come to again; ``deviance`` is
    minus twice the restricted log-likelihood, less a constant.
    """

    beta: Numbers
    covariance: Numbers
    patient: float
    podiatrist: float
    within: float
    deviance: float
    settled: bool


def two_intercepts(y: Numbers, x: Numbers, patients: Whole, podiatrists: Whole, steps: int = STEPS) -> Fitted:
    """Fit y = x beta + level of the patient + level of the podiatrist + noise by restricted maximum likelihood (REML).

    In: *y* (n, any unit), *x* (n x p, of full rank), the patient and the podiatrist of each row, at most so many
    *steps* for one search. Out: a `Fitted`, variances in the unit squared. Raises `NotEnough` with fewer than p + 3
    rows, a rank below p, or no spread at all.

    Notes: with two ratios (variance of patients and of podiatrists, each over the noise) the best beta and noise are
    known, so the likelihood is searched along these two (Nelder-Mead on their roots, from two starts). Patients enter
    by their sums (Woodbury), podiatrists as a small dense matrix, so the time does not grow with their squares. It has
    settled when both searches end at the same likelihood and no ratio runs away. Assumes normal levels and noise, and
    that who was not measured depends on nothing but what was. A single podiatrist has no level. With few podiatrists
    their variance is hardly known, and the covariance does not allow for that. It does not show why podiatrists differ.

    References: Laird & Ware, Biometrics 1982;38:963-974; Bates et al., J Stat Softw 2015;67(1), section 3 (profiled
    likelihood). The tests hold it against statsmodels (`MixedLM` with variance components).

    >>> chance = np.random.default_rng(1)
    >>> who, by = np.repeat(np.arange(40), 3), np.tile([0, 1, 2, 3], 30)
    >>> y = 5 + chance.normal(0, 2, 40)[who] + chance.normal(0, 1, 120)
    >>> found = two_intercepts(y, np.ones((120, 1)), who, by)
    >>> found.settled, bool(found.patient > 1 > found.podiatrist)
    (True, True)
    """
    if len(y) < x.shape[1] + 3 or np.linalg.matrix_rank(x) < x.shape[1]:
        raise NotEnough("There are not enough readings to fit the model.")
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    if float(left @ left) <= 1e-12 * max(1.0, float(y @ y)):
        raise NotEnough("All readings are alike: there is no spread to model.")
    owner, leader = _placed(patients), _placed(podiatrists)
    free = np.array([1.0, float(leader.max() > 0)])  # one podiatrist's level cannot be told from the mean
    at = _solver(y, x, owner, leader)
    ends = [_lowest(lambda pair: at(_within_reach(pair) * free)[0], one, steps) for one in STARTS]
    root, deviance, ended = min(ends, key=lambda end: end[1])
    _, beta, inverse, within = at(root := root * free)
    settled = ended and abs(ends[0][1] - ends[1][1]) < ALIKE and float(root.max()) < LARGEST
    patient, podiatrist = (float(one) ** 2 * within for one in root)
    return Fitted(beta, inverse * within, patient, podiatrist, within, deviance, settled)


def _placed(keys: Whole) -> Whole:
    return np.unique(keys, return_inverse=True)[1]


def _within_reach(pair: Numbers) -> Numbers:
    """The sign of a root means nothing, and beyond `LARGEST` the sums lose their digits."""
    return np.minimum(np.abs(pair), LARGEST)


def _lowest(value: Callable[[Numbers], float], start: tuple[float, float], steps: int) -> tuple[Numbers, float, bool]:
    """Where *value* is lowest, how low, and whether the search ended by itself."""
    from scipy.optimize import minimize

    found = minimize(value, start, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9, "maxfev": steps})
    return _within_reach(found.x), float(found.fun), bool(found.success)


def _solver(
    y: Numbers, x: Numbers, patient: Whole, podiatrist: Whole
) -> Callable[[Numbers], tuple[float, Numbers, Numbers, float]]:
    """For the roots of the two ratios: minus twice the restricted likelihood, beta, its covariance / within, within."""
    p, freedom = x.shape[1], len(y) - x.shape[1]
    cross, sizes, often, products = _sums(np.column_stack([x, y]), patient, podiatrist)
    few = cross.shape[0] - p - 1

    def at(root: Numbers) -> tuple[float, Numbers, Numbers, float]:
        own, theirs = root[0] ** 2, root[1] ** 2
        whole = cross - np.tensordot(own / (1 + sizes * own), products, 1)  # patients taken out, by Woodbury
        inner = np.eye(few) + theirs * whole[p + 1 :, p + 1 :]
        tie = whole[: p + 1, p + 1 :]
        whole = whole[: p + 1, : p + 1] - theirs * tie @ np.linalg.solve(inner, tie.T)  # and podiatrists
        inverse = np.linalg.inv(whole[:p, :p])
        beta = inverse @ whole[:p, p]
        within = float(whole[p, p] - whole[:p, p] @ beta) / freedom
        spread = float(often @ np.log1p(sizes * own)) + np.linalg.slogdet(inner)[1] - np.linalg.slogdet(inverse)[1]
        return float(freedom * np.log(within) + spread), beta, inverse, within

    return at


def _sums(columns: Numbers, patient: Whole, podiatrist: Whole) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """All that the likelihood needs of the rows: cross products of the columns and of one column per podiatrist, and
    for each number of rows a patient may have, how many have it and the cross products of their sums."""
    count, few = int(patient.max()) + 1, int(podiatrist.max()) + 1
    size = np.bincount(patient, minlength=count)
    by_patient = np.bincount(patient * few + podiatrist, minlength=count * few).reshape(count, few)
    sums = np.column_stack([*(np.bincount(patient, one, count) for one in columns.T), by_patient])
    by_podiatrist = np.column_stack([np.bincount(podiatrist, one, few) for one in columns.T])
    own = np.diag(np.bincount(podiatrist, minlength=few).astype(float))
    cross = np.block([[columns.T @ columns, by_podiatrist.T], [by_podiatrist, own]])
    sizes, place = np.unique(size, return_inverse=True)
    order = np.argsort(place, kind="stable")
    parts = np.split(sums[order], np.cumsum(np.bincount(place))[:-1])
    products = np.array([part.T @ part for part in parts])
    return cross, sizes.astype(float), np.bincount(place).astype(float), products
