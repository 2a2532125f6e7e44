"""How sure can we be: how many people an interval of a wanted width takes, and by when there will be so many."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

import numpy as np

from analytics.intervals import LEVEL, wilson

MOST = 1_000_000  # people: beyond, it is never


def people_for_mean(sd: float, reach: float, level: float = LEVEL) -> float:
    """How many people it takes to know a mean to plus or minus *reach*.

    In: *sd* of single changes and *reach*, in one unit; *level* 0..1. Out: a whole number, as float; NaN without a
    spread, or where more than a million would be needed.

    Notes: the least n for which t(n - 1) * sd / root n is *reach* or less. Assumes the spread stays as it is and one
    course for each person: two feet of one person count as less than two. It does not show whether those people will
    be like the ones so far.

    References: the interval is that of `intervals.mean_interval`; counted up, not approximated.

    >>> people_for_mean(2.5, 0.5)
    99.0
    """
    from scipy.special import stdtrit  # the t quantile itself; scipy.stats around it takes seconds to load

    if not (np.isfinite(sd) and sd > 0 and reach > 0):
        return np.nan
    return _least(lambda n: n > 1 and stdtrit(n - 1, (1 + level) / 2) * sd / np.sqrt(n) <= reach)


def spread_behind(half: float, people: float, level: float = LEVEL) -> float:
    """The spread between people that gives today's people today's interval.

    In: *half* the width of the interval of a mean, in its unit, and how many *people* stand behind it. Out: a
    standard deviation in that unit; NaN for fewer than two people.

    Notes: half * root people / t(people - 1). Where everybody has one course it is the ordinary SD; where some have
    two feet it is what makes the plan agree with the interval by patient: more people are needed exactly where that
    interval is wider than wanted. It does not show the spread between single courses of care.

    References: the interval is that of `intervals.mean_interval`, solved for the spread.

    >>> spread_behind(0.5, 99) < spread_behind(0.5, 100)
    True
    """
    from scipy.special import stdtrit

    if not (np.isfinite(half) and people >= 2):
        return np.nan
    return float(half * np.sqrt(people) / stdtrit(people - 1, (1 + level) / 2))


def people_for_share(share: float, reach: float, level: float = LEVEL) -> float:
    """How many people it takes to know a share to plus or minus *reach*.

    In: the *share* so far and *reach*, 0..1. Out: a whole number, as float; NaN where more than a million are needed.

    Notes: the least n from which on half the width of the Wilson interval at that share stays at *reach* or less.
    Assumes the share stays as it is. It does not show whether it will.

    References: the interval is that of `intervals.wilson`; counted up, not approximated.

    >>> people_for_share(0.5, 0.1)
    93.0
    """
    if not (0 <= share <= 1 and reach > 0):
        return np.nan
    return _least(lambda n: _reach_of_share(share, n, level) <= reach)


def weeks_until(needed: float, have: float, counted_per_week: float) -> float:
    """In how many weeks there will be so many people, at today's rate.

    In: people *needed*, those there are (*have*), and how many more are counted in a week. Out: whole weeks as float,
    0 where there are enough; NaN at a rate of nothing.

    Notes: a straight line. It does not show seasons, nor that follow-up comes weeks after the first visit.

    References: none; arithmetic.

    >>> weeks_until(99, 60, 3.0)
    13.0
    """
    if not np.isfinite(needed):
        return np.nan
    if have >= needed:
        return 0.0
    return float(ceil((needed - have) / counted_per_week)) if counted_per_week > 0 else np.nan


def _reach_of_share(share: float, n: int, level: float) -> float:
    low, high = wilson(np.array([share * n]), np.array([n]), level)
    return float(high[0] - low[0]) / 2


def _least(enough: Callable[[int], bool]) -> float:
    """The least number that is *enough*, where all larger ones are too; NaN for more than a million."""
    low, high = 0, 1
    while not enough(high):
        low, high = high, high * 2
        if high > MOST:
            return np.nan
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return float(high)
