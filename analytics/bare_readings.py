"""Readings of one measure as bare columns, without a frame: what a file of millions is worked through with."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.codes import distinct, firsts, places
from analytics.series import Series, Whole, limbs_of, sorted_series
from data.frames import PHASES

if TYPE_CHECKING:
    from data.catalogue import Measure

AFTER, REVIEW = PHASES.index("after"), PHASES.index("review")


@dataclass(frozen=True)
class Bare:
    """Columns of one length, in any order; those of one day, limb and method in the order in which they were taken.

    episode: its key; side: its place in `SIDES`, -1 missing; method: its place in `methods` (by name) + 1, 0 missing;
    phase: its place in `PHASES`; on: days since 1970; value: in the measure's unit, NaN where it or its day is missing.
    """

    episode: Whole
    side: Whole
    method: Whole
    phase: Whole
    on: NDArray[Any]  # 32 bits do
    value: NDArray[np.float64]
    methods: pd.Index

    def where(self, chosen: slice | NDArray[np.bool_]) -> Bare:
        """The chosen rows."""
        rows: dict[str, Any] = {one.name: getattr(self, one.name)[chosen] for one in fields(self)[:-1]}
        return replace(self, **rows)


def usable_rows(rows: Bare, measure: Measure) -> Bare:
    """As `readings.usable`; the same object where all rows are."""
    low, high = (measure.low, measure.high) if measure.bounds == "scale" else (-np.inf, np.inf)
    value = rows.value
    least, most = (value.min(), value.max()) if value.size else (low, high)
    if low <= least and most <= high and np.isfinite(least) and np.isfinite(most):
        return rows
    return rows.where(np.isfinite(value) & (value >= low) & (value <= high)) if value.size else rows


def series_of(rows: Bare, episodes: Whole, sides: Whole) -> Series:
    """As `series.in_order`, of the rows whose episode is among the rising keys *episodes*.

    Rows that stand in the order of their series are not sorted again.
    """
    first = firsts(rows.episode, rows.side, rows.method)
    at = places(episodes, rows.episode[first])
    if (at < 0).any():
        return series_of(rows.where(np.repeat(at >= 0, _lengths(first, rows))), episodes, sides)
    limb, method = limbs_of(at, rows.side[first], sides), rows.method[first]
    seen, after = distinct(limb), rows.phase == AFTER
    if after.any():
        return replace(series_of(rows.where(~after), episodes, sides), limbs=seen)
    review, key = rows.phase == REVIEW, limb * (len(rows.methods) + 1) + method
    if not (key[1:] <= key[:-1]).any() and _as_taken(rows.on, review, first):
        return Series(rows.on, review, rows.value, first, limb, method, rows.methods, seen)
    length = _lengths(first, rows)
    limb, method = np.repeat(limb, length), np.repeat(method, length)
    return sorted_series(limb, method, rows.methods, rows.on, review, rows.value, seen)


def _lengths(first: Whole, rows: Bare) -> Whole:
    return np.diff(np.r_[first, rows.on.size])


def _as_taken(on: NDArray[Any], review: NDArray[np.bool_], first: Whole) -> bool:
    """Whether the rows of each run are in the order of their days, and each day's reviews come last."""
    back = on[1:] < on[:-1]
    if review.any():
        back |= (on[1:] == on[:-1]) & review[:-1] & ~review[1:]
    back[first[1:] - 1] = False
    return not back.any()
