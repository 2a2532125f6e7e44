"""Whole numbers for words, days and runs, so that sorting replaces a loop over groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.frames import SIDES

DAY = "datetime64[D]"


def codes(column: pd.Series) -> tuple[NDArray[np.int64], pd.Index]:
    """Whole numbers for the words of *column* (0: missing, then 1, 2, ...) and the words, in alphabetical order."""
    kinds = column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category")
    number, words = kinds.cat.codes.to_numpy().astype(np.int64), kinds.cat.categories
    if words.is_monotonic_increasing:
        return number + 1, words
    order = words.argsort()
    rank = np.empty(len(order) + 1, dtype=np.int64)
    rank[order], rank[-1] = np.arange(1, len(order) + 1), 0
    return rank[number], words[order]


def words_in(column: pd.Series) -> tuple[str, ...]:
    """The words that occur in *column*, in alphabetical order; a missing one is none."""
    return tuple(word for word, many in many_of(column).items() if many)


def many_of(column: pd.Series) -> dict[str, int]:
    """How many rows have each word that *column* may have, in alphabetical order; a missing one is not counted."""
    number, known = codes(column)
    return dict(zip(known, np.bincount(number, minlength=len(known) + 1)[1:].tolist(), strict=True))


def side_codes(column: pd.Series) -> NDArray[np.int64]:
    """The place of each side in `SIDES`; -1 where it is missing or unknown."""
    number, words = codes(column)
    return np.r_[-1, pd.Index(SIDES).get_indexer(words)].astype(np.int64)[number]


def limbs(frame: pd.DataFrame) -> NDArray[np.int64]:
    """One number for each row's episode and side: episode * 4 + the place of the side in `SIDES` + 1."""
    return frame["episode"].to_numpy() * 4 + side_codes(frame["side"]) + 1


def words(column: pd.Series) -> NDArray[np.object_]:
    """The words of *column*, empty where one is missing."""
    kinds = column.astype("category").cat
    return np.array([*kinds.categories, ""], dtype=object)[kinds.codes.to_numpy()]


def days(column: pd.Series) -> NDArray[np.int64]:
    """Dates as whole days since 1970."""
    return column.to_numpy().astype(DAY).astype(np.int64)


def in_order_of(*keys: NDArray) -> NDArray[np.int64]:
    """`numpy.lexsort` (the last key counts most), at little cost where the rows are in that order already."""
    tied = np.ones(max(keys[0].size - 1, 0), dtype=bool)
    for key in reversed(keys):
        if (tied & (key[1:] < key[:-1])).any():
            return np.lexsort(keys)
        tied &= key[1:] == key[:-1]
    return np.arange(keys[0].size)


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """`numpy.unique`, at little cost where the numbers are in order already."""
    return numbers[firsts(numbers)] if not (numbers[1:] < numbers[:-1]).any() else np.unique(numbers)


def firsts(*sorted_keys: NDArray) -> NDArray[np.int64]:
    """Where each run of rows that are equal in all keys begins."""
    other = [key[1:] != key[:-1] for key in sorted_keys]
    size = sorted_keys[0].size
    return np.flatnonzero(np.r_[True, np.logical_or.reduce(other) if len(other) > 1 else other[0]][:size])


def places(rising: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each *wanted* number among *rising* ones, none of them twice; -1 where it is not there."""
    if not rising.size:
        return np.full(wanted.size, -1, dtype=np.int64)
    if rising[-1] - rising[0] == rising.size - 1:  # without a gap, none need be looked for
        found = wanted - rising[0]
        return np.where((found < 0) | (found >= rising.size), -1, found)
    found = rising.searchsorted(wanted)
    return np.where(rising[np.minimum(found, rising.size - 1)] == wanted, found, -1)


def lasts(sorted_keys: NDArray) -> NDArray[np.int64]:
    """Where each run of equal keys ends."""
    return np.r_[firsts(sorted_keys)[1:], sorted_keys.size][: len(firsts(sorted_keys))] - 1
