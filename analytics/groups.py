"""Numbering the groups of a frame, so that sums replace a loop over groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def numbered(frame: pd.DataFrame, by: Sequence[str]) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """The group number of each row, and one row per group with its key columns, sorted by them.

    A missing key is a group of its own. Without key columns there is one group, even in an empty frame.
    """
    if not by:
        return np.zeros(len(frame), dtype=np.int64), pd.DataFrame(index=pd.RangeIndex(1))
    parts = frame.groupby(list(by), observed=True, sort=True, dropna=False)
    number = parts.ngroup().to_numpy().astype(np.int64)
    first = np.unique(number, return_index=True)[1]
    return number, frame[list(by)].iloc[first].reset_index(drop=True)


def counts(number: NDArray[np.int64], size: int, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many of the *chosen* rows each group has."""
    return np.bincount(number[chosen], minlength=size)


def share(part: NDArray, whole: NDArray) -> NDArray[np.float64]:
    """Part of whole, 0..1; NaN where the whole is 0."""
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=np.asarray(whole) > 0)
