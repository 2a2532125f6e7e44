"""Many rows into one table at once, with the driver's own fastest means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

Row = Sequence[Any]


def insert_rows(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert *rows* (in the order of *columns*; days as `datetime.date`). Names come from our own tables only."""
    if not rows:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {table} ({names}) FROM STDIN", rows)
        return
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
    connection.exec_driver_sql(statement, _with_iso_days(rows))


def _with_iso_days(rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    dated = [place for place, value in enumerate(rows[0]) if isinstance(value, date)]
    if not dated and not any(isinstance(value, date) for row in rows for value in row):
        return [tuple(row) for row in rows]
    return [tuple(value.isoformat() if isinstance(value, date) else value for value in row) for row in rows]


def _copy(connection: Connection, statement: str, rows: Iterable[Row]) -> None:
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
