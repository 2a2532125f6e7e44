"""Numbering the groups of a frame, so that sums replace a loop over groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

ROOM = 8  # numbers for each row: below, a place for each number is quicker than sorting the rows


def numbered(frame: pd.DataFrame, by: Sequence[str]) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """The group number of each row, and one row per group with its key columns, sorted by them.

    A missing key is a group of its own. Without key columns there is one group, even in an empty frame.
    """
    if not by:
        return np.zeros(len(frame), dtype=np.int64), pd.DataFrame(index=pd.RangeIndex(1))
    number, size = closed_up(*_levels(frame[by[0]]))
    for name in by[1:]:
        level, levels = _levels(frame[name])
        number, size = closed_up(number * levels + level, size * levels)
    first = np.empty(size, dtype=np.int64)
    first[number[::-1]] = np.arange(len(frame) - 1, -1, -1)
    return number, pd.DataFrame({name: frame[name].array.take(first) for name in by}, copy=False)


def _levels(column: pd.Series) -> tuple[NDArray[np.int64], int]:
    """The place of each value in the order of the values, a missing one last, and how many places there are."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        place, levels = column.cat.codes.to_numpy().astype(np.int64), len(column.cat.categories)
    else:
        place, values = pd.factorize(column, sort=True)
        levels = len(values)
    return np.where(place < 0, levels, place), levels + 1


def closed_up(number: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], int]:
    """Numbers 0..size-1 renumbered without gaps in the same order, and how many are left."""
    if size > ROOM * len(number) + ROOM:
        there, place = np.unique(number, return_inverse=True)
        return place, len(there)
    used = np.bincount(number, minlength=size) > 0
    return (number, size) if used.all() else ((np.cumsum(used) - 1)[number], int(used.sum()))


def counts(number: NDArray[np.int64], size: int, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many of the *chosen* rows each group has."""
    return np.bincount(number[chosen], minlength=size)


def share(part: NDArray, whole: NDArray) -> NDArray[np.float64]:
    """Part of whole, 0..1; NaN where the whole is 0."""
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=np.asarray(whole) > 0)


def together_in_units(off: NDArray[np.float64], number: NDArray[np.int64], owner: NDArray[np.int64]) -> float:
    """The variance of a mean with the courses of one person in a unit kept together, over that without; at least 1."""
    every = float((off**2).sum())
    if off.size < 2 or every < 1e-12:
        return 1.0
    pair = np.unique(number * (owner.max() + 1) + owner, return_inverse=True)[1]
    sums = np.bincount(pair, off)
    return max(1.0, float((sums**2).sum()) / every * sums.size / max(sums.size - 1, 1) * (off.size - 1) / off.size)


def kept_in_units(
    values: ArrayLike, units: ArrayLike, patients: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.object_], NDArray[np.int64]]:
    """The values that count, the place of each one's unit, the units in order, and each one's person."""
    value = np.asarray(values, dtype=float)
    number, names = pd.factorize(np.asarray(units, dtype=object), sort=True)
    keep = np.isfinite(value) & (number >= 0)
    seen, number = np.unique(number[keep], return_inverse=True)
    owner = pd.factorize(np.asarray(patients)[keep])[0]
    return value[keep], number.astype(np.int64), np.asarray(names, dtype=object)[seen], owner.astype(np.int64)


def from_arcsine(scaled: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares, from the arcsine of their root."""
    return np.sin(np.clip(scaled, 0.0, np.pi / 2)) ** 2


def t_quantile(freedom: NDArray, level: float) -> NDArray[np.float64]:
    """The t quantile of a two-sided interval for each number of degrees of freedom; NaN below 1."""
    from scipy.special import stdtrit  # the t quantile itself; scipy.stats around it takes seconds to load

    return np.where(freedom >= 1, stdtrit(np.maximum(freedom, 1), 0.5 + level / 2), np.nan)
