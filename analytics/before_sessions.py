"""What stands before each session of each course of care, with its first reading at session 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.codes import days, limbs
from analytics.pool import pool

MOST_SESSIONS = 12


@dataclass(frozen=True)
class Before:
    """The `courses` with a baseline; `value[course, number - 1]` before each session; `reached`, the last one had."""

    courses: pd.DataFrame
    value: NDArray[np.float64]
    reached: NDArray[np.int64]


def before_sessions(
    courses: pd.DataFrame, readings: pd.DataFrame, sessions: pd.DataFrame, scale: tuple[float, float]
) -> Before:
    """The reading before each session of every course with a baseline, and how far each course has come.

    In: a frame of `courses.courses`, the readings and sessions it is from, the ends of the measure's *scale*
    (infinite where its range is only plausible, so that a later reading is kept as the baseline is). Out: a `Before`,
    values in the measure's unit (NaN: none there), 12 sessions wide, in the order of `pool.pool`.

    Notes: the baseline stands at session 1, wherever it was read; what is not later than it is left out. `reached` is
    the highest number of any session of the episode, at least 1. It does not show why a course went no further: done,
    broken off, or still going on.

    References: a product choice.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, pain = clinic(), load_catalogue().measure("nprs")
    >>> frame = courses(ours.readings, ours.episodes, pain, as_of=TODAY, sessions=ours.sessions)
    >>> found = before_sessions(frame, ours.readings, ours.sessions, (0, 10))
    >>> found.value[:, :2].tolist(), found.reached.tolist()
    ([[6.0, 5.0], [8.0, 8.0], [4.0, nan]], [2, 2, 1])
    """
    found = pool(courses, readings, scale)
    key = limbs(courses)
    begun = courses.iloc[pd.Index(key).get_indexer(pd.Index(found.limb))].reset_index(drop=True)
    value = np.full((len(begun), MOST_SESSIONS), np.nan)
    wide = min(MOST_SESSIONS, found.value.shape[1])
    value[:, :wide] = found.value[:, :wide]
    visits = sessions.dropna(subset="on").drop_duplicates("session")
    reached = visits.groupby("episode")["number"].max().reindex(begun["episode"], fill_value=0).to_numpy()
    value[np.arange(1, MOST_SESSIONS + 1) <= _at_baseline(begun, visits)[:, None]] = np.nan  # not later than it
    value[:, 0] = begun["baseline"].to_numpy(dtype=float)
    return Before(begun, value, np.maximum(reached, 1).astype(np.int64))


def _at_baseline(begun: pd.DataFrame, visits: pd.DataFrame) -> NDArray[np.int64]:
    """How far each course had come, by number, on the day of its baseline."""
    pairs = begun[["episode"]].assign(row=np.arange(len(begun)), day=days(begun["baseline_on"]))
    pairs = pairs.merge(visits[["episode", "number"]].assign(on=days(visits["on"])), on="episode")
    far = pairs[pairs["on"] <= pairs["day"]].groupby("row")["number"].max()
    return far.reindex(np.arange(len(begun)), fill_value=1).to_numpy(dtype=np.int64)
