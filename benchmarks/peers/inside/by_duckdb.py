"""The question in DuckDB, on tables of its own in memory, with as many threads as it likes."""

from __future__ import annotations

import duckdb
from asked import Rows, answer, folder

line = duckdb.connect()
for name in ("readings", "episodes", "sessions"):
    line.execute(f"CREATE TABLE {name} AS SELECT * FROM read_parquet('{folder() / name}.parquet')")  # noqa: S608
line.execute('CREATE TABLE begins AS SELECT episode, min("on") AS session_on FROM sessions GROUP BY episode')

QUESTION = """
WITH taken AS (
    SELECT r.episode, r.side, e.condition, r."on" AS day, r.value, (r.phase::VARCHAR, coalesce(s.number, 0)) AS nth,
           r.phase = 'before' OR b.session_on IS NULL OR r."on" <= b.session_on AS may_begin
    FROM readings r JOIN episodes e USING (episode)
    LEFT JOIN sessions s ON s.session = r.session LEFT JOIN begins b ON b.episode = r.episode
    WHERE r.measure = 'nprs' AND r.phase <> 'after' AND e.started BETWEEN $since AND $last),
firsts AS (SELECT episode, side, min(day) AS day, arg_min(value, (day, nth)) AS began FROM taken WHERE may_begin
           GROUP BY ALL),
ends AS (SELECT t.episode, t.side, max(t.day) AS day FROM taken t JOIN firsts f USING (episode, side)
         WHERE t.day > f.day GROUP BY ALL),
lasts AS (SELECT any_value(t.condition) AS condition, any_value(f.began) - arg_min(t.value, t.nth) AS change
          FROM taken t JOIN ends e ON (t.episode, t.side, t.day) = (e.episode, e.side, e.day)
          JOIN firsts f ON (t.episode, t.side) = (f.episode, f.side) GROUP BY t.episode, t.side)
SELECT condition::VARCHAR, count(*), avg(change) FROM lasts GROUP BY ALL
"""


def ask(since: str, last: str) -> Rows:
    return line.execute(QUESTION, {"since": since, "last": last}).fetchall()


answer(ask)
