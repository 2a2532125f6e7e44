"""Other care: what else was given beside the needling, counted by course of care."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.intervals import LEVEL, wilson
from data.frames import BETWEEN

NOTHING = "none written down"
COLUMNS = ("care", "n", "given", "patients", "people", "share", "low", "high")


def other_care(courses: pd.DataFrame, sessions: pd.DataFrame, level: float = LEVEL) -> pd.DataFrame:
    """In how many courses of care each kind of other care was given in any session.

    In: *courses*, a frame with one row per course of care (and limb) to look at: episode, patient; a frame of
    `data.frames.SESSIONS` (whose ``care`` is a set of kinds in words).
    Out, one row per kind, most frequent first, and a last one for "none written down": care (the kind; capitals do
    not tell two apart), n (courses looked at), given (courses with it), patients (distinct people in n), people
    (distinct people with it), share (0..1 of n), low, high (its Wilson interval). No rows without a course of care.

    Notes: share = given / n; a course counts in every kind it had, so the shares add up to more than 1. Assumes that
    what was given was written down. It does not show care given elsewhere, and not written down is not the same as
    not given.

    References: other interventions given, STRICTA 2010 item 4a, MacPherson et al., PLoS Med 2010;7:e1000261.

    >>> from analytics.examples import clinic
    >>> ours = clinic()
    >>> other_care(ours.episodes, ours.sessions)[["care", "n", "given"]].values.tolist()
    [['taping', 4, 2], ['loading exercises', 4, 1], ['none written down', 4, 2]]
    """
    had = kinds(sessions).merge(courses[["episode", "patient"]], on="episode")
    named = had.groupby("care").agg(given=("patient", "size"), people=("patient", "nunique")).reset_index()
    named = named.sort_values(["given", "care"], ascending=[False, True])
    without = courses[~courses["episode"].isin(had["episode"])]["patient"]
    last = pd.DataFrame({"care": [NOTHING], "given": [len(without)], "people": [without.nunique()]})
    rows = pd.concat([named, last], ignore_index=True) if len(courses) else named
    n, patients = len(courses), courses["patient"].nunique()
    low, high = wilson(rows["given"].to_numpy(), np.full(len(rows), n), level)
    return rows.assign(n=n, patients=patients, share=rows["given"] / max(n, 1), low=low, high=high)[list(COLUMNS)]


def kinds(sessions: pd.DataFrame) -> pd.DataFrame:
    """Which kinds of other care each course of care had in any of its sessions.

    In: a frame of `data.frames.SESSIONS`. Out: one row per course and kind: episode, care (one kind; capitals do not
    tell two apart). A course in which none was written down has no row.

    Notes: the distinct sets in words; what a set holds is split once. It does not show in how many sessions.

    References: as `other_care`.

    >>> from analytics.examples import clinic
    >>> kinds(clinic().sessions).values.tolist()[:2]
    [[1, 'taping'], [1, 'loading exercises']]
    """
    known = sessions[["episode", "care"]].dropna().drop_duplicates()
    code, sets = pd.factorize(known["care"])
    split = [str(one).casefold().split(BETWEEN) for one in sets]
    return (
        known.assign(care=pd.Series([split[one] for one in code], index=known.index, dtype=object))
        .explode("care")
        .drop_duplicates()
    )
