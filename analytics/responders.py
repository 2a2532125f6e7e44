"""Who improved by a stated percentage of their own baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.classes import TOLERANCE
from analytics.intervals import LEVEL, wilson

if TYPE_CHECKING:
    from data.catalogue import Measure

IMMPACT = (30.0, 50.0)  # moderate and substantial pain reduction, 10.1016/j.jpain.2007.09.005
PAIN_FLOOR = 3.0  # house rule: on 0-10 pain, a percentage of less than 3 points says little


@dataclass(frozen=True)
class Responders:
    """k of n improved by the percentage; excluded: measured, but without a usable baseline. Shares 0..1."""

    k: int
    n: int
    excluded: int
    share: float
    low: float
    high: float


def minimum_baseline(measure: Measure) -> float:
    """The baseline a course needs for its percentage to count: 3 for pain on 0-10, otherwise anything above 0.

    In: a measure. Out: a number in its unit.

    Notes: a percentage of a baseline of 1 moves by 100 for one point. It does not show how many this leaves out:
    `responders` does.

    References: a house rule for numerical pain ratings; undefined at baseline 0 by arithmetic.

    >>> from data.catalogue import load_catalogue
    >>> minimum_baseline(load_catalogue().measure("nprs"))
    3.0
    """
    return PAIN_FLOOR if measure.kind == "pain" and (measure.low, measure.high) == (0, 10) else 0.0


def answers(
    baseline: ArrayLike, change: ArrayLike, percent: float, floor: float = 0.0
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """For each course: improved by the percentage, could be judged, was measured but has no usable baseline.

    In: *baseline* and oriented *change* in the measure's unit (NaN: not measured), *percent* of baseline, *floor*
    the least baseline. Out: three yes/no arrays (responded, judged, excluded).

    Notes: judged: measured and baseline >= floor and above 0; responded: change >= percent/100 * baseline, met
    exactly is met. Assumes a scale whose 0 means none. It does not show those who were not followed up.

    References: 10.1016/j.jpain.2007.09.005.

    >>> [part.tolist() for part in answers([10.0, 0.0], [3.0, 1.0], percent=30)]
    [[True, False], [True, False], [False, True]]
    """
    start, moved = np.asarray(baseline, dtype=float), np.asarray(change, dtype=float)
    measured = np.isfinite(start) & np.isfinite(moved)
    judged = measured & (start > 0) & (start >= floor - TOLERANCE)
    return judged & (moved >= percent / 100 * start - TOLERANCE), judged, measured & ~judged


def responders(
    baseline: ArrayLike, change: ArrayLike, percent: float, minimum_baseline: float = 0.0, level: float = LEVEL
) -> Responders:
    """How many improved by at least *percent* of their baseline, with a Wilson interval.

    In: *baseline* and oriented *change* in the measure's unit, one per course (NaN: not measured), *percent* of
    baseline, *minimum_baseline* in the unit. Out: `Responders`; shares NaN when nobody could be judged.

    Notes: change / baseline >= percent / 100 among courses with a baseline above 0 and at least the minimum; the
    rest are `excluded` and shown. Interval as `wilson`. It does not show recovery, nor that care caused the change:
    many untreated people reach 30 %. Report more than one percentage.

    References: Dworkin et al., J Pain 2008;9:105-121 (10.1016/j.jpain.2007.09.005): 30 % moderate, 50 % substantial.

    >>> found = responders([10.0, 8.0, 0.0], [5.0, 1.0, 0.0], percent=30)
    >>> found.k, found.n, found.excluded, found.share
    (1, 2, 1, 0.5)
    """
    yes, judged, left_out = answers(baseline, change, percent, minimum_baseline)
    k, n = int(yes.sum()), int(judged.sum())
    low, high = wilson(k, n, level)
    return Responders(k, n, int(left_out.sum()), k / n if n else float("nan"), low, high)
