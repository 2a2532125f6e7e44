"""Where units would lie by chance if all were alike, and how much they differ beyond that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.funnel import Dispersion, mean_limits, share_limits
from analytics.groups import from_arcsine
from analytics.intervals import LEVEL

Numbers = NDArray[np.float64]
FAR = 0.998
SURE = 0.05  # units differ more than chance has it where chance alone would do so less often than this
LIMITS = ("low_95", "high_95", "low_998", "high_998", "wide_low", "wide_high")


@dataclass(frozen=True)
class Comparison:
    """``table``, one row per unit (`COLUMNS`), and what its limits are made of.

    ``target`` the figure of all together, ``sd`` of single values within units (NaN for shares), ``together`` how many
    times less sure all are because some courses are one person's (1: each person has one), ``total`` what all courses
    count as, ``spread`` between units with ``p`` how often chance alone gives as much.
    """

    table: pd.DataFrame
    target: float
    sd: float
    together: float
    total: float
    spread: Dispersion
    p: float
    of_shares: bool = False

    @property
    def wide(self) -> float:
        """The variance between units that widened limits allow for; 0 where chance alone may be behind it."""
        return self.spread.tau2 if self.p < SURE else 0.0


def limits(found: Comparison, n: ArrayLike) -> pd.DataFrame:
    """Where units of *n* courses would lie by chance if all were alike.

    In: a *found* comparison, *n* courses per place. Out, one row per place: n, low_95, high_95, low_998, high_998, and
    wide_low, wide_high (95 % with the spread between units allowed for; NaN where there is no more than chance has
    it), in the unit of the figures.

    Notes: as `means` or `shares` works them out for its units. It does not show any unit.

    References: as `means`.

    >>> from analytics.units import shares
    >>> limits(shares([1.0, 0.0] * 20, ["a"] * 40, range(40)), [40])[["low_95", "high_95"]].values.tolist()
    [[0.35, 0.65]]
    """
    people = np.asarray(n, dtype=float)
    table = pd.DataFrame({"n": people}).assign(**dict.fromkeys(LIMITS, np.nan))
    if not np.isfinite(found.target):
        return table
    alone = people / found.together
    for level, pair in ((LEVEL, LIMITS[:2]), (FAR, LIMITS[2:4])):
        table[pair[0]], table[pair[1]] = _reach(found, alone, level, 0.0)
    if found.wide:
        table["wide_low"], table["wide_high"] = _reach(found, alone, LEVEL, found.wide)
    return table


def by_chance(units: int, level: float = LEVEL) -> float:
    """How often at least one of so many like units lies outside its limits.

    In: how many *units*, the *level* of the limits 0..1. Out: a probability.

    Notes: 1 - level^units. Assumes units that are independent of each other. It does not show which.

    References: elementary.

    >>> round(by_chance(7), 2)
    0.3
    """
    return float(1 - level**units)


def _reach(found: Comparison, alone: Numbers, level: float, wide: float) -> tuple[Numbers, Numbers]:
    """The limits of units that count as *alone* independent courses, with the variance *wide* between units."""
    if not found.of_shares:
        with np.errstate(divide="ignore"):
            apart = 1 / np.maximum(1 / alone - 1 / found.total, 0.0)
        return mean_limits(found.target, found.sd, apart, level, wide)
    if not wide:
        return share_limits(found.target, np.maximum(np.floor(alone + 1e-9), 1.0), level)
    low, high = mean_limits(float(np.arcsin(np.sqrt(found.target))), 0.5, alone, level, wide)
    return from_arcsine(low), from_arcsine(high)
