"""Import rows per second, against the sqlite3 command's own ``.import`` of the same file."""

from __future__ import annotations

import shutil
import subprocess
from itertools import count
from pathlib import Path

from benchmarks import clinics
from benchmarks.timing import Result, in_turns
from data.catalogue import load_catalogue
from data.store import open_store
from reports.access import OWNER, Viewer
from reports.intake import Intake


def run(folder: Path, rows: int, rounds: int) -> list[Result]:
    """Our import checks, refers and audits; ``.import`` copies text. One row holds one session and two readings."""
    if not shutil.which("sqlite3"):
        return []
    file = clinics.sheet(folder / f"sheet-{rows}.csv", rows)
    turn = count()

    def ours() -> None:
        store = open_store(f"sqlite:///{folder / f'import-{next(turn)}.db'}", load_catalogue())
        intake = Intake(store, load_catalogue(), Viewer("benchmark", OWNER), clinics.UNTIL)
        account = intake.store(intake.read(intake.open(file, file.name), None))
        if account.stored != rows:
            raise SystemExit(f"The import stored {account.stored:,} of {rows:,} rows: {account.problems[:3]}")
        store.close()

    def floor() -> None:
        database = folder / f"floor-{next(turn)}.db"
        subprocess.run(["sqlite3", database, ".mode csv", f".import {file} sheet"], check=True)

    name = "Import a session sheet (read, check, store, audit)"
    return [in_turns(name, f"{rows:,} rows", ours, "sqlite3 .import of the same file", floor, rounds)]
