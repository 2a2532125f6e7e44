"""Many rows into one table at once, with the driver's own fastest means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from data.columns import Day
from data.tables_care import episodes, readings, sessions

Row = Sequence[Any]
# SQLite keeps a day as text; the columns of that type, by name.
DAYS = frozenset(
    column.name for table in (episodes, sessions, readings) for column in table.c if isinstance(column.type, Day)
)


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
    connection.exec_driver_sql(statement, _with_iso_days(columns, rows))


def _with_iso_days(columns: Sequence[str], rows: Sequence[Row]) -> list[Row]:
    days = [place for place, column in enumerate(columns) if column in DAYS]
    return [_iso(row, days) for row in rows] if days else list(rows)


def _iso(row: Row, days: list[int]) -> Row:
    cells = list(row)
    for place in days:
        if cells[place] is not None:
            cells[place] = cells[place].isoformat()
    return tuple(cells)


def _copy(connection: Connection, statement: str, rows: Iterable[Row]) -> None:
    raw: Any = connection.connection.driver_connection
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except raw.IntegrityError as error:  # the driver's own text holds the values of the row
        raise IntegrityError(statement, None, error, hide_parameters=True) from None
