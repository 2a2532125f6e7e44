"""What columns of numbers become in a frame: days, places among words, names, and the order of rows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection


def in_order(*keys: NDArray[Any]) -> NDArray[np.int64]:
    """Where the rows belong when sorted by *keys*, the first one foremost; those alike stay as they are.

    The keys are put into one number where they fit, because one number is sorted much faster than six.
    """
    lows = [int(key.min(initial=0)) for key in keys]
    wide = [(int(key.max(initial=0)) - low).bit_length() for key, low in zip(keys, lows, strict=True)]
    if sum(wide) > 62:
        return np.lexsort(keys[::-1])
    joined = np.zeros(len(keys[0]), dtype=np.int64)
    for key, low, bits in zip(keys, lows, wide, strict=True):
        joined = (joined << bits) | (key.astype(np.int64) - low)
    return np.argsort(joined, kind="stable")


def places_of(ids: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each of the *wanted* stands among the rising *ids*."""
    if len(ids) and ids[-1] - ids[0] == len(ids) - 1:  # nothing was ever taken out: no need to look for it
        return wanted - ids[0]
    return ids.searchsorted(wanted)


def dates(days: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """Whole days since 1970 as days of a frame; `data.packed_columns.NEVER` is missing."""
    return days.view("datetime64[D]").astype("datetime64[s]")


def coded(codes: NDArray[Any], words: tuple[str, ...]) -> pd.Categorical:
    """Places among fixed *words* as a category; -1 is missing."""
    return pd.Categorical.from_codes(codes, dtype=_fixed(words))


@cache
def _fixed(words: tuple[str, ...]) -> pd.CategoricalDtype:
    """Made once: making one takes longer than putting a few rows into it."""
    return pd.CategoricalDtype(pd.Index(words, dtype="str"))


def names_in(connection: Connection, table: str) -> dict[int, str]:
    """The names of a *table* of them, by their ids."""
    return dict(connection.exec_driver_sql(f"SELECT id, name FROM {table}").all())  # noqa: S608


def named_by(names: Mapping[int, str], ids: NDArray[Any]) -> pd.Categorical:
    """The *names* behind the *ids* (0: none) as a category of those that occur, in alphabetical order."""
    occurs = np.flatnonzero(np.bincount(ids)).tolist() if len(ids) else []
    found = sorted((names[one], one) for one in occurs if one)
    rank = np.full(max(occurs, default=0) + 1, -1, dtype=np.int8 if len(found) < 128 else np.int64)
    rank[[one for _, one in found]] = np.arange(len(found))
    return pd.Categorical.from_codes(rank[ids], categories=pd.Index([name for name, _ in found], dtype="str"))
