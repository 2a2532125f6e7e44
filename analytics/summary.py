"""One row per group of courses: how many, how much better, how sure, and who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.classes import classed
from analytics.groups import counts, numbered, share
from analytics.intervals import LEVEL, group_intervals, wilson
from analytics.responders import answers, minimum_baseline

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure

CLASS_COLUMNS = ("improved_both", "improved_important", "improved_error", "within_error", "worse")  # as `CLASSES`


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
    frame = classed(courses, measure, catalogue, weeks)
    number, table = numbered(frame, by)
    counted = (frame["status"] == "counted").to_numpy()
    rows = frame.loc[counted, ["patient", "baseline", "last", "change"]]
    table = table.assign(**_stages(frame, number, len(table)), **_means(rows, number[counted], len(table), level))
    table["share_followed"] = share(table["followed_up"].to_numpy(), table["eligible"].to_numpy())
    table = table.assign(**_classes(frame, number, len(table), counted))
    floor = minimum_baseline(measure)
    return table.assign(**_responders(rows, number[counted], len(table), percent, floor, level))


def _stages(frame: pd.DataFrame, number: NDArray, size: int) -> dict[str, NDArray]:
    eligible = frame["eligible"].to_numpy(dtype=bool)
    begun = eligible & frame["baseline"].notna().to_numpy()
    stages = {
        "seen": np.ones(len(frame), dtype=bool),
        "eligible": eligible,
        "with_baseline": begun,
        "followed_up": begun & frame["last"].notna().to_numpy(),
    }
    return {name: counts(number, size, chosen) for name, chosen in stages.items()}


def _means(rows: pd.DataFrame, group: NDArray, size: int, level: float) -> dict[str, NDArray]:
    spread = group_intervals(rows["change"], group, size, rows["patient"], level)
    n, sd = spread["n"].to_numpy(), spread["sd"].to_numpy()
    return {
        "n": n,
        "patients": spread["clusters"].to_numpy(),
        "mean_baseline": share(np.bincount(group, rows["baseline"], size), n),
        "mean_last": share(np.bincount(group, rows["last"], size), n),
        "mean_change": spread["mean"].to_numpy(),
        "ci_low": spread["low"].to_numpy(),
        "ci_high": spread["high"].to_numpy(),
        "sd_change": sd,
        "srm": share(spread["mean"].to_numpy(), sd),
    }


def _classes(frame: pd.DataFrame, number: NDArray, size: int, counted: NDArray) -> dict[str, NDArray]:
    kind = frame["cls"].cat.codes.to_numpy()
    found = {name: counts(number, size, counted & (kind == code)) for code, name in enumerate(CLASS_COLUMNS)}
    unclassed = counts(number, size, counted & (kind < 0))
    untested = (unclassed > 0) & (sum(found.values()) == 0)
    if untested.any():  # blank where no change was tested: 0 would say that nobody got worse
        found = {name: np.where(untested, np.nan, count) for name, count in found.items()}
    return found | {"unclassed": unclassed}


def _responders(
    rows: pd.DataFrame, number: NDArray, size: int, percent: float | None, floor: float, level: float
) -> dict[str, NDArray]:
    yes, judged, left_out = answers(rows["baseline"], rows["change"], 0.0 if percent is None else percent, floor)
    if percent is None:
        yes, judged, left_out = yes & False, judged & False, left_out & False
    k, n = counts(number, size, yes), counts(number, size, judged)
    low, high = wilson(k, n, level) if percent is not None else (np.full(size, np.nan),) * 2
    return {
        "responders": k,
        "responders_n": n,
        "responders_excluded": counts(number, size, left_out),
        "responders_share": share(k, n),
        "responders_low": low,
        "responders_high": high,
    }
