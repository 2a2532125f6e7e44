"""Every row of a table as whole columns, packed by the database itself into a few large blocks of bytes.

Stepping through a million rows in Python costs more than everything the database does for them. So SQLite packs each
row into letters (`data.packed_letters`) and PostgreSQL into bytes (`data.packed_bytes`), each joins the rows of a span
of ids, and NumPy takes the columns out. This works on the program's own connection, so on encrypted files too. Where
something does not fit, the rows come one by one, as `data.narrow_reads` gives them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from data import packed_bytes, packed_letters
from data.narrow_reads import days_since_1970, read_numbers
from data.packed_columns import DAY, NEVER, SMALL, TEXT, VALUE, WHOLE, Arrays, Columns, Misfit, of_kind

_BETWEEN = "\x1f"  # between two texts
_KINDS = {SMALL: "i8", WHOLE: "i8", DAY: "i8", VALUE: "f8"}


def read_table(connection: Connection, table: str, columns: Columns, where: str = "") -> Arrays:
    """Every row of *table* in the order of its ``id``: that, and *columns*, each an array of its own.

    Only the few rows for which *where* (`` WHERE ...``) holds, where it is given; they are read one by one.

    *columns* gives each one's SQL and its kind: ``small`` (0 to 1,048,575), ``whole`` (0 to 2^40), ``day`` (days since
    1970; `NEVER` where missing), ``value`` (any number, exactly as stored) or ``text``. None but a day may be NULL.
    Names and SQL come from this program only, never from a person.
    """
    raw: Any = connection.connection.driver_connection
    if where:
        return _one_by_one(connection, table + where, columns)
    try:
        return _on_sqlite(raw, table, columns) if connection.dialect.name == "sqlite" else _sent(raw, table, columns)
    except Misfit:
        return _one_by_one(connection, table, columns)


def _on_sqlite(raw: Any, table: str, columns: Columns) -> Arrays:
    texts = [f"group_concat({sql}, char({ord(_BETWEEN)}))" for sql in of_kind(columns, TEXT).values()]
    parts = []
    for low in _spans(raw, table, packed_letters.SPAN):
        asked = _asked([packed_letters.block_of(columns, low), *texts], table, low, packed_letters.SPAN)
        block, rows, *said = raw.execute(asked).fetchone()
        parts.append(packed_letters.unpacked(block or b"", rows, low, columns) | _texts(columns, said, rows))
    found = _joined(parts)
    packed_letters.mend(raw, table, columns, found)
    return found


def _sent(raw: Any, table: str, columns: Columns) -> Arrays:
    texts = [f"string_agg({sql}, chr({ord(_BETWEEN)}))" for sql in of_kind(columns, TEXT).values()]
    parts = []
    for low in _spans(raw, table, packed_bytes.SPAN):
        asked = _asked([packed_bytes.block_of(columns), *texts], table, low, packed_bytes.SPAN)
        block, rows, *said = raw.execute(asked, binary=True).fetchone()
        parts.append(packed_bytes.unpacked(block or b"", rows, columns) | _texts(columns, said, rows))
    return _joined(parts)


def _spans(raw: Any, table: str, span: int) -> range:
    low, high = raw.execute(f"SELECT min(id), max(id) FROM {table}").fetchone()  # noqa: S608
    return range(low or 0, (high or 0) + 1, span)


def _asked(aggregates: list[str], table: str, low: int, span: int) -> str:
    block, *texts = aggregates
    listed = ", ".join([block, "count(*)", *texts])
    return f"SELECT {listed} FROM {table} WHERE id BETWEEN {low} AND {low + span - 1}"  # noqa: S608


def _texts(columns: Columns, said: list[str | None], rows: int) -> Arrays:
    """The texts of each column of them, which came as one."""
    found = {}
    for name, joined in zip(of_kind(columns, TEXT), said, strict=True):
        found[name] = np.array(joined.split(_BETWEEN) if rows and joined is not None else [], dtype=object)
        if len(found[name]) != rows:
            raise Misfit
    return found


def _joined(parts: list[Arrays]) -> Arrays:
    every = parts[0] if len(parts) == 1 else {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    if (every["id"][1:] > every["id"][:-1]).all():
        return every
    order = np.argsort(every["id"])  # no database promises an order here, though each has one
    return {name: values[order] for name, values in every.items()}


def _one_by_one(connection: Connection, table: str, columns: Columns) -> Arrays:
    asked = {"id": ("id", "i8")}
    for name, (sql, kind) in columns.items():
        if kind != TEXT:
            said = f"coalesce({days_since_1970(connection, sql)}, {NEVER})" if kind == DAY else sql
            asked[name] = said, _KINDS[kind]
    rows = read_numbers(connection, asked, f"{table} ORDER BY id")
    found: Arrays = {name: rows[name].astype(kind) for name, (_, kind) in asked.items()}
    return found | {name: _read_texts(connection, table, sql) for name, sql in of_kind(columns, TEXT).items()}


def _read_texts(connection: Connection, table: str, sql: str) -> NDArray[np.object_]:
    raw: Any = connection.connection.driver_connection
    rows = raw.execute(f"SELECT {sql} FROM {table} ORDER BY id")  # noqa: S608
    return np.array([text for (text,) in rows], dtype=object)
