"""How many sessions a course of care usually takes here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Usual:
    """Sessions per closed course: `n` courses, lower quartile, median, upper quartile (NaN without courses)."""

    n: int
    q1: float
    median: float
    q3: float


def usual_sessions(sessions: pd.DataFrame, episodes: pd.DataFrame, condition: str) -> Usual:
    """The quartiles of the number of sessions in closed courses of one condition.

    In: frames of sessions and episodes (`data.frames`) of the clinic, a *condition* id. Out: a `Usual`, in sessions.

    Notes: closed courses with at least one session; those still open are not counted, they have not had all of theirs.
    Quartiles interpolate linearly. It does not show how many sessions are needed, only how many were given, to those
    who got better and those who stopped coming alike.

    References: quartiles as Hyndman & Fan, Am Stat 1996;50:361-365, type 7.

    >>> from analytics.examples import clinic
    >>> ours = clinic()
    >>> usual_sessions(ours.sessions, ours.episodes.assign(ended=pd.Timestamp("2026-04-01")), "plantar_heel_pain")
    Usual(n=2, q1=1.25, median=1.5, q3=1.75)
    """
    closed = episodes[(episodes["condition"] == condition) & episodes["ended"].notna()]
    counted = sessions[sessions["episode"].isin(closed["episode"])].drop_duplicates("session")
    held = np.unique(counted["episode"], return_counts=True)[1]
    if not held.size:
        return Usual(0, float("nan"), float("nan"), float("nan"))
    return Usual(int(held.size), *(float(q) for q in np.quantile(held, [0.25, 0.5, 0.75])))
