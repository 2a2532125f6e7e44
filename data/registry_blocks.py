"""The readings of a registry's part in blocks: what is read together stands together, in the order it is looked at."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.frames import SIDES

Whole = NDArray[np.int64]


def in_blocks(readings: pd.DataFrame) -> tuple[pd.DataFrame, Whole]:
    """*readings* (`REGISTRY_READINGS`, in the order in which they were taken) block by block, and where each begins.

    Each measure has one block, and behind it a second one of its spare readings, where there are any. A reading
    `after` a session is spare where the same side of the same course has another of the measure that is not: to know
    of that side no spare reading is needed. Within a block: by episode, side (as `SIDES`), method (by name), and as
    they were taken.
    """
    measure, method = readings["measure"].cat.codes.to_numpy(), _by_name(readings["method"])
    side = readings["side"].cat.set_categories(list(SIDES)).cat.codes.to_numpy()
    episode, after = readings["episode"].to_numpy(), (readings["phase"] == "after").to_numpy()
    spare = after & _has_another(np.lexsort((side, episode, measure)), ~after, measure, episode, side)
    order = np.lexsort((method, side, episode, spare, measure))
    return readings.iloc[order], _starts(measure[order], spare[order])


def _has_another(order: Whole, wanted: NDArray[np.bool_], *keys: NDArray) -> NDArray[np.bool_]:
    """Whether any row with the same *keys* is *wanted*; *order* sorts them."""
    start = _starts(*(key[order] for key in keys))
    found = np.empty(order.size, dtype=bool)
    if order.size:
        group = np.repeat(np.arange(start.size), np.diff(np.r_[start, order.size]))
        found[order] = np.logical_or.reduceat(wanted[order], start)[group]
    return found


def _starts(*keys: NDArray) -> Whole:
    """Where any of the sorted *keys* is another than before."""
    other = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    return np.flatnonzero(np.r_[keys[0].size > 0, other])


def _by_name(column: pd.Series) -> NDArray[np.int64]:
    """The place of each word in alphabetical order; a missing one comes first."""
    words = sorted(column.cat.categories)
    return np.asarray(column.cat.set_categories(words).cat.codes, dtype=np.int64)
