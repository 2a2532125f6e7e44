"""What the missing could change: the result if everyone lost had done badly, or well."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.classes import classify
from analytics.groups import share
from analytics.intervals import LEVEL, Interval, mean_interval, wilson
from analytics.tallies import improved

CASES = ("observed", "worst case", "best case", "baseline carried forward")


@dataclass(frozen=True)
class Bounds:
    """`cases`: case, k, n, share, low, high (0..1); the mean change observed, and with the missing at no change."""

    cases: pd.DataFrame
    mean_observed: Interval
    mean_carried: Interval


def missing_bounds(
    courses: pd.DataFrame,
    important: ArrayLike | None,
    error: ArrayLike | None,
    level: float = LEVEL,
    classes: pd.Categorical[str] | None = None,
) -> Bounds:
    """The share improved and the mean change under assumptions about those without a follow-up.

    In: a frame of `courses.courses`; the two thresholds in the measure's unit, as `classes.classify` takes them
    (one number, one per course, or None), and the *classes* it gives with them, where they are known already.
    Out: `Bounds`; `cases` has one row for each of `CASES`.

    Notes: of the courses that are due, have a baseline and a threshold. observed: k improved (any improved class)
    of those followed up; worst case: nobody missing improved; best case: everybody missing did; baseline carried
    forward: the missing changed by 0, which is no improvement (so its share is the worst case's, and its mean is
    drawn towards 0). Wilson intervals; means clustered by patient. It does not show which case is true, nor
    anything about those without a baseline.

    References: baseline carried forward as non-response, National Research Council, The Prevention and Treatment of
    Missing Data in Clinical Trials, 2010.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours = clinic()
    >>> frame = courses(ours.readings, ours.episodes, load_catalogue().measure("nprs"), as_of=TODAY)
    >>> missing_bounds(frame, 2, 1.33).cases[["case", "k", "n"]].values.tolist()[:3]
    [['observed', 1, 2], ['worst case', 1, 3], ['best case', 2, 3]]
    """
    due = courses["eligible"].to_numpy(dtype=bool) & courses["baseline"].notna().to_numpy()
    known, seen = known_and_seen(courses, important, error)
    kinds = classify(courses["change"], important, error) if classes is None else classes
    better = int((improved(kinds) & seen).sum())
    missing = int((known & ~seen).sum())
    k = np.array([better, better, better + missing, better])
    n = np.array([int((known & seen).sum()), *[int(known.sum())] * 3])
    low, high = wilson(k, n, level)
    change, patient = courses["change"].to_numpy(dtype=float), courses["patient"].to_numpy()
    return Bounds(
        pd.DataFrame({"case": CASES, "k": k, "n": n, "share": share(k, n), "low": low, "high": high}),
        mean_interval(change[seen], patient[seen], level),
        mean_interval(np.where(seen, change, 0.0)[due], patient[due], level),
    )


def known_and_seen(
    courses: pd.DataFrame, important: ArrayLike | None, error: ArrayLike | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whose improvement could be judged, and who was measured again.

    In: as `missing_bounds`. Out: for each row whether it is due, has a baseline and a threshold; whether it is counted.

    Notes: those judged and not counted are the missing. It does not show why they are.

    References: a product choice.

    >>> rows = pd.DataFrame({"eligible": True, "baseline": [5.0, 6.0], "status": ["counted", "no follow-up"]})
    >>> [found.tolist() for found in known_and_seen(rows, 2, None)]
    [[True, True], [True, False]]
    """
    due = courses["eligible"].to_numpy(dtype=bool) & courses["baseline"].notna().to_numpy()
    judged = np.isfinite(_limits(len(courses), important, error)).any(axis=0)
    return due & judged, (courses["status"] == "counted").to_numpy()


def _limits(size: int, *limits: ArrayLike | None) -> list[np.ndarray]:
    return [_each(limit, size) for limit in limits]


def _each(limit: ArrayLike | None, size: int) -> np.ndarray:
    return np.broadcast_to(np.asarray(np.nan if limit is None else limit, dtype=float), (size,))
