"""Series of readings: one limb of one episode, one measure, one method, in the order in which they were taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.codes import codes, days, distinct, firsts, in_order_of, limbs, side_codes, words

Whole = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Series:
    """Sorted `before` and `review` readings.

    Per reading: on (day), review, value. Per series: first (where it begins), limb, method (codes).
    `limbs`: every limb with any reading, as episode place * 4 + side + 1.
    """

    on: Whole
    review: NDArray[np.bool_]
    value: NDArray[np.float64]
    first: Whole
    limb: Whole
    method: Whole
    methods: pd.Index
    limbs: Whole

    @property
    def readings(self) -> Whole:
        """How many each series has."""
        return np.diff(np.r_[self.first, self.on.size])

    @property
    def owner(self) -> Whole:
        """The series of each reading."""
        return np.repeat(np.arange(self.first.size), self.readings)


def in_order(kept: pd.DataFrame, place: pd.Index, sides: Whole) -> Series:
    """Sort the usable readings of one measure into series. *place*: episode keys; *sides*: each episode's own."""
    limb = limbs_of(place.get_indexer(pd.Index(kept["episode"])), side_codes(kept["side"]), sides)
    number, words = codes(kept["method"])
    taken = (kept["phase"] != "after").to_numpy()
    review = (kept["phase"] == "review").to_numpy()[taken]
    ties = (kept[name].to_numpy()[taken] for name in ("reading", "number"))
    value = kept["value"].to_numpy(dtype=float)[taken]
    return sorted_series(limb[taken], number[taken], words, days(kept["on"])[taken], review, value, limb, *ties)


def limbs_of(at: Whole, side: Whole, sides: Whole) -> Whole:
    """Each reading's limb, from its episode's place and its side; without a side it is of the episode's side."""
    return at * 4 + np.where(side < 0, sides[at], side) + 1


def sorted_series(
    limb: Whole,
    method: Whole,
    methods: pd.Index,
    on: Whole,
    review: NDArray[np.bool_],
    value: NDArray[np.float64],
    seen: Whole,
    *ties: Whole,
) -> Series:
    """The series of `before` and `review` readings in any order. *seen*: the limb of every reading, `after` too."""
    key = limb * (len(methods) + 1) + method
    order = in_order_of(*ties, review, on, key)
    key = key[order]
    first = firsts(key)
    own_limb, own_method = np.divmod(key[first], len(methods) + 1)
    return Series(on[order], review[order], value[order], first, own_limb, own_method, methods, distinct(seen))


def baselines(series: Series, first_on: Whole) -> Whole:
    """The place of each series' baseline reading, -1 without one. *first_on*: each episode's first session day."""
    if not series.review.any():
        return series.first
    owner = series.owner
    session = first_on[series.limb // 4][owner]
    may_be = np.flatnonzero(~series.review | (series.on <= session))
    return _spread(series, owner, may_be[firsts(owner[may_be])])


def follow_ups(series: Series, start: Whole, horizon_days: float | None, window_days: float) -> Whole:
    """The place of each series' last reading, -1 without: the last after the baseline, or nearest the horizon."""
    begun = baseline_days(series, start)
    first_that_day = np.r_[True, series.on[1:] != series.on[:-1]][: series.on.size]
    first_that_day[series.first] = True
    if horizon_days is None:
        end = _last_of(series, first_that_day)
        return np.where(series.on[end] > begun, end, -1)
    owner = series.owner
    later = np.flatnonzero((series.on > begun[owner]) & first_that_day)
    away = np.abs(series.on[later] - begun[owner[later]] - horizon_days)
    later, away = later[away <= window_days], away[away <= window_days]
    later = later[np.lexsort((series.on[later], away, owner[later]))]
    return _spread(series, owner, later[firsts(owner[later])])


def _last_of(series: Series, chosen: NDArray[np.bool_]) -> Whole:
    """The place of each series' last *chosen* reading; the first of a series always is."""
    end = np.r_[series.first[1:], series.on.size][: series.first.size] - 1
    if chosen[end].all():
        return end
    places = np.flatnonzero(chosen)
    return places[places.searchsorted(end, side="right") - 1]


def chosen(series: Series, start: Whole) -> tuple[Whole, Whole]:
    """For each of `series.limbs`: the series that is followed (-1: none) and how many others there are.

    Earliest baseline; then more readings; then the method's name.
    """
    if series.limb.size == series.limbs.size and not (series.limb[1:] <= series.limb[:-1]).any():
        return np.arange(series.limb.size), np.zeros(series.limb.size, dtype=np.int64)  # each limb has one series
    order = in_order_of(series.method, -series.readings, baseline_days(series, start), series.limb)
    first = firsts(series.limb[order])
    picked, others = np.full(series.limbs.size, -1), np.zeros(series.limbs.size, dtype=np.int64)
    at = np.searchsorted(series.limbs, series.limb[order][first])
    picked[at] = order[first]
    others[at] = np.diff(np.r_[first, order.size]) - 1
    return picked, others


def baseline_days(series: Series, start: Whole) -> Whole:
    """The day of each series' baseline; `NEVER` without one."""
    return at_places(series.on, start, NEVER)


def at_places(values: NDArray, places: Whole, missing: float) -> NDArray:
    """The values at *places*, *missing* where the place is -1; days and other whole numbers as 64 bits."""
    kind = np.result_type(values, type(missing)).type
    if not values.size:
        return np.full(places.size, missing, dtype=kind)
    return np.where(places >= 0, values[places], kind(missing))


def _spread(series: Series, owner: Whole, found: Whole) -> Whole:
    """One reading's place per series, -1 for the series without one."""
    place = np.full(series.limb.size, -1, dtype=np.int64)
    place[owner[found]] = found
    return place


def after_baseline(begun: pd.DataFrame, kept: pd.DataFrame) -> tuple[Whole, Whole, NDArray[np.float64]]:
    """The place among the courses *begun* of each later reading *kept* in the course's own method, its day and value.

    *begun*: rows of `courses.courses` with a baseline; *kept*: usable readings of one measure. A reading without a
    side is that of its episode's first limb.
    """
    own = pd.Series(begun["side"].to_numpy(dtype=object), index=begun["episode"])
    side = kept["side"].astype(object).where(kept["side"].notna(), kept["episode"].map(own[~own.index.duplicated()]))
    place = pd.Index(limbs(begun)).get_indexer(pd.Index(limbs(kept.assign(side=side))))
    kept, place = kept[place >= 0], place[place >= 0]
    on = days(kept["on"])
    later = on > days(begun["baseline_on"])[place]
    later &= words(kept["method"]) == words(begun["method"])[place]
    return place[later], on[later], kept["value"].to_numpy(dtype=float)[later]
