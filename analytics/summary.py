"""One row per group of courses: how many, how much better, how sure, and who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analytics.intervals import LEVEL
from analytics.tallies import CLASS_COLUMNS as CLASS_COLUMNS
from analytics.tallies import by_group_columns

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure


def by_group(
    courses: pd.DataFrame,
    by: Sequence[str],
    measure: Measure,
    catalogue: Catalogue,
    *,
    weeks: float | None = None,
    percent: float | None = None,
    level: float = LEVEL,
) -> pd.DataFrame:
    """One row per group of *by* (none: one row for all) with counts, mean change, classes and responders.

    In: a frame of `courses.courses` for *measure*, the key columns, the catalogue for thresholds, the same horizon
    in *weeks* as the courses, *percent* of baseline for responders (None: those columns are NaN or 0).
    Out, sorted by the keys: the keys; seen, eligible, with_baseline, followed_up, n (courses), patients (among n);
    mean_baseline, mean_last, mean_change, ci_low, ci_high, sd_change (the measure's unit, change oriented), srm;
    share_followed (0..1); `CLASS_COLUMNS` (NaN where none of the n could be classed), unclassed (courses); responders,
    responders_n, responders_excluded, responders_share, responders_low, responders_high (shares 0..1).

    Notes: each drop is taken from those before it: eligible of seen, with_baseline of eligible, followed_up of
    with_baseline. share_followed = followed_up / eligible. Means, classes and responders are of the n courses with
    status "counted", over the same courses before and after. Interval: `group_intervals` clustered by patient.
    Assumes that those followed up stand for the rest, which they may not (`bounds.missing_bounds`). It does not
    compare groups fairly: nothing is adjusted, and it does not show what caused a change.

    References: as `intervals.mean_interval`, `intervals.wilson`, `classes.classify`, `responders.responders`;
    counts at every stage after STROBE, PLoS Med 2007;4:e296.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> words, ours = load_catalogue(), clinic()
    >>> pain = words.measure("nprs")
    >>> found = by_group(courses(ours.readings, ours.episodes, pain, as_of=TODAY), [], pain, words, percent=30)
    >>> found[["seen", "eligible", "followed_up", "mean_change", "improved_both", "responders"]].values.tolist()
    [[4.0, 3.0, 2.0, 1.5, 1.0, 1.0]]
    """
    return pd.DataFrame(by_group_columns(courses, by, measure, catalogue, weeks, percent, level))
