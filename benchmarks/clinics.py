"""Clinics of any size for measuring: the demo clinic's people again and again under new references."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

from benchmarks.growing import grow
from data import demo
from data.catalogue import load_catalogue
from data.ledger import Ledger
from data.rows import ReadFile, SourceRow
from data.sqlite_driver import connected
from data.store import Store, open_store

UNTIL = date(2026, 6, 30)
LEDGER_TO = 1_000_000  # readings; what is larger would take the ledger an hour


def rows(readings: int) -> Iterator[SourceRow]:
    """Rows that hold about *readings* readings."""
    once = list(demo.rows(until=UNTIL))
    made = 0
    for copy in range(10_000):
        for number, row in enumerate(once):
            if made >= readings:
                return
            made += len(row.readings)
            yield replace(row, patient=f"{copy}-{row.patient}", row=copy * len(once) + number + 2)


def built(folder: Path, readings: int) -> Path:
    """The file of a clinic with about *readings* readings in *folder*, built by the first who asks for it.

    One of more than a million is grown from that of a million (`benchmarks.growing`).
    """
    path = folder / f"{readings}.db"
    if not path.exists():
        if readings > LEDGER_TO:
            grow(built(folder, LEDGER_TO), path, readings // LEDGER_TO)
        else:
            store_of(folder, readings).close()
    return path


def file_of(store: Store) -> Path:
    """The file of a store on SQLite."""
    return Path(store.url.removeprefix("sqlite:///"))


def copied(store: Store, to: Path) -> Path:
    """A copy of its own at *to*, made by the connection of ours: a plain copy of a live file drops its locks."""
    with connected(file_of(store)) as connection:
        connection.execute("VACUUM INTO ?", (str(to),)).close()
    return to


def store_of(folder: Path, readings: int) -> Store:
    """A store with about *readings* readings, filled through the ledger like any import."""
    store = open_store(f"sqlite:///{folder / f'{readings}.db'}", load_catalogue())
    fill(store, readings)
    return store


def fill(store: Store, readings: int) -> None:
    """Bring about *readings* readings into an empty store."""
    every = tuple(rows(readings))
    read = ReadFile(f"{readings}.csv", f"benchmark-{readings}", "benchmark", (), len(every), 0, every)
    Ledger(store, load_catalogue(), "benchmark", UNTIL).import_file(read)


def sheet(path: Path, count: int) -> Path:
    """A session sheet of *count* rows: one pain score before and after each session."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(
            [
                "patient",
                "condition",
                "side",
                "date",
                "site",
                "podiatrist",
                "course",
                "session",
                "nprs before",
                "nprs after",
            ]
        )
        paired = (row for row in rows(count * 20) if row.session and _pain(row, "before") and _pain(row, "after"))
        for row in islice(paired, count):
            visit = row.session
            on = visit.on.isoformat() if visit else ""
            number = visit.number if visit else ""
            writer.writerow(
                [
                    row.patient,
                    row.condition,
                    row.side,
                    on,
                    row.site,
                    row.podiatrist,
                    row.course,
                    number,
                    _pain(row, "before"),
                    _pain(row, "after"),
                ]
            )
    return path


def _pain(row: SourceRow, phase: str) -> str:
    return next((f"{r.value:g}" for r in row.readings if r.measure == "nprs" and r.phase == phase), "")
