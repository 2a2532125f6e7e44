"""How a connection is opened, on SQLite and on PostgreSQL.

SQLite: the write-ahead log with ``synchronous=FULL`` (a power cut loses no saved record), references
checked, ten seconds of patience, and every writing transaction begun with ``BEGIN IMMEDIATE``: with
the default ``BEGIN`` two writers meet "database is locked". The program's own connections may not
drop or alter anything, nor touch an audit event or an export that is written. No engine prints row values.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from data.places import prepare_file

PATIENCE_MS = 10_000
PAGE_CACHE_KIB = 4_000  # an import does not grow the program; larger made none faster
_MAKING = 7_204_511  # any number of our own: PostgreSQL gives this lock to one at a time
_NEVER = frozenset(
    {
        sqlite3.SQLITE_DROP_TABLE, sqlite3.SQLITE_DROP_TRIGGER, sqlite3.SQLITE_DROP_VIEW, sqlite3.SQLITE_DROP_INDEX,
        sqlite3.SQLITE_ALTER_TABLE, sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH,
    }
)  # fmt: skip
_ONLY_ADDED = frozenset({"audit_events", "exports", "export_events", "public_wordings", "public_looks"})


def make_engine(url: URL, *, may_alter: bool = False) -> Engine:
    """An engine for *url*; only migrations and checks ask for one that *may_alter* the schema."""
    if url.get_backend_name() == "postgresql":
        options = {"connect_timeout": 10, "application_name": "clinic"}
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=options)
    prepare_file(Path(str(url.database)))
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _on_connect if may_alter else _on_connect_guarded)
    event.listen(engine, "begin", _on_begin)
    return engine


def wait_turn(connection: Connection) -> None:
    """Wait, inside a transaction, until no other program makes or upgrades this database."""
    if connection.dialect.name == "postgresql":  # on SQLite BEGIN IMMEDIATE has waited already
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MAKING})")


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin transactions of its own
    connection.execute(f"PRAGMA busy_timeout={PATIENCE_MS}").close()
    _use_log(connection)
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        f"cache_size=-{PAGE_CACHE_KIB}",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _use_log(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on, once for good in each file.

    SQLite does not wait by itself when several programs do this to a new file at once: it says "locked" to all but one.
    """
    end = time.monotonic() + PATIENCE_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.02)


def _on_connect_guarded(connection: sqlite3.Connection, record: object) -> None:
    _on_connect(connection, record)
    connection.set_authorizer(_authorise)


def _authorise(action: int, first: str | None, _second: Any, _database: Any, _inner: Any) -> int:
    if action in _NEVER or (action in (sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE) and first in _ONLY_ADDED):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
