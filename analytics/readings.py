"""Which readings count for a measure, and the integer codes by which they are sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.frames import SIDES

if TYPE_CHECKING:
    from data.catalogue import Measure

DAY = "datetime64[D]"


def usable(readings: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """The readings of *measure* that can be calculated with.

    In: a readings frame (`data.frames.READINGS`). Out: the same columns, fewer rows, in the same order.

    Notes: left out are readings without a value or a date, and values off the scale of a measure whose range is a
    scale (pain 11 on 0-10 is no reading). Outside a range that is only plausible they stay, and `quality.flagged`
    lists them. It does not show how many were left out: `quality.flagged` does.

    References: a product choice.

    >>> from analytics.examples import clinic
    >>> from data.catalogue import load_catalogue
    >>> pain = load_catalogue().measure("nprs")
    >>> off_the_scale = clinic().readings.replace({"value": {8.0: 11.0}})
    >>> len(usable(clinic().readings, pain)), len(usable(off_the_scale, pain))
    (9, 7)
    """
    value = readings["value"].to_numpy(dtype=float)
    keep = (readings["measure"] == measure.id).to_numpy(dtype=bool) & np.isfinite(value)
    keep &= readings["on"].notna().to_numpy()
    if measure.bounds == "scale":
        keep &= (value >= measure.low) & (value <= measure.high)
    return readings[keep]


def codes(column: pd.Series) -> tuple[NDArray[np.int64], pd.Index]:
    """Whole numbers for the words of *column* (0: missing, then 1, 2, ...) and the words, in category order."""
    kinds = column.astype("category").cat
    return kinds.codes.to_numpy().astype(np.int64) + 1, kinds.categories


def side_codes(column: pd.Series) -> NDArray[np.int64]:
    """The place of each side in `SIDES`; -1 where it is missing or unknown."""
    number, words = codes(column)
    return np.r_[-1, pd.Index(SIDES).get_indexer(words)].astype(np.int64)[number]


def days(column: pd.Series) -> NDArray[np.int64]:
    """Dates as whole days since 1970."""
    return column.to_numpy().astype(DAY).astype(np.int64)


def firsts(sorted_keys: NDArray) -> NDArray[np.int64]:
    """Where each run of equal keys begins."""
    if not sorted_keys.size:
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(np.r_[True, sorted_keys[1:] != sorted_keys[:-1]])


def lasts(sorted_keys: NDArray) -> NDArray[np.int64]:
    """Where each run of equal keys ends."""
    return np.r_[firsts(sorted_keys)[1:], sorted_keys.size][: len(firsts(sorted_keys))] - 1
