"""Who is missing: those not measured again beside those who were, by what was known of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.intervals import LEVEL, wilson

LEAST = 10  # of a group, below which it is left out of the test: a product choice
COLUMNS = ("by", "group", "n", "missing", "share", "low", "high", "difference", "p")


def who_is_missing(
    gone: ArrayLike, groups: Mapping[str, pd.Series], clusters: ArrayLike | None = None, level: float = LEVEL
) -> pd.DataFrame:
    """The share missing in each group, and how far the missing and the others differ in belonging to it.

    In: *gone*, for each row whether it is missing; *groups*, by name a column of words with the same rows (blank: the
    row is left out of that one); *clusters*, a key for each row (the patient). Out: one row per name and word: by,
    group, n, missing, share, low, high (0..1), difference (in standard deviations; positive: more of the missing
    belong to it), p (of the name, 0..1).

    Notes: Wilson intervals. difference = (p1 - p0) / root((p1 (1 - p1) + p0 (1 - p0)) / 2), p1 and p0 the shares of the
    missing and of the others that belong to the group. p: chi-squared over the groups of at least `LEAST`, without
    a correction for how many names are looked at; NaN with fewer than two of them. It is divided by the largest that
    sum(m^2) / sum(m) is in any of these groups, m the rows of each cluster in that group: as if all rows of one were
    alike, so that two feet of one person count as one even where only a small group has two. The intervals take rows
    as independent. It does not show why anybody is missing, nor how they did.

    References: Austin, Stat Med 2009;28:3083-3107 (the difference); Pearson 1900 (scipy's `chi2_contingency`);
    Rao & Scott, Ann Stat 1984;12:46-60 (dividing it).

    >>> rows = who_is_missing([1, 1, 0, 0], {"sex": pd.Series(["f", "f", "f", "m"])})
    >>> rows[["by", "group", "n", "missing"]].values.tolist()
    [['sex', 'f', 3, 2], ['sex', 'm', 1, 0]]
    >>> [float(one) for one in rows["difference"].round(3)]
    [1.414, -1.414]
    """
    away = np.asarray(gone, dtype=bool)
    owner = pd.factorize(np.arange(away.size) if clusters is None else np.asarray(clusters))[0]
    tables = [_of(name, column, away, owner, level) for name, column in groups.items()]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(COLUMNS))


def _of(name: str, column: pd.Series, gone: NDArray[np.bool_], owner: NDArray[np.intp], level: float) -> pd.DataFrame:
    code, words = pd.factorize(column, sort=True)
    kept = code >= 0
    n = np.bincount(code[kept], minlength=len(words))
    missing = np.bincount(code[kept & gone], minlength=len(words))
    low, high = wilson(missing, n, level)
    p = _chance(missing, n, _weight(code[kept], owner[kept], len(words)))
    return pd.DataFrame(
        {
            "by": name, "group": np.asarray(words, dtype=object), "n": n, "missing": missing, "share": missing / n,
            "low": low, "high": high, "difference": _difference(missing, n - missing), "p": p,
        }
    )  # fmt: skip


def _difference(missing: NDArray[np.intp], stayed: NDArray[np.intp]) -> NDArray[np.float64]:
    if not missing.sum() or not stayed.sum():
        return np.full(missing.shape, np.nan)
    one, other = missing / missing.sum(), stayed / stayed.sum()
    spread = np.sqrt((one * (1 - one) + other * (1 - other)) / 2)
    return np.divide(one - other, spread, out=np.zeros(one.shape), where=spread > 0)


def _weight(code: NDArray[np.intp], owner: NDArray[np.intp], size: int) -> NDArray[np.float64]:
    """For each group sum(m^2) / sum(m), m the rows of each cluster in it: by how much alike rows count for too many."""
    pair, rows = np.unique(np.column_stack([code, owner]), axis=0, return_counts=True)
    return np.bincount(pair[:, 0], rows**2, size) / np.bincount(pair[:, 0], rows, size)


def _chance(missing: NDArray[np.intp], n: NDArray[np.intp], weight: NDArray[np.float64]) -> float:
    from scipy.stats import chi2, chi2_contingency

    large = n >= LEAST
    table = np.array([missing[large], (n - missing)[large]])
    if large.sum() < 2 or not table.sum(axis=1).all():
        return float("nan")
    found = chi2_contingency(table, correction=False)
    return float(chi2.sf(found.statistic / weight[large].max(), found.dof))
