"""How a measure runs over sessions, and how change runs over calendar months or quarters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from analytics.classes import IMPROVED, classed
from analytics.groups import counts, share
from analytics.intervals import LEVEL, group_intervals, wilson
from analytics.readings import codes, firsts, usable

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure

PERIODS = {"month": "M", "quarter": "Q"}


class UnknownPeriod(ValueError):
    """A period that is neither a month nor a quarter."""


def by_session(readings: pd.DataFrame, measure: Measure, max_sessions: int = 12, level: float = LEVEL) -> pd.DataFrame:
    """The mean of *measure* before and after each session, by session number, with who was still there.

    In: a readings frame. Out, sorted by number, `before` ahead of `after`: number, phase, n (limbs), patients,
    at_risk (limbs whose course reached that session), mean, ci_low, ci_high (the measure's unit, not oriented).

    Notes: one reading per limb, session and phase, in the method that limb began with (most readings, then name,
    where two began together); at_risk counts the limbs with the measure whose episode has any session of that
    number or higher. Interval: `group_intervals` clustered by patient. It does not show the course of one group of
    people: those still coming at session 8 are not those who came once, so a falling line can arise with nobody
    changing. Read n and at_risk under each point.

    References: as `intervals.mean_interval`; n at risk after Pocock et al., Lancet 2002;359:1686-1689.

    >>> from data.catalogue import load_catalogue
    >>> from data.frames import READINGS, empty
    >>> list(by_session(empty(READINGS), load_catalogue().measure("nprs")).columns)
    ['number', 'phase', 'n', 'patients', 'at_risk', 'mean', 'ci_low', 'ci_high']
    """
    rows, reached = _first_method(readings, measure)
    number = rows["number"].to_numpy()
    group = np.where((number >= 1) & (number <= max_sessions), 2 * (number - 1) + (rows["phase"] == "after"), -1)
    spread = group_intervals(rows["value"], group, 2 * max_sessions, rows["patient"], level)
    at_risk = counts(np.clip(reached, 0, max_sessions), max_sessions + 1, np.ones(reached.size, dtype=bool))
    table = pd.DataFrame(
        {
            "number": np.repeat(np.arange(1, max_sessions + 1), 2),
            "phase": pd.Categorical(["before", "after"] * max_sessions, categories=["before", "after"]),
            "n": spread["n"],
            "patients": spread["clusters"],
            "at_risk": np.repeat(at_risk[::-1].cumsum()[::-1][1:], 2),
            "mean": spread["mean"],
            "ci_low": spread["low"],
            "ci_high": spread["high"],
        }
    )
    return table[table["n"] > 0].reset_index(drop=True)


def by_period(
    courses: pd.DataFrame,
    measure: Measure,
    catalogue: Catalogue,
    freq: Literal["month", "quarter"] = "month",
    *,
    weeks: float | None = None,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Mean course change and share improved by the calendar month or quarter in which care started.

    In: a frame of `courses.courses`, the catalogue for thresholds, *freq*, the horizon of the courses in *weeks*.
    Out, one row per period from the first to the last, empty ones included: period (its first day), seen, eligible,
    followed_up, n (courses), patients, mean_change, ci_low, ci_high (unit, oriented), improved (courses in an
    improved class), classed (courses with a class), improved_share, improved_low, improved_high (0..1).

    Notes: grouped by `started`, so that eligible, followed up and change speak of the same people. Interval of the
    mean as `group_intervals`, of the share as `wilson` over the classed. Recent periods have few who are due: they
    move most. It does not show cause; seasons, case mix and staff change too, and dips happen by chance.

    References: as `intervals.mean_interval` and `intervals.wilson`.

    >>> from data.catalogue import load_catalogue
    >>> from data.frames import EPISODES, READINGS, empty
    >>> from analytics.courses import courses
    >>> from datetime import date
    >>> words = load_catalogue()
    >>> none = courses(empty(READINGS), empty(EPISODES), words.measure("nprs"), as_of=date(2026, 11, 22))
    >>> len(by_period(none, words.measure("nprs"), words, "quarter"))
    0
    """
    if freq not in PERIODS:
        raise UnknownPeriod(f"{freq!r} is not a period. Use month or quarter.")
    frame = classed(courses[courses["started"].notna()], measure, catalogue, weeks)
    period = frame["started"].dt.to_period(PERIODS[freq])
    span = pd.PeriodIndex([], freq=PERIODS[freq])
    if len(frame):
        span = pd.period_range(period.min(), period.max(), freq=PERIODS[freq])
    return _periods(frame, span.get_indexer(pd.PeriodIndex(period)), span, level)


def _periods(frame: pd.DataFrame, number: np.ndarray, span: pd.PeriodIndex, level: float) -> pd.DataFrame:
    size, counted = len(span), (frame["status"] == "counted").to_numpy()
    kind = frame["class"].cat.codes.to_numpy()
    spread = group_intervals(frame["change"][counted], number[counted], size, frame["patient"][counted], level)
    eligible = frame["eligible"].to_numpy(dtype=bool)
    known = counts(number, size, counted & (kind >= 0))
    better = counts(number, size, counted & (kind >= 0) & (kind < len(IMPROVED)))
    low, high = wilson(better, known, level)
    return pd.DataFrame(
        {
            "period": span.to_timestamp().astype("datetime64[s]"),
            "seen": counts(number, size, np.ones(len(frame), dtype=bool)),
            "eligible": counts(number, size, eligible),
            "followed_up": counts(number, size, counted),
            "n": spread["n"],
            "patients": spread["clusters"],
            "mean_change": spread["mean"],
            "ci_low": spread["low"],
            "ci_high": spread["high"],
            "improved": better,
            "classed": known,
            "improved_share": share(better, known),
            "improved_low": low,
            "improved_high": high,
        }
    )


def _first_method(readings: pd.DataFrame, measure: Measure) -> tuple[pd.DataFrame, np.ndarray]:
    """The readings of each limb's first method, one per session and phase; the last session each limb reached."""
    visits = readings[readings["phase"] != "review"]
    furthest = visits.groupby("episode")["number"].max()
    rows = usable(visits, measure)
    method, words = codes(rows["method"])
    side, sides = codes(rows["side"])
    limb = pd.factorize(rows["episode"])[0] * (len(sides) + 1) + side
    series = limb * (len(words) + 1) + method
    rows = rows.assign(limb=limb, series=series, method_code=method)
    start = rows.groupby("series").agg(
        limb=("limb", "first"), method_code=("method_code", "first"), on=("on", "min"), size=("on", "size")
    )
    start = start.sort_values(["limb", "on", "size", "method_code"], ascending=[True, True, False, True])
    kept = start.index[firsts(start["limb"].to_numpy())] if len(start) else start.index
    rows = rows[rows["series"].isin(kept)].sort_values(["series", "session", "phase", "on", "reading"])
    rows = rows.drop_duplicates(["series", "session", "phase"])
    ends = furthest.reindex(rows.drop_duplicates("limb")["episode"]).to_numpy()
    return rows, ends.astype(np.int64)
