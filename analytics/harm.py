"""Adverse events: in how many of the sessions in which they were asked about, by the worst of the session."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analytics.intervals import LEVEL
from data.frames import SEVERITIES

NOT_ASKED = "not asked"
CLASSES = (*SEVERITIES, NOT_ASKED)
COLUMNS = ("worst", "n", "patients", "had", "people", "per_100", "low", "high", "at_most")


def harm(sessions: pd.DataFrame, level: float = LEVEL) -> pd.DataFrame:
    """Sessions by the worst adverse event in each, per 100 sessions in which adverse events were asked about.

    In: a frame of `data.frames.SESSIONS`. Out, one row per class none, mild, significant, serious (always all) and
    one for "not asked": worst (the class), n (sessions asked; all sessions in the last row), patients (distinct
    people in n), had (sessions of this class), people (distinct people with such a session), per_100 (had per 100 of
    n), low, high (its exact interval, per 100), at_most (per 100; only where had is 0: the bound of
    `rule_of_three`). No rows where there are no sessions.

    Notes: per_100 = 100 had / n. A session counts once, by its worst event; an event written down where nobody asked
    is not in it (`unasked`). Assumes that what was asked about was answered, and that sessions are independent, so
    several events of one person make the interval too narrow. What is counted is sessions, each with or without such an
    event, so the interval is the binomial one (Clopper-Pearson); that of a Poisson rate (Garwood) belongs to events
    that can be several in one session, which are not counted here. It does not show whether needling caused an event,
    nor anything about sessions in which nobody asked.

    References: Loke, Price & Herxheimer, BMC Med Res Methodol 2007;7:32 (asked and not asked are told apart);
    the classes mild, significant, serious: Brady et al., J Man Manip Ther 2014;22:134-140.

    >>> from analytics.examples import clinic
    >>> harm(clinic().sessions)[["worst", "n", "had", "at_most"]].values.tolist()[1]
    ['mild', 5, 0, 60.0]
    """
    return _table(sessions, np.zeros(len(sessions), dtype=np.int64), 1 if len(sessions) else 0, level)


def harm_by(sessions: pd.DataFrame, episodes: pd.DataFrame, level: float = LEVEL) -> pd.DataFrame:
    """`harm` for each condition.

    In: frames of `data.frames.SESSIONS` and `data.frames.EPISODES`. Out: condition, then the columns of `harm`, in
    alphabetical order of the conditions that had a session; sessions without a condition are left out.

    Notes: as `harm`, condition by condition. It does not show which condition is safer: how often and how closely
    people were asked differs, nothing is adjusted, and nothing is corrected for the number of conditions.

    References: as `harm`.

    >>> from analytics.examples import clinic
    >>> ours = clinic()
    >>> harm_by(ours.sessions, ours.episodes)[["condition", "worst", "n"]].values.tolist()[1]
    ['achilles_tendinopathy', 'mild', 2]
    """
    name = episodes["condition"].astype("category")
    place = pd.Index(episodes["episode"]).get_indexer(pd.Index(sessions["episode"]))
    code = np.append(name.cat.codes.to_numpy(), -1)[place]  # -1, an unknown course of care, takes the last
    had, number = np.unique(code[code >= 0], return_inverse=True)
    found = _table(sessions[code >= 0], number, len(had), level)
    names = name.cat.categories[had].astype(str)
    found.insert(0, "condition", np.repeat(names.to_numpy(dtype=object), len(CLASSES)))
    return found.sort_values("condition", kind="stable", ignore_index=True)


def unasked(sessions: pd.DataFrame) -> int:
    """How many sessions have an adverse event written down although nobody asked about any.

    In: a frame of `data.frames.SESSIONS`. Out: a whole number.

    Notes: these events happened, but have no denominator: what is told unasked is told because it was bad. It does
    not show how many more there were. Assumes that not having written down that one asked means not having asked.

    References: as `harm`.

    >>> from analytics.examples import clinic
    >>> unasked(clinic().sessions)
    0
    """
    had = sessions["adverse_worst"].isin(SEVERITIES[1:])
    return int((had & ~_asked(sessions)).sum())


def exact(k: ArrayLike, n: ArrayLike, level: float = LEVEL) -> tuple[Any, Any]:
    """The exact (Clopper-Pearson) interval of k out of n, as two shares 0..1.

    In: *k* and *n* whole numbers, or arrays of them. Out: (low, high), numbers or arrays alike; NaN where n is 0.

    Notes: low is the (1 - level)/2 quantile of a beta(k, n - k + 1), high the (1 + level)/2 quantile of a
    beta(k + 1, n - k); 0 where k is 0, 1 where k is n. Holds its level for events however rare, at the price of being
    somewhat wide. Assumes independent yes/no answers. It does not show what was not asked.

    References: Clopper & Pearson, Biometrika 1934;26:404-413. The tests hold it against scipy (`binomtest`).

    >>> low, high = exact(0, 20)
    >>> round(low, 4), round(high, 4)
    (0.0, 0.1684)
    """
    from scipy.special import betaincinv  # loaded where it is needed: the first page does not wait for it

    hits, total = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    tail, none, every = (1 - level) / 2, hits <= 0, hits >= total
    low = np.where(none, 0.0, betaincinv(np.where(none, 1.0, hits), np.maximum(total - hits, 0.0) + 1, tail))
    high = np.where(every, 1.0, betaincinv(hits + 1, np.where(every, 1.0, total - hits), 1 - tail))
    low, high = np.where(total > 0, low, np.nan), np.where(total > 0, high, np.nan)
    return (low, high) if total.ndim else (float(low), float(high))


def rule_of_three(n: ArrayLike) -> Any:
    """What a rate can be at most when nothing happened in *n* sessions: 3 / n, as a share 0..1.

    In: *n* whole numbers, or an array of them. Out: a share, or an array alike; NaN where n is 0.

    Notes: 3 / n, never above 1: the upper end of a one-sided 95 % interval, since 0.95 is about 1 - exp(-3); for n
    from about 30 on it lies within a few hundredths of the exact one. Assumes independent sessions. It does not show
    that nothing can happen: only how rare it would have to be to be missed.

    References: Hanley & Lippman-Hand, JAMA 1983;249:1743-1745.

    >>> rule_of_three(300)
    0.01
    """
    total = np.asarray(n, dtype=float)
    bound = np.minimum(np.divide(3.0, total, out=np.full(total.shape, np.nan), where=total > 0), 1.0)
    return bound if total.ndim else float(bound)


def _asked(sessions: pd.DataFrame) -> pd.Series:
    return sessions["adverse_asked"].fillna(False).astype(bool)


def _table(sessions: pd.DataFrame, number: np.ndarray, size: int, level: float) -> pd.DataFrame:
    """The classes of each of *size* groups, from counts alone; *number* is the group of each session."""
    asked, patient = _asked(sessions).to_numpy(), pd.factorize(sessions["patient"])[0]
    worst = pd.Categorical(sessions["adverse_worst"], categories=list(SEVERITIES)).codes.clip(0)  # unwritten: none
    cell = number * len(CLASSES) + np.where(asked, worst, len(SEVERITIES))
    had, people = (_counted(cell, one, size * len(CLASSES)) for one in (None, patient))
    every, seen = (_counted(number, one, size) for one in (None, patient))
    of, of_people = (_counted(number[asked], one, size) for one in (None, patient[asked]))
    n, patients = (_beside(*pair) for pair in ((of, every), (of_people, seen)))
    low, high = exact(had, n, level)
    share = np.divide(had, n, out=np.full(len(n), np.nan), where=n > 0)
    at_most = np.where(had > 0, np.nan, 100 * rule_of_three(n))
    kinds = np.tile(np.array(CLASSES, dtype=object), size)
    columns = (kinds, n, patients, had, people, 100 * share, 100 * low, 100 * high, at_most)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def _counted(group: np.ndarray, patient: np.ndarray | None, size: int) -> np.ndarray:
    """How many rows each group has, or how many distinct people."""
    if patient is None:
        return np.bincount(group, minlength=size)
    most = int(patient.max(initial=0)) + 1
    return np.bincount(pd.unique(group * most + patient) // most, minlength=size)


def _beside(asked: np.ndarray, every: np.ndarray) -> np.ndarray:
    """Out of which each class is: those asked, and for the last class all."""
    return np.column_stack([*[asked] * len(SEVERITIES), every]).ravel()
