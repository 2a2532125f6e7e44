"""Many rows into one table at once, with the driver's own fastest means."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import Connection

Row = Sequence[Any]
AT_ONCE = 5_000  # rows in one statement to PostgreSQL
# Rows in one statement to SQLite, which writes them in seven tenths of the time that one by one takes; more together
# gain nothing. A statement may have 32,766 values.
TOGETHER = 64


def insert_rows(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Row], batch: int | None = None
) -> None:
    """Insert *rows* (in the order of *columns*; days as `datetime.date` or as they are written), all of one *batch*.

    Names come from our own tables only.
    """
    if not rows:
        return
    same = {} if batch is None else {"batch": str(batch)}
    if connection.dialect.name == "postgresql":
        _insert_many(connection, table, columns, rows, same)
        return
    values = f"({', '.join((*('?' * len(columns)), *same.values()))})"
    statement = f"INSERT INTO {table} ({_names((*columns, *same))}) VALUES "  # noqa: S608
    whole = len(rows) - len(rows) % TOGETHER
    if whole:
        parts = [tuple(chain.from_iterable(rows[start : start + TOGETHER])) for start in range(0, whole, TOGETHER)]
        connection.exec_driver_sql(statement + ", ".join([values] * TOGETHER), parts)
    if whole < len(rows):
        connection.exec_driver_sql(statement + values, list(rows[whole:]))


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _insert_many(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Row], same: Mapping[str, str]
) -> None:
    """As JSON, which the server takes apart by the table's own types; it has no COPY into rows that it keeps apart."""
    read = f"json_populate_recordset(NULL::{table}, %s::json)"
    values = ", ".join((_names(columns), *same.values()))
    statement = f"INSERT INTO {table} ({_names((*columns, *same))}) SELECT {values} FROM {read}"  # noqa: S608
    for start in range(0, len(rows), AT_ONCE):
        part = [dict(zip(columns, row, strict=True)) for row in rows[start : start + AT_ONCE]]
        connection.exec_driver_sql(statement, (json.dumps(part, default=date.isoformat),))
