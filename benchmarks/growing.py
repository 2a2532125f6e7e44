"""A larger clinic out of a large one: every record again inside SQLite, under new numbers and references.

It does not go through the ledger, which would take an hour for ten million readings: there is one import and one
audit event for all of them. The tables, their constraints, their indexes and the kind of rows are the same.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from data.sqlite_driver import connected

COPIED = ("patients", "episodes", "sessions", "readings", "adverse_events")  # each refers only to those before it
NUMBERED = {
    "patients": ("id",),
    "episodes": ("id", "patient"),
    "sessions": ("id", "episode"),
    "readings": ("id", "episode", "session"),
    "adverse_events": ("id", "session"),
}
OF = {"patient": "patients", "episode": "episodes", "session": "sessions"}  # which table such a column refers to


def grow(small: Path, large: Path, times: int) -> None:
    """Write to *large* a clinic that holds *times* as much as *small*, a file that nobody has open."""
    shutil.copyfile(small, large)
    with connected(large) as connection:
        connection.execute("PRAGMA synchronous=OFF").close()
        last = {table: _last(connection, table) for table in COPIED}
        for copy in range(1, times):
            connection.execute("BEGIN").close()
            for table in COPIED:
                connection.execute(_again(connection, table, last, copy)).close()
            connection.execute("COMMIT").close()
        _account(connection, last, times)


def _last(connection: Any, table: str) -> int:
    return int(connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])  # noqa: S608


def _account(connection: Any, last: dict[str, int], times: int) -> None:
    """Let the import's account and the last numbers given say what is in the file now."""
    counted = ("rows_read", "rows_stored", *(f"new_{table}" for table in COPIED[:4]))
    connection.execute(f"UPDATE import_batches SET {', '.join(f'{one} = {one} * {times}' for one in counted)}")  # noqa: S608
    (said,) = connection.execute("SELECT value FROM facts WHERE name = 'last_ids'").fetchone()
    now = json.loads(said) | {table: number * times for table, number in last.items()}
    connection.execute("UPDATE facts SET value = ? WHERE name = 'last_ids'", (json.dumps(now),)).close()


def _again(connection: Any, table: str, last: dict[str, int], copy: int) -> str:
    """The rows of *table* that *small* had, once more."""
    names = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
    cells = []
    for name in names:
        if name in NUMBERED[table]:
            cells.append(f"{name} + {copy * last[OF.get(name, table)]}")
        else:
            cells.append(f"'{copy}/' || {name}" if (table, name) == ("patients", "reference") else name)
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(cells)} FROM {table} "  # noqa: S608 - our own names
        f"WHERE id <= {last[table]} ORDER BY id"
    )
