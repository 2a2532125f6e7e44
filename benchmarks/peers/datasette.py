"""Datasette over loopback: its JSON answer to the question in SQL, on a copy of the records that nobody writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.peers.environments import python_of, versions_in
from benchmarks.peers.question import SQL, Answer
from benchmarks.peers.server import Server, answered, serving
from data.clock import today

NAME = "Datasette"
QUESTION = SQL.format(since=":since", today=":today")


@contextmanager
def running(copy: Path) -> Iterator[Server]:
    """Datasette on the file *copy*, its limit on slow questions lifted, nothing cached."""
    python = python_of("datasette")
    version = versions_in(python, "datasette")["datasette"]
    given = [
        "--immutable",
        str(copy),
        "--setting",
        "sql_time_limit_ms",
        "600000",
        "--setting",
        "default_cache_ttl",
        "0",
    ]
    command = [str(python), "-m", "datasette", "serve", *given, "--port", "{port}"]
    with serving(command, "/-/versions.json") as (line, process):
        yield Server(NAME, version, process, lambda since: _ask(line, copy.stem, since))


def _ask(line: HTTPConnection, database: str, since: date) -> Answer:
    asked = urlencode({"sql": QUESTION, "since": since.isoformat(), "today": today().isoformat(), "_shape": "array"})
    rows = answered(line, "GET", f"/{database}.json?{asked}")
    return {row["condition"]: (row["n"], row["mean"]) for row in rows}
