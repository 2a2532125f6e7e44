"""Reading the store into frames, against SQLite's own scan of the same join."""

from __future__ import annotations

from pathlib import Path

from benchmarks.timing import Result, in_turns
from data.sqlite_driver import connected
from data.store import Store, read_frames

SCAN = """
select count(*), sum(r.value) from readings r
join episodes e on e.id = r.episode left join sessions s on s.id = r.session
"""


def run(store: Store, readings: int, rounds: int) -> list[Result]:
    """All four frames against counting and adding up the same rows inside SQLite."""
    path = Path(store.url.removeprefix("sqlite:///"))

    def floor() -> None:
        with connected(path) as connection:
            connection.execute(SCAN).fetchone()

    size = f"{readings:,} readings"
    return [
        in_turns("Read the store into frames", size, lambda: read_frames(store), "SQLite's own scan", floor, rounds)
    ]
