"""How a measure runs over sessions, and how change runs over calendar months or quarters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.classes import classed
from analytics.codes import days
from analytics.groups import counts, numbered, share
from analytics.intervals import LEVEL, group_intervals, wilson
from analytics.readings import first_method, usable
from analytics.spreads import spread_of
from analytics.tallies import Columns, improved

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure

Whole = NDArray[np.int64]
PERIODS = {"month": 1, "quarter": 3}  # calendar months


class UnknownPeriod(ValueError):
    """A period that is neither a month nor a quarter."""


def by_session(
    readings: pd.DataFrame,
    measure: Measure,
    max_sessions: int = 12,
    *,
    sessions: pd.DataFrame | None = None,
    level: float = LEVEL,
) -> pd.DataFrame:
    """The mean of *measure* before and after each session, by session number, with who was still there.

    In: a readings frame; the sessions frame where there is one (otherwise the sessions that have readings are known).
    Out, sorted by number, `before` ahead of `after`: number, phase, n (limbs), patients,
    at_risk (limbs whose course reached that session), mean, ci_low, ci_high (the measure's unit, not oriented).

    Notes: one reading per limb, session and phase, in the method that limb began with (most readings, then name,
    where two began together); at_risk counts the limbs with the measure whose episode has any session of that
    number or higher. Interval: `group_intervals` clustered by patient. It does not show the course of one group of
    people: those still coming at session 8 are not those who came once, so a falling line can arise with nobody
    changing. Read n and at_risk under each point.

    References: as `intervals.mean_interval`; n at risk after Pocock et al., Lancet 2002;359:1686-1689.

    >>> from analytics.examples import clinic
    >>> from data.catalogue import load_catalogue
    >>> found = by_session(clinic().readings, load_catalogue().measure("nprs"))
    >>> found[["number", "phase", "n", "at_risk", "mean"]].values.tolist()[:3]
    [[1, 'before', 3, 3, 6.0], [1, 'after', 2, 3, 6.0], [2, 'before', 2, 2, 6.5]]
    """
    visits = readings if sessions is None else sessions
    if "phase" in visits.columns:
        visits = visits[visits["phase"] != "review"]
    rows = _one_each(usable(readings[readings["phase"] != "review"], measure))
    number = rows["number"].to_numpy()
    reached = visits.groupby("episode")["number"].max().reindex(rows.drop_duplicates("limb")["episode"], fill_value=0)
    group = np.where((number >= 1) & (number <= max_sessions), 2 * (number - 1) + (rows["phase"] == "after"), -1)
    spread = group_intervals(rows["value"], group, 2 * max_sessions, rows["patient"], level)
    at_risk = np.bincount(np.clip(reached, 0, max_sessions), minlength=max_sessions + 1)
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
    by: str | None = None,
) -> pd.DataFrame:
    """Mean course change and share improved by the calendar month or quarter in which care started.

    In: a frame of `courses.courses`, the catalogue for thresholds, *freq*, the horizon of the courses in *weeks*;
    *by* a column whose groups each have a run of periods of their own (it then comes first in the table).
    Out, one row per period from the first to the last, empty ones included: period (its first day), seen, eligible,
    followed_up, n (courses), patients, mean_change, ci_low, ci_high (unit, oriented), improved (courses in an
    improved class; NaN where none of the n could be classed), classed (courses with a class), improved_share,
    improved_low, improved_high (0..1).

    Notes: grouped by `started`, so that eligible, followed up and change speak of the same people. Interval of the
    mean as `group_intervals`, of the share as `wilson` over the classed. Recent periods have few who are due: they
    move most. It does not show cause; seasons, case mix and staff change too, and dips happen by chance.

    References: as `intervals.mean_interval` and `intervals.wilson`.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> words, ours = load_catalogue(), clinic()
    >>> pain = words.measure("nprs")
    >>> found = by_period(courses(ours.readings, ours.episodes, pain, as_of=TODAY), pain, words, "quarter")
    >>> found[["eligible", "n", "mean_change", "improved"]].values.tolist()[0]
    [3.0, 2.0, 1.5, 1.0]
    """
    if freq not in PERIODS:
        raise UnknownPeriod(f"{freq!r} is not a period. Use month or quarter.")
    known = courses["started"].notna() if by is None else courses["started"].notna() & courses[by].notna()
    frame = classed(courses if known.all() else courses[known], measure, catalogue, weeks)
    group, table = numbered(frame, [] if by is None else [by])
    period = _months(days(frame["started"])) // PERIODS[freq]
    of, at, first = _runs(group, period, len(table) if len(frame) else 0)
    begins = (first * PERIODS[freq]).astype("datetime64[M]").astype("datetime64[s]")
    found = _periods(frame, at, begins, level)
    return pd.DataFrame(found if by is None else {by: table[by].to_numpy()[of]} | found)


def _months(day: Whole) -> Whole:
    """Whole months since 1970 of whole days since then; each day of the calendar is asked once."""
    if not day.size:
        return day
    first = day.min()
    calendar = np.arange(first, day.max() + 1).astype("datetime64[D]")
    return calendar.astype("datetime64[M]").astype(np.int64)[day - first]


def _runs(group: Whole, period: Whole, groups: int) -> tuple[Whole, Whole, Whole]:
    """Per group a run from its first period to its last: the group of each place, each row's place, the periods."""
    first, last = np.full(groups, np.iinfo(np.int64).max), np.full(groups, np.iinfo(np.int64).min)
    np.minimum.at(first, group, period)
    np.maximum.at(last, group, period)
    length = last - first + 1 if groups else first
    begin = np.cumsum(length) - length
    of = np.repeat(np.arange(groups), length)
    return of, (begin - first)[group] + period, np.arange(of.size) + (first - begin)[of]


def _periods(frame: pd.DataFrame, number: Whole, begins: NDArray[np.datetime64], level: float) -> Columns:
    size, counted = len(begins), np.flatnonzero(frame["status"] == "counted")
    kind = frame["cls"].array[counted]
    change, patient = (frame[name].to_numpy()[counted] for name in ("change", "patient"))
    inside = number[counted]
    spread = spread_of(change, inside, size, patient, level)
    eligible = frame["eligible"].to_numpy(dtype=bool)
    known, better = counts(inside, size, kind.codes >= 0), counts(inside, size, improved(kind))
    low, high = wilson(better, known, level)
    untested = (known == 0) & (spread.n > 0)
    return {
        "period": begins,
        "seen": np.bincount(number, minlength=size),
        "eligible": counts(number, size, eligible),
        "followed_up": np.bincount(inside, minlength=size),
        "n": spread.n,
        "patients": spread.clusters,
        "mean_change": spread.mean,
        "ci_low": spread.low,
        "ci_high": spread.high,
        "improved": np.where(untested, np.nan, better) if untested.any() else better,
        "classed": known,
        "improved_share": share(better, known),
        "improved_low": low,
        "improved_high": high,
    }


def _one_each(rows: pd.DataFrame) -> pd.DataFrame:
    """One reading per limb, session and phase, in the method the limb began with."""
    rows = first_method(rows).sort_values(["limb", "session", "phase", "on", "reading"])
    return rows.drop_duplicates(["limb", "session", "phase"])
