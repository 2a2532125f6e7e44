"""Every row of a table as whole columns, packed by the database itself into a few large blocks of bytes.

Stepping through a million rows in Python costs more than everything the database does for them. So SQLite packs each
row into letters (`data.packed_letters`) and PostgreSQL into bytes (`data.packed_bytes`), each joins the rows of a span
of ids, and NumPy takes the columns out. This works on the program's own connection, so on encrypted files too. Where
something does not fit, the rows come one by one, as `data.narrow_reads` gives them.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from data import packed_bytes, packed_letters
from data.narrow_reads import days_since_1970, read_numbers
from data.packed_columns import (
    BETWEEN,
    DAY,
    NEVER,
    SMALL,
    TEXT,
    TINY,
    VALUE,
    WHOLE,
    Arrays,
    Columns,
    Misfit,
    of_kind,
)

_KINDS = {TINY: "i8", SMALL: "i8", WHOLE: "i8", DAY: "i8", VALUE: "f8"}


class Way(Protocol):
    """How one kind of database packs: `data.packed_letters`, `data.packed_bytes`."""

    SPAN: int

    def block_of(self, columns: Columns, low: int, /) -> str:
        """The SQL of the rows from id *low* on as one block of bytes: the id, then each number."""

    def texts_of(self, sql: str, /) -> str:
        """The SQL of a column of texts as one text."""

    def fetched(self, raw: Any, statement: str, /) -> Any:
        """The one row that *statement* gives."""

    def unpacked(self, block: bytes, low: int, columns: Columns, /) -> Arrays:
        """The columns of one block. Raises `Misfit`."""

    def mend(self, raw: Any, within: str, columns: Columns, found: Arrays, /) -> None:
        """Put in their places the values that the block could not hold."""


_WAYS: dict[str, Way] = {"sqlite": packed_letters, "postgresql": packed_bytes}


def read_table(connection: Connection, table: str, columns: Columns, where: str = "") -> Arrays:
    """Every row of *table* in the order of its ``id``: that, and *columns*, each an array of its own.

    Only the few rows for which *where* (`` WHERE ...``) holds, where it is given; they are read one by one.

    *columns* gives each one's SQL and its kind: ``tiny`` (0 to 127), ``small`` (0 to 1,048,575), ``whole`` (0 to 2^40),
    ``day`` (days since 1970; `NEVER` where missing), ``value`` (any number, exactly as stored) or ``text``. None but a
    day may be NULL. Names and SQL come from this program only, never from a person.
    """
    if where:
        return one_by_one(connection, table, columns, where)
    try:
        return joined([read_span(connection, table, columns, low) for low in spans(connection, table)])
    except Misfit:
        return one_by_one(connection, table, columns)


def spans(connection: Connection, table: str) -> range:
    """The first id of each part of *table* that comes as one block; of one part at least."""
    raw: Any = connection.connection.driver_connection
    each = [f"(SELECT {end}(id) FROM {table})" for end in ("min", "max")]  # noqa: S608
    low, high = raw.execute(f"SELECT {', '.join(each)}").fetchone()  # in one question SQLite would go through them all
    return range(low or 0, (high or 0) + 1, _WAYS[connection.dialect.name].SPAN)


def read_span(connection: Connection, table: str, columns: Columns, low: int) -> Arrays:
    """The rows of the part of *table* that begins at id *low*. Raises `Misfit`."""
    raw: Any = connection.connection.driver_connection
    way = _WAYS[connection.dialect.name]
    within = f"{table} WHERE id BETWEEN {low} AND {low + way.SPAN - 1}"
    asked = [way.block_of(columns, low), *(way.texts_of(sql) for sql in of_kind(columns, TEXT).values())]
    block, *said = way.fetched(raw, f"SELECT {', '.join(asked)} FROM {within}")  # noqa: S608
    numbers = way.unpacked(block or b"", low, columns)
    found = _in_order(numbers | _texts(columns, said, len(numbers["id"])))
    way.mend(raw, within, columns, found)
    return found


def joined(parts: list[Arrays]) -> Arrays:
    """The parts as one table; each is emptied on the way, so that no column is held twice for long."""
    return {name: np.concatenate([part.pop(name) for part in parts]) for name in list(parts[0])}


def _texts(columns: Columns, said: list[str | None], rows: int) -> Arrays:
    """The texts of each column of them, which came as one."""
    found = {}
    for name, together in zip(of_kind(columns, TEXT), said, strict=True):
        found[name] = np.array(together.split(BETWEEN) if rows and together is not None else [], dtype=object)
        if len(found[name]) != rows:
            raise Misfit
    return found


def _in_order(found: Arrays) -> Arrays:
    if (found["id"][1:] > found["id"][:-1]).all():
        return found
    order = np.argsort(found["id"])  # no database promises an order here, though each has one
    return {name: values[order] for name, values in found.items()}


def one_by_one(connection: Connection, table: str, columns: Columns, where: str = "") -> Arrays:
    """The same rows as `read_table`, each by itself, whatever is in them."""
    asked = {"id": ("id", "i8")}
    for name, (sql, kind) in columns.items():
        if kind != TEXT:
            said = f"coalesce({days_since_1970(connection, sql)}, {NEVER})" if kind == DAY else sql
            asked[name] = said, _KINDS[kind]
    tail = f"{table}{where} ORDER BY id"
    rows = read_numbers(connection, asked, tail)
    found: Arrays = {name: rows[name].astype(kind) for name, (_, kind) in asked.items()}
    return found | {name: _read_texts(connection, tail, sql) for name, sql in of_kind(columns, TEXT).items()}


def _read_texts(connection: Connection, tail: str, sql: str) -> NDArray[np.object_]:
    raw: Any = connection.connection.driver_connection
    rows = raw.execute(f"SELECT {sql} FROM {tail}")  # noqa: S608
    return np.array([text for (text,) in rows], dtype=object)
