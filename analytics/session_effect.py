"""What happens within one session and from one session to the next: two changes that are never mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.codes import codes, firsts
from analytics.intervals import LEVEL, group_intervals
from analytics.readings import first_method, usable

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = (
    "episode", "patient", "session", "number", "side", "method", "on",
    "before", "after", "immediate", "next_before", "carried",
)  # fmt: skip
KINDS = {"immediate": "immediate", "carried": "carried over"}


def session_changes(readings: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """One row per session, limb and method: before, after, and the two changes.

    In: a readings frame.
    Out, sorted by episode, side, method and session number: episode, patient, session, number, side, method, on,
    before, after, next_before (the measure's unit), immediate and carried (oriented: positive is better); NaN where
    one of the two readings is missing.

    Notes: immediate = sign * (after - before) in one session. carried = sign * (before of session k+1 - before of
    session k), in the same limb and method, only where session k+1 has a reading. Where a session has two readings
    of one phase, the first counts. Reviews are left out. It does not show a lasting change (immediate), nor what
    the session did: between two sessions lie days of everything else (carried).

    References: definitions are the product's own; the changes are kept apart because same-visit gains in range of
    motion lie within measurement error.

    >>> from analytics.examples import clinic
    >>> from data.catalogue import load_catalogue
    >>> found = session_changes(clinic().readings, load_catalogue().measure("nprs"))
    >>> found[["episode", "number", "immediate", "carried"]].values.tolist()[:2]
    [[1.0, 1.0, 1.0, 1.0], [1.0, 2.0, 1.0, nan]]
    """
    visits = usable(readings[readings["phase"] != "review"], measure)
    series = _series(visits)
    order = np.lexsort((visits["reading"], visits["on"], visits["session"], visits["number"], series))
    rows, series = visits.take(order), series[order]
    session = rows["session"].to_numpy()
    start = np.union1d(firsts(series), firsts(session)).astype(np.int64)
    owner = np.repeat(np.arange(start.size), np.diff(np.r_[start, len(rows)]))
    frame = rows[["episode", "patient", "session", "number", "side", "method", "on"]].take(start).reset_index(drop=True)
    for phase in ("before", "after"):
        frame[phase] = _first_value(rows, owner, phase, start.size)
    frame["immediate"] = measure.sign * (frame["after"] - frame["before"]) + 0.0  # + 0.0: no negative zero
    follows = (np.diff(series[start]) == 0) & (np.diff(frame["number"]) == 1)
    frame["next_before"] = frame["before"].shift(-1).where(np.append(follows, [False] * (start.size > 0)))
    frame["carried"] = measure.sign * (frame["next_before"] - frame["before"]) + 0.0
    return frame[list(COLUMNS)]


def by_number(changes: pd.DataFrame, max_sessions: int = 12, level: float = LEVEL) -> pd.DataFrame:
    """The mean immediate and carried-over change at each session number, apart.

    In: a frame of `session_changes`.
    Out, immediate first, sorted by number: number, kind ("immediate" or "carried over"), n (limbs), patients, mean,
    ci_low, ci_high (the measure's unit, oriented).

    Notes: of each limb the method it began with; interval as `intervals.group_intervals`, clustered by patient. The
    carried-over change stands at the earlier of its two sessions. It does not show one group of people across the
    numbers: fewer come to each later session, and the two kinds are never added or averaged together.

    References: as `intervals.mean_interval`.

    >>> from analytics.examples import clinic
    >>> from data.catalogue import load_catalogue
    >>> found = by_number(session_changes(clinic().readings, load_catalogue().measure("nprs")))
    >>> found[["number", "kind", "n", "mean"]].values.tolist()
    [[1, 'immediate', 2, 1.0], [2, 'immediate', 1, 1.0], [1, 'carried over', 2, 0.5]]
    """
    rows = first_method(changes)
    number = rows["number"].to_numpy()
    group = np.where((number >= 1) & (number <= max_sessions), number - 1, -1)
    parts = []
    for column, kind in KINDS.items():
        spread = group_intervals(rows[column], group, max_sessions, rows["patient"], level)
        spread = spread.rename(columns={"clusters": "patients", "low": "ci_low", "high": "ci_high"}).drop(columns="sd")
        parts.append(spread.assign(number=np.arange(1, max_sessions + 1), kind=kind))
    table = pd.concat(parts, ignore_index=True)
    return table.loc[table["n"] > 0, ["number", "kind", "n", "patients", "mean", "ci_low", "ci_high"]].reset_index(
        drop=True
    )


def _series(visits: pd.DataFrame) -> np.ndarray:
    """A number for each limb and method, in the order of episode, side and method."""
    (side, sides), (method, methods) = codes(visits["side"]), codes(visits["method"])
    episode = pd.factorize(visits["episode"], sort=True)[0]
    return (episode * (len(sides) + 1) + side) * (len(methods) + 1) + method


def _first_value(rows: pd.DataFrame, owner: np.ndarray, phase: str, size: int) -> np.ndarray:
    found, value = np.full(size, np.nan), rows["value"].to_numpy()
    of_phase = np.flatnonzero((rows["phase"] == phase).to_numpy())[::-1]  # backwards, so that the first stays
    found[owner[of_phase]] = value[of_phase]
    return found
