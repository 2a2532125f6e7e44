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
    if sessions.empty:
        return pd.DataFrame({name: pd.Series(dtype="object" if name == "worst" else "float64") for name in COLUMNS})
    asked = _asked(sessions)
    worst = sessions["adverse_worst"].astype(object).fillna("none").where(asked, NOT_ASKED)
    rows = [_row(sessions[worst == name], sessions[asked], name, level) for name in SEVERITIES]
    return pd.DataFrame([*rows, _row(sessions[~asked], sessions, NOT_ASKED, level)], columns=list(COLUMNS))


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
    had = sorted((str(name.cat.categories[one]), one) for one in np.unique(code[code >= 0]))
    parts = [harm(sessions[code == one], level).assign(condition=condition) for condition, one in had]
    found = pd.concat(parts, ignore_index=True) if parts else harm(sessions.iloc[:0]).assign(condition="")
    return found[["condition", *COLUMNS]]


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


def _row(had: pd.DataFrame, of: pd.DataFrame, name: str, level: float) -> tuple[Any, ...]:
    low, high = exact(len(had), len(of), level)
    share = len(had) / len(of) if len(of) else float("nan")
    at_most = float("nan") if len(had) else 100 * rule_of_three(len(of))
    people = (of["patient"].nunique(), len(had), had["patient"].nunique())
    return name, len(of), *people, 100 * share, 100 * low, 100 * high, at_most
