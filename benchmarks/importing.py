"""Import rows per second, against the sqlite3 command's own ``.import`` of the same records into the same tables."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from benchmarks import clinics
from benchmarks.timing import Result, in_turns
from data.catalogue import load_catalogue
from data.columns import METADATA
from data.engine import PRAGMAS
from data.sqlite_driver import connected
from data.store import open_store
from reports.access import OWNER, Viewer
from reports.intake import Intake

TABLES = ("patients", "episodes", "sessions", "readings")  # each refers only to those before it
# What ``.import`` gets where nothing was written down: it has no way to write NULL.
FILLED = {"birth_year": 1970, "ended": "2026-06-30", "consent_on": "2026-06-30"}


def run(folder: Path, rows: int, rounds: int) -> list[Result]:
    """Ours reads, checks, refers and audits a session sheet; ``.import`` copies records already in the shape of our
    tables, into a database with our constraints and indexes, references checked, written as safely as ours.

    One row holds one session and two readings. What a row leaves blank is filled in for ``.import``, so that its file
    grows a twentieth larger than ours.
    """  # fmt: skip
    if not shutil.which("sqlite3"):
        return []
    file = clinics.sheet(folder / f"sheet-{rows}.csv", rows)
    turn = count()

    def ours(database: Path | None = None) -> None:
        place = database or folder / f"import-{next(turn)}.db"
        store = open_store(f"sqlite:///{place}", load_catalogue())
        intake = Intake(store, load_catalogue(), Viewer("benchmark", OWNER), clinics.UNTIL)
        account = intake.store(intake.read(intake.open(file, file.name), None))
        if account.stored != rows:
            raise SystemExit(f"The import stored {account.stored:,} of {rows:,} rows: {account.problems[:3]}")
        store.close()

    empty = folder / "empty.db"
    ours(empty)
    _take_out(empty, folder)

    def floor() -> None:
        database = folder / f"floor-{next(turn)}.db"
        shutil.copy(empty, database)
        settings = [f"PRAGMA {pragma}" for pragma in PRAGMAS]
        files = [f".import {folder / table}.csv {table}" for table in TABLES]
        asked = ["sqlite3", "-batch", str(database), *settings, ".mode csv", *files]
        said = subprocess.run(asked, check=True, capture_output=True, text=True)
        if said.stderr:
            raise SystemExit(f"The sqlite3 command refused rows: {said.stderr[:300]}")

    name = "Import a session sheet (read, check, store, audit)"
    return [in_turns(name, f"{rows:,} rows", ours, "sqlite3 .import into the same constrained tables", floor, rounds)]


def _take_out(database: Path, folder: Path) -> None:
    """Move the records of *database* into one CSV file for each table; all else in it stays."""
    with connected(database) as connection:
        for table in TABLES:
            with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as out:
                csv.writer(out).writerows(_cells(connection, METADATA.tables[table]))
        for table in reversed(TABLES):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own table
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        connection.execute("VACUUM")


def _cells(connection: Any, table: Table) -> Iterator[tuple[Any, ...]]:
    """The rows of *table* in the order of the file's columns."""
    columns = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table.name})")]
    for row in connection.execute(f"SELECT * FROM {table.name} ORDER BY id"):  # noqa: S608 - our own table
        yield tuple(FILLED.get(name, 1) if cell is None else cell for name, cell in zip(columns, row, strict=True))
