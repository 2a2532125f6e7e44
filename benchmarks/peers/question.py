"""The one question put to everybody: change of pain by condition, of the courses of care begun since a day.

It is that of the report ``effectiveness``: first reading to last reading of each limb, of the courses begun long
enough ago, the definitions of `analytics.courses`. Others are asked for the number of courses and the mean change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from data.catalogue import load_catalogue
from data.clock import today
from data.store import Store
from reports.access import OWNER, Viewer
from reports.desk import open_report
from reports.filters import Filters

Answer = Mapping[str, tuple[int, float]]  # by condition: how many courses, and the mean change
MEASURE = "nprs"
WAIT_DAYS = 42  # a course begun later is not counted yet
ALIKE = 1e-9
DAYS = (date(2000, 1, 1), date(2023, 1, 15), date(2024, 3, 1))  # everybody, most, some

# SQLite returns, beside a sole min() or max(), the other columns of the row that has it: quicker than numbering rows.
CHANGES = f"""
WITH begins AS (SELECT episode, min(day) AS session_on FROM sessions GROUP BY episode),
taken AS MATERIALIZED (
    SELECT r.episode, r.side, e.condition, e.started, julianday(r.day) AS day, r.value,
           r.phase * 10000 + coalesce(s.number, 0) AS nth,
           r.phase = 1 OR b.session_on IS NULL OR r.day <= b.session_on AS may_begin
    FROM episodes e JOIN readings r ON r.episode = e.id
    LEFT JOIN sessions s ON s.id = r.session LEFT JOIN begins b ON b.episode = r.episode
    WHERE r.measure = (SELECT id FROM measures WHERE name = '{MEASURE}') AND r.phase <> 2
      AND e.started >= {{since}} AND e.started <= date({{today}}, '-{WAIT_DAYS} days')),
firsts AS (SELECT episode, side, condition, started, day, value, min(day * 100000 + nth) FROM taken WHERE may_begin
           GROUP BY episode, side),
lasts AS (SELECT f.condition, f.started, f.value - t.value AS change, max(t.day * 100000 - t.nth)
          FROM taken t JOIN firsts f ON f.episode = t.episode AND f.side = t.side WHERE t.day > f.day
          GROUP BY t.episode, t.side)
SELECT condition, started, change FROM lasts
"""  # noqa: S608 - our own words
SQL = f"SELECT condition, count(*) AS n, avg(change) AS mean FROM ({CHANGES}) GROUP BY condition"  # noqa: S608


def ours(store: Store, since: date) -> Answer:
    """This program's whole report, of which the two columns are taken."""
    filters = Filters(since=since, measure=MEASURE)
    frame = open_report("effectiveness", store, load_catalogue(), Viewer("benchmark", OWNER), filters).frame
    counted = frame[frame["n"] > 0]
    columns = (counted[name].tolist() for name in ("condition", "n", "mean_change"))
    return {condition: (int(n), mean) for condition, n, mean in zip(*columns, strict=True)}


def check_alike(name: str, store: Store, ask: Callable[[date], Answer]) -> None:
    """Raise `AssertionError` unless *ask* answers as this program does, each number to `ALIKE`, for each of `DAYS`."""
    for since in DAYS:
        mine, theirs = ours(store, since), ask(since)
        assert mine, f"nobody began since {since}"
        assert mine.keys() == theirs.keys(), f"{name}: other conditions since {since}"
        for condition, (n, mean) in mine.items():
            told = theirs[condition]
            assert n == told[0] and abs(mean - told[1]) <= ALIKE, f"{name}: {condition} since {since}: {mine} {told}"


def since_day(turn: int) -> date:
    """A day nobody asked about before, by *turn*; each leaves some courses of care out."""
    return date(2022, 10, 1) + timedelta(days=turn)


def last_day() -> date:
    """The last day on which a course may have begun to be counted today."""
    return today() - timedelta(days=WAIT_DAYS)
