"""Which readings count for a measure, and by which of its methods a limb is followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.codes import codes, days, firsts

if TYPE_CHECKING:
    from data.catalogue import Measure


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
    return readings if keep.all() else readings[keep]


def first_method(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the one method by which each limb is followed.

    In: rows with episode, side, method and `on`. Out: some of them, in the same order, with `limb` (a number) added.

    Notes: the method with the earliest row; of two that began on one day the one with more rows, then the first by
    name. Methods are never pooled within a limb. It does not show how many rows of other methods were left out.

    References: a product choice; methods differ by up to 35 degrees in healthy people (10.1186/1471-2474-15-246).

    >>> from analytics.examples import clinic
    >>> rows = clinic().readings.assign(method=["a", "a", "b", "b", "b", "a", "a", "a", "a"])
    >>> first_method(rows)["method"].tolist()
    ['a', 'a', 'a', 'a', 'a', 'a']
    """
    (side, sides), (method, methods) = codes(rows["side"]), codes(rows["method"])
    limb = pd.factorize(rows["episode"])[0] * (len(sides) + 1) + side
    series, owner = np.unique(limb * (len(methods) + 1) + method, return_inverse=True)
    begun = np.full(series.size, np.iinfo(np.int64).max)
    np.minimum.at(begun, owner, days(rows["on"]))
    of_limb, kind = np.divmod(series, len(methods) + 1)
    order = np.lexsort((kind, -np.bincount(owner, minlength=series.size), begun, of_limb))
    kept = np.zeros(series.size, dtype=bool)
    kept[order[firsts(of_limb[order])]] = True
    return rows.assign(limb=limb)[kept[owner]]
