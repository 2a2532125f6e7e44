"""A row of numbers as PostgreSQL sends them: four or eight bytes each (its functions ``int4send``, ``int8send``...)."""

from __future__ import annotations

from typing import Any

import numpy as np

from data.packed_columns import BETWEEN, DAY, NEVER, SMALL, TINY, VALUE, WHOLE, Arrays, Columns

SPAN = 1 << 20
_SENT = {
    TINY: ("int4send(({0})::integer)", ">i4"),
    SMALL: ("int4send(({0})::integer)", ">i4"),
    WHOLE: ("int8send(({0})::bigint)", ">i8"),
    DAY: (f"int8send(coalesce({{0}} - DATE '1970-01-01', {NEVER}))", ">i8"),
    VALUE: ("float8send({0})", ">f8"),
}


def block_of(columns: Columns, _low: int) -> str:
    """The SQL of the rows as one block of bytes: the id, then each number; a day as whole days since 1970."""
    sent = [_SENT[kind][0].format(sql) for sql, kind in columns.values() if kind in _SENT]
    return f"string_agg({' || '.join(['int8send(id)', *sent])}, ''::bytea)"


def texts_of(sql: str) -> str:
    """The SQL of a column of texts as one text."""
    return f"string_agg({sql}, chr({ord(BETWEEN)}))"


def fetched(raw: Any, statement: str) -> Any:
    """The one row that *statement* gives."""
    return raw.execute(statement, binary=True).fetchone()


def unpacked(block: bytes, _low: int, columns: Columns) -> Arrays:
    """The columns of one block."""
    row = np.dtype([("id", ">i8"), *((name, _SENT[kind][1]) for name, (_, kind) in columns.items() if kind in _SENT)])
    packed = np.frombuffer(block, dtype=row)
    return {name: packed[name].astype("f8" if row[name].kind == "f" else "i8") for name in row.names or ()}


def mend(_raw: Any, _within: str, _columns: Columns, _found: Arrays) -> None:
    """Nothing: every number arrives as it is stored."""
