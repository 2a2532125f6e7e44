"""Many rows into one table at once, with the driver's own fastest means."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

Row = Sequence[Any]
AT_ONCE = 5_000  # rows in one statement to PostgreSQL


def insert_rows(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert *rows* (in the order of *columns*; days as `datetime.date`). Names come from our own tables only."""
    if not rows:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    if connection.dialect.name == "postgresql":
        _insert_many(connection, table, names, columns, rows)
        return
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
    connection.exec_driver_sql(statement, list(rows))


def _insert_many(connection: Connection, table: str, names: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """As JSON, which the server takes apart by the table's own types; it has no COPY into rows that it keeps apart."""
    read = f"json_populate_recordset(NULL::{table}, %s::json)"
    statement = f"INSERT INTO {table} ({names}) SELECT {names} FROM {read}"  # noqa: S608
    for start in range(0, len(rows), AT_ONCE):
        part = [dict(zip(columns, row, strict=True)) for row in rows[start : start + AT_ONCE]]
        connection.exec_driver_sql(statement, (json.dumps(part, default=date.isoformat),))
