"""Case mix: what people like these would have been expected to reach, by an ordinary linear model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.intervals import LEVEL, group_intervals
from analytics.products import PER_TERM as PER_TERM
from analytics.products import NotEnough as NotEnough
from analytics.products import covariate, inverse_of, telling_of

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """`terms`: term, value, low, high (unit of the outcome); per row `predicted` and `residual` (outcome less that).

    ``n`` rows, ``r2`` the share of the spread that is explained (0..1), ``sd`` of the residuals.
    """

    terms: pd.DataFrame
    predicted: Numbers
    residual: Numbers
    n: int
    r2: float
    sd: float


def design(covariates: pd.DataFrame) -> pd.DataFrame:
    """The columns of a linear model of *covariates*.

    In: one row per course; columns of numbers, of flags, and of words (categories). Out: the same rows: ``intercept``,
    each number as it is (missing: its mean, with a column ``NAME missing`` of 0 and 1), for words a column
    ``NAME: WORD`` for each but the most frequent one, missing being a word of its own. Columns that are the same in
    all rows are left out.

    Notes: the most frequent word is what others are compared with. Assumes numbers act in a straight line. A column
    for what is missing can bias comparisons outside randomised trials; it is used because dropping courses would lose
    people, few are missing, and the model is for looking, not for proof. It does not show whether what is missing is
    like what is there.

    References: a product choice; against such columns, Groenwold et al., CMAJ 2012;184:1265-1269.

    >>> found = design(pd.DataFrame({"age": [40.0, None, 60.0], "sex": ["f", "m", "f"]}))
    >>> found.columns.tolist(), found["age"].tolist()
    (['intercept', 'age', 'age missing', 'sex: m'], [40.0, 50.0, 60.0])
    """
    columns: dict[str, Numbers] = {"intercept": np.ones(len(covariates))}
    for name in covariates.columns:
        one = covariate(name, covariates[name])
        columns |= {column: told[one.level] for column, told in zip(one.columns, one.told.T, strict=True)}
        if one.values is not None:
            columns[name] = one.values
    kept = {name: one for name, one in columns.items() if name == "intercept" or (one != one[:1]).any()}
    return pd.DataFrame(kept, index=covariates.index)


def telling(rows: ArrayLike) -> NDArray[np.bool_]:
    """Which columns say something that the ones before them do not.

    In: a matrix of numbers, one row per course. Out: true for each column that is no sum of those to its left; all are
    true where there are fewer rows than columns, of which nothing can be said.

    Notes: what is left of a column of length 1 once those kept to its left are taken out of it, from the sums of
    products; less than a millionth of its length is nothing. It does not show which of two columns that say the same
    is the one to keep: the first is.

    References: elementary.

    >>> telling([[1, 0, 0], [1, 1, 2], [1, 1, 2], [1, 0, 0]]).tolist()
    [True, True, False]
    """
    x = np.asarray(rows, dtype=float)
    return telling_of(x.T @ x, len(x))


def fit(outcome: ArrayLike, columns: pd.DataFrame, level: float = LEVEL) -> Model:
    """Fit an ordinary linear model.

    In: *outcome* (any unit) of each row and the *columns* of `design`; rows with a missing outcome are left out of the
    fit. Out: a `Model`; residual is NaN where the outcome is missing. Raises `NotEnough` with fewer than ten rows for
    each column, or where columns say the same.

    Notes: least squares by the sums of products, put right once by what they leave over; intervals by the t
    distribution. Assumes the same spread everywhere and independent rows: two feet of one person count as two. It does
    not show what is not in it: who is referred to whom, and why.

    References: analysis of covariance, Vickers & Altman, BMJ 2001;323:1123-1124 (PMID 11459516); performance as mean
    residual, FOTO (NQF 0428).

    >>> x = pd.DataFrame({"intercept": 1.0, "baseline": np.arange(20.0)})
    >>> found = fit(2 + 3 * np.arange(20.0), x)
    >>> [float(round(one, 6)) for one in found.terms["value"]], found.n
    ([2.0, 3.0], 20)
    """
    from scipy.special import stdtrit  # the t quantile itself; scipy.stats around it takes long to load

    y, x = np.asarray(outcome, dtype=float), columns.to_numpy(dtype=float)
    kept = np.isfinite(y)
    n, p = int(kept.sum()), x.shape[1]
    inside, known = x[kept], y[kept]
    inverse = inverse_of(inside.T @ inside, n)
    beta = inverse @ (inside.T @ known)
    beta += inverse @ (inside.T @ (known - inside @ beta))
    predicted = x @ beta
    residual = y - predicted
    spread = float((residual[kept] ** 2).sum())
    total = float(((y[kept] - y[kept].mean()) ** 2).sum())
    variance = spread / (n - p)
    reach = stdtrit(n - p, (1 + level) / 2) * np.sqrt(variance * np.diag(inverse))
    terms = pd.DataFrame({"term": list(columns.columns), "value": beta, "low": beta - reach, "high": beta + reach})
    return Model(terms, predicted, residual, n, 1 - spread / total if total else np.nan, float(np.sqrt(variance)))


def calibration(model: Model, outcome: ArrayLike, groups: int = 10, clusters: ArrayLike | None = None) -> pd.DataFrame:
    """Whether the model is right for those it expects little of and those it expects much of.

    In: a *model* of `fit`, the *outcome* it was fitted to, how many *groups*, *clusters* one key per row (the patient;
    None: each row its own). Out: one row per group of about as many rows by what was predicted: n, patients, predicted,
    observed (means, unit of the outcome), ci_low, ci_high (of the observed, `intervals.group_intervals`).

    Notes: groups by rank of the prediction, first ones larger where they do not divide. On the rows it was fitted to,
    a model looks better than on others: it does not show how it does on new people.

    References: Steyerberg, Clinical Prediction Models, 2nd edition, chapter 15.

    >>> x = pd.DataFrame({"intercept": 1.0, "baseline": np.arange(20.0)})
    >>> calibration(fit(np.arange(20.0), x), np.arange(20.0), 2)[["n", "observed"]].values.tolist()
    [[10.0, 4.5], [10.0, 14.5]]
    """
    y = np.asarray(outcome, dtype=float)
    kept = np.flatnonzero(np.isfinite(model.residual))
    order = kept[np.argsort(model.predicted[kept], kind="stable")]
    parts = [part for part in np.array_split(order, groups) if part.size]
    place = np.repeat(np.arange(len(parts)), [part.size for part in parts])
    keys = np.arange(y.size) if clusters is None else np.asarray(clusters)
    came = group_intervals(y[order], place, len(parts), keys[order])
    expected = [float(model.predicted[part].mean()) for part in parts]
    found = {"n": came["n"], "patients": came["clusters"], "predicted": np.array(expected, dtype=float)}
    return pd.DataFrame(found | {"observed": came["mean"], "ci_low": came["low"], "ci_high": came["high"]})
