"""How many still have it: the share whose later reading is not yet at the end of the scale that means none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from analytics.intervals import LEVEL, wilson

if TYPE_CHECKING:
    import pandas as pd

    from data.catalogue import Measure


class Persisting(NamedTuple):
    """Courses of care counted, their patients, how many still have it, and the share (0..1) with its interval."""

    n: int
    patients: int
    still: int
    share: float
    low: float
    high: float


def persisting(courses: pd.DataFrame, measure: Measure, level: float = LEVEL) -> Persisting:
    """The share of the courses counted whose later reading lies above the end of the scale that means none.

    In: a frame of `courses.courses` at one horizon, its *measure*, of which a lower score is better. Out: counts, and
    the share with its interval (0..1; NaN where nobody is counted). Raises `ValueError` for a measure of which a
    higher score is better: its best end is not "none".

    Notes: counted are courses with a first reading above that end and a later one; who began without it cannot still
    have it. The Wilson interval takes courses as independent. It does not show how much of it is left, whether it
    went away in between and came back, or how those not measured then are doing.

    References: as `intervals.wilson`; counted as "still symptomatic" in 10.1177/2325967118757983 is counted.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, pain = clinic(), load_catalogue().measure("nprs")
    >>> found = persisting(courses(ours.readings, ours.episodes, pain, as_of=TODAY), pain)
    >>> (found.n, found.still)
    (2, 2)
    """
    if measure.sign > 0:
        raise ValueError(f"The best end of {measure.short} does not mean none: higher is better.")
    counted = courses[(courses["status"] == "counted") & (courses["baseline"] > measure.low)]
    still = int((counted["last"] > measure.low).sum())
    share = still / len(counted) if len(counted) else math.nan
    return Persisting(len(counted), counted["patient"].nunique(), still, share, *wilson(still, len(counted), level))
