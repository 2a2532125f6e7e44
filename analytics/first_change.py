"""How long until a real change: the first reading beyond error and importance, and who was followed until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.classes import classify, thresholds
from analytics.codes import days
from analytics.intervals import LEVEL
from analytics.readings import usable
from analytics.series import after_baseline

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure

CURVE = ("time", "at_risk", "changed", "censored", "share", "low", "high")
KEPT = ("episode", "patient", "side", "condition")


def first_change(
    courses: pd.DataFrame, readings: pd.DataFrame, sessions: pd.DataFrame, measure: Measure, catalogue: Catalogue
) -> pd.DataFrame:
    """For each course of care when it first changed beyond error and importance, or until when it was followed.

    In: a frame of `courses.courses`, the readings and sessions it is from, its *measure*, the *catalogue*.
    Out, one row per course with a baseline and a later reading in the same method: episode, patient, side, condition,
    changed (whether it did), sessions (how many it had had before that reading), weeks (since the baseline).

    Notes: readings before a session and reviews; those after a session are immediate. Changed is the class "improved
    beyond both", or beyond the one threshold there is. It is the first time: a course may fall back later. When
    between two readings the change came is not known (interval-censored): it is counted at the reading that showed
    it, which is late by up to the gap. It does not show what became of those who stopped coming.

    References: classes as `classes.classify`; on counting at the visit, Kalbfleisch & Prentice 2002, section 3.3.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, known = clinic(), load_catalogue()
    >>> frame = courses(ours.readings, ours.episodes, known.measure("nprs"), as_of=TODAY)
    >>> found = first_change(frame, ours.readings, ours.sessions, known.measure("nprs"), known)
    >>> found[["changed", "sessions", "weeks"]].values.tolist()
    [[True, 2, 6.0], [False, 1, 1.0]]
    """
    begun = courses[courses["baseline"].notna()].reset_index(drop=True)
    need, noise = thresholds(begun, measure, catalogue)
    kept = usable(readings[readings["phase"] != "after"], measure)
    place, on, value = after_baseline(begun, kept)
    change = measure.sign * (value - begun["baseline"].to_numpy()[place])
    kind = classify(change, need[place], noise[place]).codes
    enough = (kind == 0) | ((kind == 1) & ~np.isfinite(noise[place])) | ((kind == 2) & ~np.isfinite(need[place]))
    judged = np.isfinite(need) | np.isfinite(noise)
    order = np.lexsort((on, ~enough, place))  # those that changed first, the earliest of them first
    first = order[np.r_[True, np.diff(place[order]) != 0]] if order.size else order
    last = np.full(len(begun), np.iinfo(np.int64).min)
    np.maximum.at(last, place, on)
    chosen = begun.index.to_numpy()[place[first]]
    changed = enough[first]
    at = np.where(changed, on[first], last[chosen])
    found = begun.loc[chosen, list(KEPT)].assign(
        changed=changed, sessions=_held(sessions, begun["episode"].to_numpy()[chosen], at),
        weeks=(at - days(begun["baseline_on"])[chosen]) / 7,
    )  # fmt: skip
    return found[judged[chosen]].reset_index(drop=True)


def _held(sessions: pd.DataFrame, episode: NDArray[np.int64], before: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many sessions each *episode* had before the day *before*."""
    known = sessions.dropna(subset="on").drop_duplicates("session")
    span = 1 << 20  # days: more than any date
    every = np.sort(known["episode"].to_numpy() * span + days(known["on"]))
    return np.searchsorted(every, episode * span + before) - np.searchsorted(every, episode * span)


