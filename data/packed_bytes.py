"""A row of numbers as PostgreSQL sends them: eight bytes each (its functions ``int8send`` and ``float8send``)."""

from __future__ import annotations

import numpy as np

from data.packed_columns import DAY, NEVER, TEXT, VALUE, Arrays, Columns, Misfit

SPAN = 1 << 20


def block_of(columns: Columns) -> str:
    """The SQL of the rows as one block of bytes: the id, then each number; a day as whole days since 1970."""
    sent = ["int8send(id)"]
    for sql, kind in columns.values():
        if kind == DAY:
            sent.append(f"int8send(coalesce({sql} - DATE '1970-01-01', {NEVER}))")
        elif kind != TEXT:
            sent.append(f"float8send({sql})" if kind == VALUE else f"int8send(({sql})::bigint)")
    return f"string_agg({' || '.join(sent)}, ''::bytea)"


def unpacked(block: bytes, rows: int, columns: Columns) -> Arrays:
    """The columns of one block."""
    numbers = {name: ">f8" if kind == VALUE else ">i8" for name, (_, kind) in columns.items() if kind != TEXT}
    row = np.dtype([("id", ">i8"), *numbers.items()])
    if len(block) != rows * row.itemsize:
        raise Misfit
    packed = np.frombuffer(block, dtype=row)
    return {name: packed[name].astype(row[name].newbyteorder("=")) for name in row.names or ()}
