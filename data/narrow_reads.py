"""Many rows of whole numbers out of the database, straight into one array, on the driver's own connection.

No row becomes an object on the way: SQLite's rows are taken up one by one into the array, PostgreSQL hands
over fixed-width binary rows (``COPY``). Therefore no column may hold NULL; a query says what stands for it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

_COPY_HEADER = 19  # PGCOPY\n\377\r\n\0, flags, length of the extension: all of fixed width
_COPY_END = 2
_EPOCH = {"sqlite": "CAST(julianday({0}) - 2440587.5 AS INTEGER)", "postgresql": "({0} - DATE '1970-01-01')"}
_POSTGRES = {"i8": "bigint", "f8": "double precision"}


def days_since_1970(connection: Connection, column: str) -> str:
    """The SQL for a day as whole days since 1970."""
    return _EPOCH[connection.dialect.name].format(column)


def read_numbers(connection: Connection, columns: dict[str, tuple[str, str]], tail: str) -> NDArray[Any]:
    """The rows of ``SELECT ... FROM tail``; *columns* gives each field's SQL and its kind (i8 or f8).

    Names and SQL come from this program only, never from a person.
    """
    kinds = [(name, kind) for name, (_, kind) in columns.items()]
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        listed = ", ".join(f"({sql})::{_POSTGRES[kind]} AS {name}" for name, (sql, kind) in columns.items())
        return _copied(raw, f"COPY (SELECT {listed} FROM {tail}) TO STDOUT (FORMAT binary)", kinds)  # noqa: S608
    listed = ", ".join(sql for sql, _ in columns.values())
    return np.fromiter(raw.execute(f"SELECT {listed} FROM {tail}"), dtype=kinds)  # noqa: S608


def _copied(raw: Any, statement: str, kinds: list[tuple[str, str]]) -> NDArray[Any]:
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        content = b"".join(bytes(block) for block in copy)
    wide: list[tuple[str, str]] = [("fields in the row", ">i2")]
    for name, kind in kinds:
        wide += [(f"width of {name}", ">i4"), (name, f">{kind}")]
    return np.frombuffer(content[_COPY_HEADER:-_COPY_END], dtype=wide)
