"""Is a series steady, or did something shift: XmR charts with the limits and rules that NHS England uses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Signs = NDArray[np.int64]

NATURAL, SCREEN = 2.66, 3.267  # Montgomery's 3 / d2 and D4 for ranges of two (d2 1.128)
RUN, NEAR, WINDOW = 7, 2, 3
FEW = 12  # points: below, the limits are called trial limits
OUTSIDE, TREND, TWO_OF_THREE, SHIFT = "outside", "trend", "two_of_three", "shift"
COLUMNS = ("value", "phase", "n", "trial", "mean", "low", "high", "near_low", "near_high", "rule", "side", "way")


def xmr(values: ArrayLike, *, rebased: Sequence[int] = (), screened: bool = True) -> pd.DataFrame:
    """Limits and signals of a series of period aggregates, in order of time.

    In: *values* (any unit; NaN for a period without anyone), the places *rebased* at which a new phase with limits of
    its own begins, and whether large moving ranges are *screened* out of the limits. Out: one row for each value with
    `COLUMNS`: the ``phase`` (0, 1 ...), how many points ``n`` it has, whether its limits are ``trial`` limits (fewer
    than 12 points), its ``mean``, limits and near limits in the unit of the values, the ``rule`` that fired on the
    point (blank: none), the ``side`` of the mean it lies on (-1, 0, 1) and the ``way`` a signal points (1 up, -1 down,
    0 no signal). Raises `ValueError` for an infinite value and for a place outside the series.

    Notes: limits are mean +- 2.66 times the mean moving range, near limits two thirds of that. Screened, moving ranges
    of 3.267 times their mean or more are left out and the mean moving range is worked out once more. A phase of one
    point has no limits. No moving range and no run reaches across a period without anyone. Rules, of which the first
    that applies is named: outside the limits; seven consecutive points rising or falling; two of three between near
    limit and limit with all three on one side of the mean; seven consecutive points on one side of the mean. A rise
    points up and a fall down; any other signal points to the side of the mean its point lies on. Assumes that periods
    follow each other and are about as large as each other. A signal says that something is different; it does not show
    what or why, and its absence does not show that nothing changed. The rising rule adds little to the others.

    References: NHSRplotthedots 050b07d (MIT); Wheeler, Understanding Variation, 1993; Montgomery, Introduction to
    Statistical Quality Control, table VI; on the rising rule
    doi 10.1371/journal.pone.0113825.

    >>> found = xmr([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    >>> found[["mean", "low", "high"]].iloc[0].round(2).tolist()
    [1.94, -0.72, 4.6]
    >>> found.index[found["rule"] != ""].tolist()
    [4]
    """
    numbers = np.asarray(values, dtype=float).ravel()
    if np.isinf(numbers).any():
        raise ValueError("A control chart cannot have an infinite value.")
    if any(not 0 < place < numbers.size for place in rebased):
        raise ValueError("A chart can only be rebased inside its series.")
    starts = sorted({0, *rebased})
    parts = [_phase(part, place, screened) for place, part in enumerate(np.split(numbers, starts[1:]))]
    return pd.concat(parts, ignore_index=True)


def _centre(values: Numbers, screened: bool) -> tuple[float, float]:
    """The mean of a phase and the distance of its limits from it; NaN where there are too few values."""
    known, ranges = values[~np.isnan(values)], np.abs(np.diff(values))
    ranges = ranges[~np.isnan(ranges)]
    if not ranges.size:
        return float(known.mean()) if known.size else np.nan, np.nan
    if screened and ranges.any():
        ranges = ranges[ranges < SCREEN * ranges.mean()]
    return float(known.mean()), float(NATURAL * ranges.mean())


def _phase(values: Numbers, place: int, screened: bool) -> pd.DataFrame:
    mean, reach = _centre(values, screened)
    side, n = _sign(np.where(np.abs(values - mean) < 1e-12, 0, values - mean)), int((~np.isnan(values)).sum())
    off = np.where(side == 0, 0.0, np.abs(values - mean))
    outside, near = off > reach, (off > reach * 2 / 3) & (off <= reach)
    trend = _part_of_trend(values)
    fired = (outside, trend, near & _part_of_two_in_three(near, side), _part_of_shift(side))
    rule = np.select(fired, (OUTSIDE, TREND, TWO_OF_THREE, SHIFT), default="")
    way = np.select((rule == "", rule == TREND), (0, _slope(values, trend)), default=side)
    return pd.DataFrame({
        "value": values, "phase": place, "n": n, "trial": n < FEW, "mean": mean,
        "low": mean - reach, "high": mean + reach, "near_low": mean - reach * 2 / 3, "near_high": mean + reach * 2 / 3,
        "rule": rule, "side": side, "way": way,
    })  # fmt: skip


def _sign(values: Numbers) -> Signs:
    """-1, 0 or 1; 0 for what is not known, so that no run passes over it."""
    return np.sign(np.nan_to_num(values)).astype(np.int64)


def _slope(values: Numbers, trend: Flags) -> Signs:
    """Whether the run that a point of a *trend* is part of rises (1) or falls (-1): by the point before it in the run,
    for the first point of a run by the one after."""
    step = _sign(np.diff(values)) * (trend[1:] & trend[:-1])
    before, after = np.append(0, step)[: values.size], np.append(step, 0)[: values.size]
    return np.where(before != 0, before, after)


def _part_of_trend(values: Numbers) -> Flags:
    """Which values are part of seven consecutive ones that rise, or fall."""
    return _spread(_same(_sign(np.diff(values)), RUN - 1), RUN, values.size)


def _part_of_shift(side: Signs) -> Flags:
    """Which points are part of seven consecutive ones on one side of the mean."""
    return _spread(_same(side, RUN), RUN, side.size)


def _part_of_two_in_three(near: Flags, side: Signs) -> Flags:
    """Which points are in a window of three on one side of the mean, two of them *near* the limit or more."""
    if near.size < WINDOW:
        return np.zeros(near.size, dtype=bool)
    many = np.lib.stride_tricks.sliding_window_view(near, WINDOW).sum(axis=1) >= NEAR
    return _spread(many & _same(side, WINDOW), WINDOW, near.size)


def _same(signs: Signs, run: int) -> Flags:
    """Whether *run* signs beginning at each place are the same, and not 0."""
    if signs.size < run:
        return np.zeros(0, dtype=bool)
    return np.abs(np.lib.stride_tricks.sliding_window_view(signs, run).sum(axis=1)) == run


def _spread(begins: Flags, run: int, size: int) -> Flags:
    """Every place of each run that *begins* at a place."""
    found = np.zeros(size, dtype=bool)
    for place in np.flatnonzero(begins):
        found[place : place + run] = True
    return found
