"""Series of readings: one limb of one episode, one measure, one method, in the order in which they were taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.codes import codes, days, distinct, firsts, in_order_of, lasts, limbs, side_codes, words

Whole = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Series:
    """Sorted `before` and `review` readings.

    Per reading: owner (its series), on (day), review, value. Per series: limb, method (codes), readings (how many).
    `limbs`: every limb with any reading, as episode place * 4 + side + 1.
    """

    owner: Whole
    on: Whole
    review: NDArray[np.bool_]
    value: NDArray[np.float64]
    limb: Whole
    method: Whole
    readings: Whole
    methods: pd.Index
    limbs: Whole


def in_order(kept: pd.DataFrame, place: pd.Index, sides: Whole) -> Series:
    """Sort the usable readings of one measure into series. *place*: episode keys; *sides*: each episode's own."""
    at = place.get_indexer(pd.Index(kept["episode"]))
    side = side_codes(kept["side"])
    limb = at * 4 + np.where(side < 0, sides[at], side) + 1  # a reading without a side is of the episode's side
    number, words = codes(kept["method"])
    taken = (kept["phase"] != "after").to_numpy()
    review = (kept["phase"] == "review").to_numpy()[taken]
    key, on = (limb * (len(words) + 1) + number)[taken], days(kept["on"])[taken]
    ties = (kept[name].to_numpy()[taken] for name in ("reading", "number"))
    order = in_order_of(*ties, review, on, key)
    key = key[order]
    start = firsts(key)
    length = np.diff(np.r_[start, key.size])
    owner = np.repeat(np.arange(start.size), length)
    value = kept["value"].to_numpy(dtype=float)[taken][order]
    own_limb, method = np.divmod(key[start], len(words) + 1)
    return Series(owner, on[order], review[order], value, own_limb, method, length, words, distinct(limb))


def baselines(series: Series, first_on: Whole) -> Whole:
    """The place of each series' baseline reading, -1 without one. *first_on*: each episode's first session day."""
    session = first_on[series.limb[series.owner] // 4]
    may_be = np.flatnonzero(~series.review | (series.on <= session))
    return _spread(series, may_be[firsts(series.owner[may_be])])


def follow_ups(series: Series, start: Whole, horizon_days: float | None, window_days: float) -> Whole:
    """The place of each series' last reading, -1 without: the last after the baseline, or nearest the horizon."""
    begun = baseline_days(series, start)[series.owner]
    first_that_day = (np.diff(series.owner, prepend=-1) != 0) | (np.diff(series.on, prepend=0) != 0)
    later = np.flatnonzero((series.on > begun) & first_that_day)
    if horizon_days is None:
        return _spread(series, later[lasts(series.owner[later])])
    away = np.abs(series.on[later] - begun[later] - horizon_days)
    later, away = later[away <= window_days], away[away <= window_days]
    later = later[np.lexsort((series.on[later], away, series.owner[later]))]
    return _spread(series, later[firsts(series.owner[later])])


def chosen(series: Series, start: Whole) -> tuple[Whole, Whole]:
    """For each of `series.limbs`: the series that is followed (-1: none) and how many others there are.

    Earliest baseline; then more readings; then the method's name.
    """
    order = in_order_of(series.method, -series.readings, baseline_days(series, start), series.limb)
    first = firsts(series.limb[order])
    picked, others = np.full(series.limbs.size, -1), np.zeros(series.limbs.size, dtype=np.int64)
    at = np.searchsorted(series.limbs, series.limb[order][first])
    picked[at] = order[first]
    others[at] = np.diff(np.r_[first, order.size]) - 1
    return picked, others


def baseline_days(series: Series, start: Whole) -> Whole:
    """The day of each series' baseline; `NEVER` without one."""
    return np.where(start >= 0, np.r_[series.on, NEVER][start], NEVER)


def _spread(series: Series, found: Whole) -> Whole:
    """One reading's place per series, -1 for the series without one."""
    place = np.full(series.limb.size, -1, dtype=np.int64)
    place[series.owner[found]] = found
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
