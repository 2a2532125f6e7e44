"""Means and how sure they are, for many groups at once: bare columns, of which others make their frames."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.groups import ROOM, share, t_quantile

SMALL = 1 << 31  # times as many groups it is still a whole number of 64 bits


class Spread(NamedTuple):
    """The columns of `intervals.group_intervals`, one number per group in each."""

    n: NDArray[np.int64]
    clusters: NDArray[np.int64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    sd: NDArray[np.float64]


def spread_of(values: ArrayLike, groups: ArrayLike, size: int, clusters: ArrayLike, level: float) -> Spread:
    """The columns of `intervals.group_intervals`, of which it says how they are worked out."""
    numbers, group, keys = _kept(values, groups, clusters)
    n = np.bincount(group, minlength=size)
    mean = share(np.bincount(group, numbers, size), n)
    off = numbers - mean[group]
    squares = np.bincount(group, off**2, size)
    count, between = _by_cluster(off, group, size, keys)
    tied = squares < n * (1e-12 * mean) ** 2  # a spread of rounding errors is no spread
    squares[tied] = between[tied] = 0.0
    spread = np.sqrt(share(squares, n - 1))
    half = t_quantile(count - 1, level) * np.sqrt(share(between * count, (count - 1) * n.astype(float) ** 2))
    return Spread(n, count, mean, mean - half, mean + half, spread)


def _by_cluster(
    off: NDArray[np.float64], group: NDArray[np.int64], size: int, keys: NDArray[np.int64]
) -> tuple[NDArray, NDArray]:
    """How many clusters each group has, and their sums of *off*, squared and added up."""
    most = int(keys.max(initial=0)) + 1
    pair = group * most + keys
    if size * most <= ROOM * pair.size:
        there = np.bincount(pair, minlength=size * most).reshape(size, most)
        sums = np.bincount(pair, off, size * most).reshape(size, most)
        return np.count_nonzero(there, axis=1), (sums**2).sum(axis=1)
    owner, pairs = pd.factorize(pair)
    of_group = pairs // most
    between = np.bincount(of_group, np.bincount(owner, off, pairs.size) ** 2, size)
    return np.bincount(of_group, minlength=size), between


def _kept(values: ArrayLike, groups: ArrayLike, clusters: ArrayLike) -> tuple[NDArray, NDArray, NDArray]:
    """The values that count, their groups, and their clusters as 0..m-1."""
    numbers, group = np.asarray(values, dtype=float), np.asarray(groups, dtype=np.int64)
    keep = np.isfinite(numbers) & (group >= 0)
    if keep.all():
        return numbers, group, _whole(np.asarray(clusters))
    return numbers[keep], group[keep], _whole(np.asarray(clusters)[keep])


def _whole(keys: NDArray) -> NDArray[np.int64]:
    """Keys as whole numbers from 0 on: as they are where they are small enough to be multiplied by a group's number."""
    if keys.dtype.kind == "i" and keys.size and keys.min() >= 0 and keys.max() < SMALL:
        return keys.astype(np.int64, copy=False)
    return pd.factorize(keys, use_na_sentinel=False)[0].astype(np.int64)