def curve(time: ArrayLike, changed: ArrayLike, level: float = LEVEL) -> pd.DataFrame:
    """The share that has changed by each time, with those who stopped coming counted for as long as they came.

    In: *time* of each course (any unit), whether it *changed* then; *level* 0..1. Out: `CURVE`, one row per distinct
    time: at_risk (followed until then), changed, censored, share (0..1), low, high.

    Notes: 1 less the estimate of Kaplan and Meier; who is censored at a time was still at risk at it. Interval: on
    the log-log scale, of which the ends stay within 0 and 1; NaN before the first change, and where all have changed.
    Assumes that those who stop coming would have gone on as the others: it does not show whether they would.

    References: Kaplan & Meier, J Am Stat Assoc 1958;53:457-481; Kalbfleisch & Prentice 2002, section 1.4.

    >>> curve([1, 2, 2, 3], [True, True, False, False])[["time", "at_risk", "share"]].values.tolist()
    [[1.0, 4.0, 0.25], [2.0, 3.0, 0.5], [3.0, 1.0, 0.5]]
    """
    from scipy.special import ndtri  # the same quantile; scipy.stats around it takes long to load

    when, event = np.asarray(time, dtype=float), np.asarray(changed, dtype=bool)
    times, place = np.unique(when, return_inverse=True)
    seen = np.bincount(place, minlength=times.size)
    hits = np.bincount(place[event], minlength=times.size)
    risk = seen[::-1].cumsum()[::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.cumprod(1 - hits / risk)
        spread = np.sqrt(np.cumsum(hits / (risk * (risk - hits)))) / np.abs(np.log(left))
        reach = ndtri((1 + level) / 2) * spread
        low, high = 1 - left ** np.exp(-reach), 1 - left ** np.exp(reach)
    known = (left > 0) & (left < 1)
    ends = {"low": np.where(known, low, np.nan), "high": np.where(known, high, np.nan)}
    return pd.DataFrame(
        {"time": times, "at_risk": risk, "changed": hits, "censored": seen - hits, "share": 1 - left, **ends}
    )


def median(found: pd.DataFrame) -> tuple[float, float, float]:
    """By when half have changed, and the interval of that.

    In: a frame of `curve`. Out: the first time at which the share is half or more, and where the ends of its interval
    are; NaN where that is never reached.

    Notes: the interval of Brookmeyer and Crowley, from the ends of the curve's. With few courses its upper end is often
    open. It does not show an average.

    References: Brookmeyer & Crowley, Biometrics 1982;38:29-41.

    >>> median(curve([1, 2, 2, 3], [True, True, False, False]))[0]
    2.0
    """
    reached = []
    for name in ("share", "high", "low"):
        there = found.loc[found[name].to_numpy() >= 0.5 - 1e-12, "time"]
        reached.append(float(there.iloc[0]) if len(there) else np.nan)
    return reached[0], reached[1], reached[2]


def log_rank(time: ArrayLike, changed: ArrayLike, group: ArrayLike) -> tuple[float, float]:
    """Whether groups change at a different pace than chance would have it.

    In: *time*, whether it *changed*, and the *group* of each course (a missing group is left out). Out: chi-squared
    (groups less one degrees of freedom) and its p value; NaN with fewer than two groups, nobody who changed, or all
    changing at once.

    Notes: the log-rank test, from statsmodels. A group of which nobody was followed until the first change is left
    out: there is nothing to compare it by. Assumes independent courses (hand in one of each person) and that one
    group is at all times faster than the other, as much. It does not show how much faster, nor why: groups are not
    drawn by lot.

    References: Mantel, Cancer Chemother Rep 1966;50:163-170.

    >>> chi2, p = log_rank([1, 2, 3, 4], [True] * 4, ["a", "a", "b", "b"])
    >>> 2 < chi2 < 3 and 0.05 < p < 0.2
    True
    """
    from statsmodels.duration.survfunc import survdiff

    when, events = np.asarray(time, dtype=float), np.asarray(changed, dtype=bool)
    groups = pd.factorize(np.asarray(group))[0]  # numbers: comparing words one by one takes minutes
    start = when[events].min(initial=np.inf)
    followed = (groups >= 0) & np.isin(groups, np.unique(groups[when >= start]))
    all_at_once = bool((events & (when == start))[when >= start].all())
    if all_at_once or np.unique(groups[followed]).size < 2:
        return np.nan, np.nan
    chi2, p = survdiff(when[followed], events[followed].astype(float), groups[followed])
    return float(chi2), float(p)
