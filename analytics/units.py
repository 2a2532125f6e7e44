"""Units side by side, never in a ranking: each one's figure, and where it would lie if all units were alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analytics.funnel import Dispersion, arcsine, dispersion, shrunk
from analytics.groups import from_arcsine, kept_in_units, together_in_units
from analytics.intervals import group_intervals, wilson
from analytics.limits import LIMITS, Comparison, limits

LEAST = 10  # courses below which a unit's figure is not shown (product choice)
PLACES = ("below 99.8 %", "below 95 %", "inside", "above 95 %", "above 99.8 %", "not judged")
COLUMNS = (
    "unit", "n", "patients", "alone", "value", "low", "high", *LIMITS, "place", "wide_place",
    "drawn", "drawn_low", "drawn_high", "weight",
)  # fmt: skip


def means(values: ArrayLike, units: ArrayLike, patients: ArrayLike) -> Comparison:
    """Each unit's mean of *values* against the mean of all.

    In: *values* (any unit; NaN left out), the *units* and *patients* of each (a missing unit is left out).
    Out: a `Comparison`; ``value`` is the unit's mean, ``alone`` how many independent courses its courses count as,
    ``low`` and ``high`` its own 95 % interval (`intervals.group_intervals`), ``place`` one of `PLACES`.

    Notes: limits are `funnel.mean_limits` for 1 / (1 / alone - 1 / total): a unit is part of the mean it is held
    against, and without the second term a large one would hardly ever lie outside. alone = n / together, together =
    the variance of the mean with courses kept together by patient over that without, at least 1. Units of fewer than
    ten people are not judged and not drawn in. Widened limits add tau2 where Q = n x phi of the shown units is larger than
    chance gives in 1 of 20 (chi-squared). Assumes the same spread within every unit. It does not show why a unit
    lies outside; with several units one of them may by chance (`by_chance`).

    References: Spiegelhalter, Stat Med 2005;24:1185-1202; Kish, Survey Sampling, 1965 (together: the design effect).

    >>> found = means([1.0, 3.0] * 20, ["a"] * 20 + ["b"] * 20, range(40))
    >>> found.target, found.table["value"].tolist(), found.table["place"].tolist()
    (2.0, [2.0, 2.0], ['inside', 'inside'])
    """
    value, number, names, owner = kept_in_units(values, units, patients)
    own = group_intervals(value, number, len(names), owner)
    off = value - own["mean"].to_numpy()[number]
    together = together_in_units(off, number, owner)
    inside = float(np.sqrt((off**2).sum() / max(value.size - len(names), 1)))
    sd = inside if inside > 1e-9 and value.size > len(names) else np.nan
    target = float(value.mean()) if value.size else np.nan
    alone = own["n"].to_numpy() / together
    shown = own["clusters"].to_numpy() >= LEAST
    spread, p = _spread(own["mean"].to_numpy()[shown], sd / np.sqrt(alone[shown]), target)
    found = Comparison(pd.DataFrame(), target, sd, together, value.size / together, spread, p)
    table = pd.DataFrame({
        "unit": names, "n": own["n"], "patients": own["clusters"], "alone": alone, "value": own["mean"],
        "low": own["low"], "high": own["high"],
    })  # fmt: skip
    drawn = shrunk(table["value"], sd / np.sqrt(alone), target, spread.tau2)
    return _placed(found, table, drawn)


def shares(improved: ArrayLike, units: ArrayLike, patients: ArrayLike) -> Comparison:
    """Each unit's share of those who *improved* against the share of all.

    In: *improved* per course (1, 0, or NaN: not judged, left out), *units* and *patients* as in `means`.
    Out: a `Comparison` in shares 0..1; ``low`` and ``high`` by `intervals.wilson`.

    Notes: limits are the exact binomial quantiles (`funnel.share_limits`) over ``alone``, rounded down. They go in
    steps, so at most 5 % of like units lie outside, and fewer where they are small. Unlike the limits of means they
    do not allow for a unit being part of the whole, as published: of two or three units hardly any lies outside. Spread, widened limits and
    drawn-in shares are worked out on the arcsine scale. Assumes as `means`. It
    does not show why a unit lies outside.

    References: as `means`; the scale is that of `funnel.arcsine`.

    >>> found = shares([1.0, 0.0] * 20, ["a"] * 40, range(40))
    >>> found.table[["n", "value", "place"]].values.tolist()
    [[40, 0.5, 'inside']]
    """
    value, number, names, owner = kept_in_units(improved, units, patients)
    n = np.bincount(number, minlength=len(names))
    k = np.bincount(number, value, len(names))
    share = k / np.maximum(n, 1)
    together = together_in_units(value - share[number], number, owner)
    alone = np.maximum(np.floor(n / together + 1e-9), 1.0)
    target = float(value.mean()) if value.size else np.nan
    low, high = wilson(share * alone, alone)
    scaled, error = arcsine(share * alone, alone)
    aim = float(np.arcsin(np.sqrt(target)))
    people = pd.Series(owner).groupby(number).nunique().reindex(range(len(names))).to_numpy()
    spread, p = _spread(scaled[people >= LEAST], error[people >= LEAST], aim)
    found = Comparison(pd.DataFrame(), target, np.nan, together, value.size / together, spread, p, of_shares=True)
    table = pd.DataFrame({
        "unit": names, "n": n, "patients": people, "alone": alone, "value": share,
        "low": low, "high": high,
    })  # fmt: skip
    drawn = shrunk(scaled, error, aim, spread.tau2)
    drawn[["value", "low", "high"]] = from_arcsine(drawn[["value", "low", "high"]].to_numpy())
    return _placed(found, table, drawn)


def _placed(found: Comparison, table: pd.DataFrame, drawn: pd.DataFrame) -> Comparison:
    """The comparison with its table whole: limits at each n, where each unit lies, and its drawn-in figure."""
    table = pd.concat([table, limits(found, table["n"])[list(LIMITS)]], axis=1)
    small = (table["patients"] < LEAST) | table["low_95"].isna()
    table["place"] = _place(table, ("low_998", "low_95", "high_95", "high_998")).where(~small, PLACES[5])
    beyond = table.assign(least=-np.inf, most=np.inf)
    bare = small | table["wide_low"].isna()
    table["wide_place"] = _place(beyond, ("least", "wide_low", "wide_high", "most")).where(~bare, PLACES[5])
    names = {"value": "drawn", "low": "drawn_low", "high": "drawn_high"}
    drawn.loc[small.to_numpy()] = np.nan
    table = pd.concat([table, drawn.rename(columns=names)], axis=1)
    if not found.spread.tau2 > 0:  # an interval of no width would claim to know that units do not differ
        table[["drawn_low", "drawn_high"]] = np.nan
    return replace(found, table=table[list(COLUMNS)])


def _place(table: pd.DataFrame, ends: tuple[str, str, str, str]) -> pd.Series:
    """Which of `PLACES` each unit has between the four *ends*; a limit met exactly is inside."""
    value = table["value"].to_numpy(dtype=float)
    far_low, low, high, far_high = (table[name].to_numpy(dtype=float) for name in ends)
    tests = [value < far_low - 1e-9, value < low - 1e-9, value > far_high + 1e-9, value > high + 1e-9]
    chosen = np.select(tests, [PLACES[0], PLACES[1], PLACES[4], PLACES[3]], PLACES[2])
    return pd.Series(chosen.astype(object), index=table.index)


def _spread(values: ArrayLike, errors: ArrayLike, target: float) -> tuple[Dispersion, float]:
    """How much units differ, and how often chance alone gives as much."""
    from scipy.stats import chi2

    found = dispersion(values, errors, target)
    return found, float(chi2.sf(found.n * found.phi, found.n - 1)) if found.n > 1 else np.nan
