"""Several whole tables at once: two connections read beside each other, both of the same state of the record.

The drivers let another thread go on while the database works. So one block is packed while NumPy takes the one
before it apart, and on SQLite, where a statement keeps one processor busy, a second connection packs as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

from sqlalchemy import Connection

from data.packed_columns import SMALL, WHOLE, Arrays, Columns, Misfit
from data.packed_reads import joined, one_by_one, read_span, spans
from data.state_reads import state_of

Read = Callable[[str], Arrays]  # a table's columns by the table's name; waits until they are there
_ONE_LETTER = 1 << 20


@contextmanager
def tables_together(connection: Connection, tables: Mapping[str, Columns]) -> Iterator[Read]:
    """Begin to read the *tables*, whole, in this order; each as `data.packed_reads.read_table` gives it.

    Nothing else may use *connection* meanwhile. In these tables a ``whole`` column holds ids of one of them.
    """
    parts = {table: spans(connection, table) for table in tables}
    if max(ids.stop for ids in parts.values()) <= _ONE_LETTER:
        tables = {table: _narrow(columns) for table, columns in tables.items()}
    with beside(connection) as connections:
        free: SimpleQueue[Connection] = SimpleQueue()
        for one in connections:
            free.put(one)

        def on_free(read: Callable[..., Arrays], *of: Any) -> Arrays:
            one = free.get()
            try:
                return read(one, *of)
            finally:
                free.put(one)

        pool = ThreadPoolExecutor(len(connections))
        try:
            coming: dict[str, list[Future[Arrays]]] = {
                table: [pool.submit(on_free, read_span, table, tables[table], low) for low in ids]
                for table, ids in parts.items()
            }

            def read(table: str) -> Arrays:
                try:
                    return joined([part.result() for part in coming.pop(table)])
                except Misfit:
                    return on_free(one_by_one, table, tables[table])

            yield read
        finally:
            pool.shutdown(cancel_futures=True)


def _narrow(columns: Columns) -> Columns:
    return {name: (sql, SMALL if kind == WHOLE else kind) for name, (sql, kind) in columns.items()}


@contextmanager
def beside(connection: Connection) -> Iterator[list[Connection]]:
    """*connection*, and a second one where that sees the same state of the record."""
    if connection.dialect.name != "sqlite" or connection.get_execution_options().get("write"):
        yield [connection]  # a server has processors of its own; what is being written only its own connection sees
        return
    with connection.engine.connect() as second:
        yield [connection, second] if state_of(second) == state_of(connection) else [connection]
