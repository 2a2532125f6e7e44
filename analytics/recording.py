"""Checks of the recording: whose records stand out from those of the others here, by more than chance and a margin."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.intervals import LEVEL, group_intervals
from analytics.recorded import ever_worse, pairs, round_values, same_amount, same_rater

if TYPE_CHECKING:
    from data.catalogue import Measure

ROUND_VALUES, SAME_AMOUNT, NO_READING_AFTER = "round values", "same amount", "no reading after"
SAME_RATER, NEVER_WORSE, AFTER_WORSE = "same rater", "never worse", "missing after worse"
CHECKS = (ROUND_VALUES, SAME_AMOUNT, NO_READING_AFTER, SAME_RATER, NEVER_WORSE, AFTER_WORSE)
EVERYONE = "Everyone"
LEAST = 50  # readings, pairs, people or visits below which nobody is looked at (house rule, as for round numbers)
OTHERS = 3  # others to compare with: of fewer, the median is no more usual than the one looked at (house rule)
MARGIN = 0.10  # a share has to differ by more than this: people and habits differ a little everywhere (house rule)
FALSE_ALARM = 0.01  # chance that anybody at all stands out, over all checks and podiatrists (house rule)
TESTED, FEW, ALONE = "looked at", "too few", "nobody to compare with"
COLUMNS = ("check", "podiatrist", "n", "people", "found", "low", "high", "expected", "p", "state", "stands_out")
Numbers = NDArray[np.float64]


def recording(
    readings: pd.DataFrame, sessions: pd.DataFrame, courses: pd.DataFrame, raters: pd.DataFrame, measure: Measure
) -> pd.DataFrame:
    """Six checks of what was written down of *measure*, by podiatrist.

    In: frames of `data.frames` READINGS, SESSIONS and RATERS, and *courses* of `analytics.courses.courses`. Out,
    per check in the order of `CHECKS` one row for everyone and one per podiatrist by name: check, podiatrist, n
    (readings, pairs, people or visits), people (distinct patients), found (share 0..1), low, high (its interval),
    expected (share), p (one-sided), state ("looked at"; "too few", n below 50; "nobody to compare with", fewer than
    3 others of 50 or more), stands_out.

    Notes: round values: share of readings on every fifth step; tested is how far it exceeds what the neighbouring
    values lead one to expect, beside the same of the others. Same amount: share of pairs with a podiatrist's most
    frequent improvement. No reading after: share of sessions with a reading before and none after. Same rater:
    share of pairs taken by one person. Expected is the median of the others' shares, so that one unusual podiatrist
    does not move it. Never worse: share of people with a last reading worse than their first; stands out where
    there is none. Missing after worse: share of next visits without a reading after a worse change, expected: after
    any other change of their own. Shares are tested by z with variances clustered by patient (never below Agresti
    and Coull's), against a margin of 10 points; never worse by (1 - half the expected share)^n. Stands out: p is at
    most 0.01 by the number of rows looked at (Bonferroni). Assumes that podiatrists treat similar people. It does
    not show why: forms, patients, appointments and measures differ, and nothing here speaks of anybody's intent.

    References: checks after what is known of digit preference and unblinded assessment; limits are product choices;
    Agresti & Coull, Am Stat 1998;52:119-126.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, pain = clinic(), load_catalogue().measure("nprs")
    >>> known = courses(ours.readings, ours.episodes, pain, as_of=TODAY)
    >>> none = pd.DataFrame({"reading": [], "rater": []})
    >>> found = recording(ours.readings, ours.sessions, known, none, pain)
    >>> found[["check", "podiatrist", "n", "state"]].values.tolist()[:2]
    [['round values', 'Everyone', 8, ''], ['round values', 'A', 8, 'too few']]
    """
    visits = pairs(readings, sessions, measure)
    tables = [
        _by_podiatrist(ROUND_VALUES, round_values(readings, sessions, measure), _like_others),
        _by_podiatrist(SAME_AMOUNT, same_amount(visits, measure.step), _like_others),
        _by_podiatrist(NO_READING_AFTER, visits, _like_others),
        _by_podiatrist(SAME_RATER, same_rater(readings, sessions, raters, measure), _like_others),
        _by_podiatrist(NEVER_WORSE, ever_worse(courses), _never),
        _after_worse(visits),
    ]
    full = [table for table in tables if len(table)]
    if not full:
        return pd.DataFrame(columns=list(COLUMNS))
    frame = pd.concat(full, ignore_index=True)
    looked = int((frame["state"] == TESTED).sum())
    return frame.assign(stands_out=frame["p"] <= FALSE_ALARM / max(looked, 1))[list(COLUMNS)]


def _by_podiatrist(check: str, rows: pd.DataFrame, judge: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """Everyone together, then each podiatrist with what was found, and what *judge* makes of it."""
    rows = rows[rows["podiatrist"].notna().to_numpy()]
    who, names = pd.factorize(rows["podiatrist"], sort=True)
    whole = _shares(rows, np.zeros(len(rows), dtype=np.int64), [EVERYONE])
    own = judge(_shares(rows, who, list(names)))
    whole = whole.assign(expected=np.nan, p=np.nan, state="")
    return pd.concat([whole, own], ignore_index=True).assign(check=check) if len(rows) else own


def _shares(rows: pd.DataFrame, who: NDArray[np.int64], names: list[str]) -> pd.DataFrame:
    """n, people, share found with its interval and error, and the mean score (the share itself where there is none)."""
    patient = rows["patient"].to_numpy()
    share, error = _spread(rows["hit"].astype(float), who, len(names), patient)
    score, score_error = _spread(rows["score"], who, len(names), patient) if "score" in rows else (share, error)
    found = pd.DataFrame({"podiatrist": names, "n": share["n"], "people": share["clusters"], "found": share["mean"]})
    reach = 1.96 * error  # the 95 % normal quantile: errors are floored, so t would add nothing that counts
    low, high = (found["found"] - reach).clip(0), (found["found"] + reach).clip(upper=1)
    error = np.maximum(score_error, error) if "score" in rows else error
    return found.assign(low=low, high=high, error=error, score=score["mean"])


def _spread(values: pd.Series, who: NDArray[np.int64], size: int, patient: NDArray) -> tuple[pd.DataFrame, Numbers]:
    """Means by group and their errors, clustered by patient and never below Agresti and Coull's."""
    from scipy.special import stdtrit

    found = group_intervals(values, who, size, patient, LEVEL)
    half = ((found["high"] - found["low"]) / 2).to_numpy(dtype=float)
    free = np.maximum(found["clusters"].to_numpy(dtype=float) - 1, 1)
    n = found["n"].to_numpy(dtype=float)
    near = (np.clip(found["mean"].to_numpy(dtype=float), 0, 1) * n + 2) / (n + 4)
    floor = np.sqrt(near * (1 - near) / (n + 4))
    return found, np.fmax(half / stdtrit(free, (1 + LEVEL) / 2), floor)


def _like_others(own: pd.DataFrame) -> pd.DataFrame:
    """Each beside the median of the others, one-sided and beyond the margin."""
    from scipy.special import ndtr

    score, error = own["score"].to_numpy(dtype=float), own["error"].to_numpy(dtype=float)
    usual, usual_error, state = _usual(score, error, own["n"].to_numpy())
    z = (score - usual - MARGIN) / np.sqrt(error**2 + usual_error**2)
    p = np.where(state == TESTED, ndtr(-z), np.nan)
    expected = _usual(own["found"].to_numpy(dtype=float), error, own["n"].to_numpy())[0]
    return own.assign(expected=expected, p=p, state=state)


def _usual(score: Numbers, error: Numbers, n: NDArray) -> tuple[Numbers, Numbers, NDArray]:
    """Of each podiatrist's others: the median, its error (pi/2 of a mean's variance), and whether there are enough."""
    size, enough = len(score), n >= LEAST
    usual, spread = np.full(size, np.nan), np.full(size, np.nan)
    state = np.where(enough, ALONE, FEW).astype(object)
    for place in range(size):  # a podiatrist at a time: there are few
        others = enough & (np.arange(size) != place)
        if others.sum() >= OTHERS:
            usual[place] = np.median(score[others])
            spread[place] = np.sqrt(np.pi / 2 * (error[others] ** 2).mean() / others.sum())
            state[place] = TESTED if enough[place] else FEW
    return usual, spread, state


def _never(own: pd.DataFrame) -> pd.DataFrame:
    """Whether nobody got worse, where it would be rare even if only half as many did as with the others."""
    found, n = own["found"].to_numpy(dtype=float), own["n"].to_numpy(dtype=float)
    usual, _, state = _usual(found, own["error"].to_numpy(dtype=float), n)
    p = np.where(found == 0, (1 - usual / 2) ** n, 1.0)
    return own.assign(expected=usual, p=np.where(state == TESTED, p, np.nan), state=state)


def _after_worse(visits: pd.DataFrame) -> pd.DataFrame:
    """Next visits without a reading, after a worse change beside after any other."""
    from scipy.special import ndtr

    rows = visits[(visits["carried_here"].notna() & visits["next_missing"].notna()).to_numpy()]
    rows = rows.assign(podiatrist=rows["next_podiatrist"], hit=rows["next_missing"] == 1)
    worse = (rows["carried_here"] < 0).to_numpy()
    after, other = (_by_podiatrist(AFTER_WORSE, part, lambda own: own) for part in (rows[worse], rows[~worse]))
    if after.empty or other.empty:
        return after.iloc[:0].assign(expected=np.nan, p=np.nan, state="", check=AFTER_WORSE)
    beside = other.set_index("podiatrist").reindex(after["podiatrist"]).reset_index(drop=True)
    z: pd.Series = (after["found"] - beside["found"] - MARGIN) / np.sqrt(after["error"] ** 2 + beside["error"] ** 2)
    enough = (after["n"] >= LEAST) & (beside["n"] >= LEAST)
    state = np.where(after["podiatrist"] == EVERYONE, "", np.where(enough, TESTED, FEW))
    p = np.where(state == TESTED, ndtr(-z), np.nan)
    return after.assign(expected=beside["found"], p=p, state=state)
