"""A figure by month or quarter: how many, how much, and which periods everybody in them is due for."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.trend import PERIODS, UnknownPeriod

COLUMNS = ("period", "last_day", "n", "total", "value", "sd", "settled")
FIRST_WEEK = 7  # days: a record that begins later in its first period has not got the whole of it (product choice)


def by_calendar(on: pd.Series, values: ArrayLike, length: str, *, as_of: date, wait: float = 0) -> pd.DataFrame:
    """The mean of *values* (a share where they are 0 and 1) by the calendar month or quarter of *on*.

    In: a day and a value (any unit) for each one counted, NaN and no day left out; *length*, ``month`` or ``quarter``;
    the day the question is asked; the days to *wait* after a period until everybody in it is due. Out, one row per
    period from the first to the last with anyone, empty ones included: period (its first day), last_day, n, total (the
    values added up), value (total / n; NaN where nobody is), sd (of the values; NaN below two), settled (last_day +
    wait is on or before *as_of*, and the first of *on* lies in the first week of its period). Raises
    `trend.UnknownPeriod`.

    Notes: a period that is not settled is left out of a control chart: of those who began in it only the early ones are
    due, and they are not like the rest; a first period that the record began in the middle of is not whole. Assumes
    that a day is the day it happened. It does not show how sure a figure is: n differs from one period to the next.

    References: a product choice.

    >>> days = pd.Series(pd.to_datetime(["2026-01-05", "2026-01-20", "2026-03-01"]))
    >>> by_calendar(days, [1, 3, 5], "month", as_of=date(2026, 3, 20))[["n", "value", "settled"]].values.tolist()
    [[2, 2.0, True], [0, nan, True], [1, 5.0, False]]
    """
    if length not in PERIODS:
        raise UnknownPeriod(f"{length!r} is not a period. Use month or quarter.")
    days, numbers = on.to_numpy().astype("datetime64[M]"), np.asarray(values, dtype=float)
    known = ~np.isnat(days) & ~np.isnan(numbers)
    place = days[known].astype(np.int64) // PERIODS[length]
    first = int(place.min()) if place.size else 0
    size = int(place.max()) - first + 1 if place.size else 0
    n = np.bincount(place - first, minlength=size)
    total = np.bincount(place - first, numbers[known], size)
    value = np.divide(total, n, out=np.full(size, np.nan), where=n > 0)
    square = np.bincount(place - first, (numbers[known] - value[place - first]) ** 2, size)
    starts = ((first + np.arange(size + 1)) * PERIODS[length]).astype("datetime64[M]").astype("datetime64[s]")
    last = starts[1:] - np.timedelta64(1, "D")
    return pd.DataFrame(
        {
            "period": starts[:-1],
            "last_day": last,
            "n": n,
            "total": total,
            "value": value,
            "sd": np.sqrt(np.divide(square, n - 1, out=np.full(size, np.nan), where=n > 1)),
            "settled": (last <= np.datetime64(as_of - timedelta(days=wait), "s")) & _whole(on[known], starts[:-1]),
        }
    )


def _whole(on: pd.Series, starts: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """False for a first period that begins more than a week before the first day there is."""
    whole = np.ones(starts.size, dtype=bool)
    if starts.size:
        whole[0] = on.min() < pd.Timestamp(starts[0]) + pd.Timedelta(days=FIRST_WEEK)
    return whole


def sessions_within(episodes: pd.DataFrame, sessions: pd.DataFrame, weeks: float) -> pd.DataFrame:
    """How many sessions each course of care had in its first *weeks*.

    In: frames of `data.frames.EPISODES` and `data.frames.SESSIONS`. Out: one row per course of care with a known start
    and at least one session in that time, in the order of *episodes*: episode, patient, started, sessions.

    Notes: sessions from the day of the start to *weeks* * 7 days after it, both included, so that courses which began
    lately are counted over the same time as old ones. Assumes that every session is written down. It does not
    show why somebody came more or less often.

    References: a product choice.

    >>> from analytics.examples import clinic
    >>> ours = clinic()
    >>> sessions_within(ours.episodes, ours.sessions, 12)[["episode", "sessions"]].values.tolist()
    [[1, 2], [2, 2], [3, 1]]
    """
    place = pd.Index(episodes["episode"]).get_indexer(pd.Index(sessions["episode"]))
    started = episodes["started"].to_numpy()
    since = (sessions["on"].to_numpy()[place >= 0] - started[place[place >= 0]]) / np.timedelta64(1, "D")
    inside = (since >= 0) & (since <= weeks * 7)
    counted = np.bincount(place[place >= 0][inside], minlength=len(episodes))
    found = episodes.loc[counted > 0, ["episode", "patient", "started"]]
    return found.assign(sessions=counted[counted > 0]).reset_index(drop=True)
