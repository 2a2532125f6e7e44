"""A page of the activity record out of a very long trail, against SQLite's own read of its newest hundred events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.timing import Result, in_turns
from data.activity_reads import Asked, read_activity
from data.catalogue import load_catalogue
from data.seals import FIRST, seal
from data.sqlite_driver import connected
from data.store import Store, open_store

BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
ACTS = ("view patient", "save draft", "record session", "make file")
ASKED = {
    "the newest": Asked(),
    "one person": Asked(actor="Person 3"),
    "one rare act of one person": Asked(actor="Person 3", actions=("restore",)),
    "five kinds of act": Asked(actions=("make file", "restore", "import", "refused", "view patient")),
    "one day": Asked(since=date(2021, 3, 1), until=date(2021, 3, 1)),
    "one course of care": Asked(episode=77),
}
NEWEST = "SELECT * FROM audit_events ORDER BY id DESC LIMIT 100"


def run(folder: Path, events: int, rounds: int) -> list[Result]:
    """The first page of each question; every one is to come at once however long the trail is."""
    path = folder / f"trail-{events}.db"
    with open_store(f"sqlite:///{path}", load_catalogue()) as store:
        _fill(path, events)
        return [_measured(store, path, name, asked, events, rounds) for name, asked in ASKED.items()]


def _measured(store: Store, path: Path, name: str, asked: Asked, events: int, rounds: int) -> Result:
    def floor() -> None:
        with connected(path) as connection:
            connection.execute(NEWEST).fetchall()

    size = f"{events:,} events"
    name = f"A page of the activity record: {name}"
    return in_turns(name, size, lambda: read_activity(store, asked), "SQLite's newest hundred", floor, rounds)


def _fill(path: Path, events: int) -> None:
    with connected(path) as connection:
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO audit_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _events(events))
        connection.execute("COMMIT")


def _events(events: int) -> Iterator[tuple[object, ...]]:
    last = FIRST
    for number in range(1, events + 1):
        at = (BEGAN + timedelta(minutes=3 * number)).isoformat(timespec="milliseconds")
        act = "restore" if number % 300_000 == 7 else ACTS[number % len(ACTS)]
        event = (number, at, f"Person {number % 20}", act, "episodes", number % 5_000, "", '{"role": "owner"}')
        last = seal(last, event)
        yield (*event, last)
