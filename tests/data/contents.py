"""The contents of every record table, to the byte, on either database."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.store import Store

RECORDS = ("clinics", "podiatrists", "patients", "episodes", "sessions", "readings", "adverse_events")


def contents(store: Store, tables: tuple[str, ...] = RECORDS) -> dict[str, tuple[int, str]]:
    """For each table the number of rows, and the SHA-256 of all their columns in order of the key."""
    found = {}
    with store.reading() as connection:
        for table in tables:
            rows = connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1").all()
            found[table] = len(rows), hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
    return found


def facts_of(store: Store) -> dict[str, str]:
    """Every fact about the records but how far each table's numbers go: those of the trail go up with every note."""
    with store.reading() as connection:
        found = connection.exec_driver_sql("SELECT name, value FROM facts WHERE name <> 'last_ids' ORDER BY 1").all()
    return {str(name): str(value) for name, value in found}
