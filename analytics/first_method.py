"""One method per limb: methods are never pooled within a limb."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.readings import codes, days, firsts


def first_method(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the method each limb began with (then: the one with more rows, then the name).

    In: rows with episode, side, method and `on`. Out: some of them, in the same order, with `limb` (a number) added.
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
