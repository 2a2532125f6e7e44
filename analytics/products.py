"""The sums of products that a linear model is worked out from, its columns not written out course by course."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.codes import codes
from analytics.groups import ROOM, closed_up

Numbers = NDArray[np.float64]
Rows = NDArray[np.bool_]
NOTHING = 1e-12  # of a squared length of 1: what rounding leaves
CLEARLY = 1e-6  # a million times that
PER_TERM = 10  # rows for each number the model has to find: a product choice after the usual rule of thumb


class NotEnough(ValueError):
    """Fewer rows than the model needs for the numbers it has to find."""


class Covariate(NamedTuple):
    """The names of its columns, its level per course, and what each level says in each column.

    A number has its values too, a gap filled with their mean; its own column comes first, and no level says it.
    """

    columns: list[str]
    level: NDArray[np.int64]
    told: Numbers
    values: Numbers | None = None
    mean: float = 0.0


class Kinds:
    """What a linear model needs to know of many courses, its columns never being written out course by course.

    In: *covariates*, one row per course, as `adjusted.design` takes them. ``columns``: the names of the columns of
    `design`, in its order; ``rows``: how many courses.

    Notes: courses are of one kind when they have the same words, flags and gaps; a hundred thousand are of a few
    hundred kinds. Numbers are taken from their mean, so that a gap, which `design` fills with the mean, adds nothing.
    Assumes and hides the same as `design`.

    References: elementary.

    >>> found = Kinds(pd.DataFrame({"age": [40.0, None, 60.0], "sex": ["f", "m", "f"]}))
    >>> found.columns, found.totals(np.array([True, True, False])).tolist()
    (['intercept', 'age', 'age missing', 'sex: m'], [2.0, -10.0, 1.0, 1.0])
    """

    def __init__(self, covariates: pd.DataFrame) -> None:
        self.rows = len(covariates)
        of_each = [Covariate(["intercept"], np.zeros(self.rows, dtype=np.int64), np.ones((1, 1)))]
        of_each += [covariate(name, covariates[name]) for name in covariates.columns]
        self._kind, self._size = np.zeros(self.rows, dtype=np.int64), 1
        for one in (one for one in of_each if len(one.told) > 1):
            self._kind, self._size = self._kind * len(one.told) + one.level, self._size * len(one.told)
            if self._size > ROOM * self.rows:
                self._kind, self._size = closed_up(self._kind, self._size)
        self._kind, self._size = closed_up(self._kind, self._size)
        some = np.zeros(self._size, dtype=np.int64)  # a course of each kind
        some[self._kind] = np.arange(self.rows)
        told = np.hstack([one.told[one.level[some]] for one in of_each])
        numbers = {one.columns[0]: one.values - one.mean for one in of_each if one.values is not None}
        columns = [name for one in of_each for name in one.columns]
        varies = (told != told[:1]).any(axis=0)
        varies[0] = True
        for name, values in numbers.items():
            varies[columns.index(name)] = (values != values[:1]).any()
        self.columns = [name for name, keep in zip(columns, varies, strict=True) if keep]
        self._told = told[:, varies]
        self._at = [place for place, name in enumerate(self.columns) if name in numbers]
        self._values = np.array([numbers[self.columns[place]] for place in self._at]).reshape(len(self._at), self.rows)

    def totals(self, chosen: Rows) -> Numbers:
        """Each column added up over the courses *chosen*."""
        found = self._counts(chosen) @ self._told
        found[self._at] += self._values @ chosen
        return found

    def products(self, chosen: Rows) -> Numbers:
        """The sums of products of every two columns over the courses *chosen*."""
        values = self._values * chosen
        found = self._told.T @ (self._counts(chosen)[:, None] * self._told)
        by_kind = [np.bincount(self._kind, one, self._size) for one in values]
        across = np.array(by_kind).reshape(len(self._at), self._size) @ self._told
        found[self._at] += across
        found[:, self._at] += across.T
        found[np.ix_(self._at, self._at)] += values @ self._values.T
        return found

    def _counts(self, chosen: Rows) -> Numbers:
        return np.bincount(self._kind[chosen], minlength=self._size).astype(float)


def covariate(name: str, column: pd.Series) -> Covariate:
    """How the *column* of numbers, flags or words (categories) called *name* stands in a model (`adjusted.design`)."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return Covariate([name], column.to_numpy(dtype=np.int64), np.array([[0.0], [1.0]]))
    if pd.api.types.is_numeric_dtype(column.dtype):
        values = column.to_numpy(dtype=float, na_value=np.nan)
        gone = ~np.isfinite(values)
        some = bool(gone.any())
        known = values[~gone] if some else values
        told = np.array([[0.0, 0.0], [0.0, 1.0]])[: 1 + some]
        mean = float(known.mean()) if known.size else 0.0
        filled = np.where(gone, mean, values) if some else values
        return Covariate([name, f"{name} missing"], gone.astype(np.int64), told, filled, mean)
    level, words = worded(column)
    usual_first = np.argsort(-np.bincount(level, minlength=len(words)), kind="stable")
    names = [f"{name}: {words[place]}" for place in usual_first[1:]]
    return Covariate(names, level, (np.arange(len(words))[:, None] == usual_first[1:]).astype(float))


def worded(column: pd.Series) -> tuple[NDArray[np.int64], list[str]]:
    """The place of each row's word among the words that occur in *column*, in alphabetical order, and those words.

    "missing" is one of them, whether written or not.
    """
    number, known = codes(column)
    used = np.bincount(number, minlength=len(known) + 1) > 0
    said = np.array(["missing", *(str(word) for word in known)])
    words, place = np.unique(said[used], return_inverse=True)
    rank = np.zeros(len(said), dtype=np.int64)
    rank[used] = place
    return rank[number], words.tolist()


def telling_of(products: Numbers, rows: int) -> NDArray[np.bool_]:
    """`telling` from the sums of products of the columns (square) and how many *rows* they were added up over."""
    size = len(products)
    if rows < size:
        return np.ones(size, dtype=bool)
    scaled, _ = _scaled(products)
    if _all_tell(scaled):
        return np.ones(size, dtype=bool)
    kept: list[int] = []
    for place, whole in enumerate(np.diag(scaled)):
        shared = scaled[kept, place]
        if whole - shared @ np.linalg.solve(scaled[np.ix_(kept, kept)], shared) > NOTHING:
            kept.append(place)
    return np.isin(np.arange(size), kept)


def _all_tell(scaled: Numbers) -> bool:
    """Whether each column clearly says something of its own: what is left of it is its place in the triangle, squared.

    False, too, where it is a close thing.
    """
    try:
        return bool((np.diag(np.linalg.cholesky(scaled)) ** 2 > CLEARLY).all())
    except np.linalg.LinAlgError:
        return False


def inverse_of(products: Numbers, rows: int) -> Numbers:
    """The inverse of the sums of *products* (square) of columns over so many *rows*; raises `NotEnough` as `fit`."""
    scaled, length = _scaled(products)
    if rows < PER_TERM * len(products) or np.linalg.eigvalsh(scaled)[0] < NOTHING:
        raise NotEnough(f"{rows} courses are not enough for a model of {len(products)} numbers.")
    return np.linalg.inv(scaled) / np.outer(length, length)


def _scaled(products: Numbers) -> tuple[Numbers, Numbers]:
    """The sums of products of columns brought to length 1, and their lengths (1 for a column of zeros)."""
    length = np.sqrt(np.diag(products))
    length = np.where(length > 0, length, 1.0)
    return products / np.outer(length, length), length
