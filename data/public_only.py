"""A second connection to the same records that can read what is prepared for the public, and nothing about a patient.

SQLite asks before each statement is prepared whether it may read a table or do a thing; this connection says yes to
five tables and to reading, and no to all else, whatever the statement looks like. It is a wall against our own
mistakes and against text that reaches a statement. Somebody who runs code of their own inside the program can take it
down. On PostgreSQL it is a role of its own, to which the server gives those tables and nothing else
(`data.server_guards`); where no roles were prepared such a connection may not write, and no more is limited.
"""

from __future__ import annotations

import threading
import weakref
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import URL

from data.engine import make_engine
from data.places import StoreError, public_address, read_url
from data.server_addresses import place_of
from data.server_guards import READABLE, clinic_of, public_of
from data.sqlite_driver import sqlite
from data.store import Store

__all__ = ["READABLE", "public_only"]

_HARMLESS = frozenset(
    {
        sqlite.SQLITE_SELECT, sqlite.SQLITE_TRANSACTION, sqlite.SQLITE_SAVEPOINT, sqlite.SQLITE_RECURSIVE,
    }
)  # fmt: skip
_NO_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer", "readfile", "writefile"})
_made: weakref.WeakKeyDictionary[Store, Store] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def public_only(store: Store) -> Store:
    """*store* through a connection that reads `READABLE` and writes nothing; made once for each.

    Raises `data.places.StoreError` where the server has a role for it and nobody says how to reach it.
    """
    with _lock:
        if store not in _made:
            engine = _engine(store)
            weakref.finalize(store, engine.dispose)
            _made[store] = Store(engine, store.url)
        return _made[store]


def _engine(store: Store) -> Engine:
    engine = make_engine(_server_address(store) or store.engine.url)
    event.listen(engine, "connect", _narrow if engine.dialect.name == "sqlite" else _read_only)
    event.listen(engine, "checkin", _close)
    return engine


def _server_address(store: Store) -> URL | None:
    """How the public role of this clinic is reached; ``None`` where there are no roles."""
    with store.reading() as connection:
        clinic = clinic_of(connection)
    if clinic is None:
        return None
    named = read_url(public_address() or "postgresql:///")
    if place_of(named) != place_of(store.engine.url) or named.username != public_of(clinic):
        raise StoreError(
            f"Name the address of {public_of(clinic)}, the role that reads what is for the public, in "
            "CLINIC_DATABASE_PUBLIC: the server and the database are those of CLINIC_DATABASE."
        )
    return named


def _narrow(connection: Any, _record: object) -> None:
    """Last of all that is done to a new connection: from now on not even this can be taken back by a statement."""
    connection.execute("PRAGMA query_only=ON").close()
    connection.set_authorizer(_authorise)


def _authorise(action: int, first: str | None, second: str | None, _database: Any, _inner: Any) -> int:
    if action == sqlite.SQLITE_READ:
        return sqlite.SQLITE_OK if first in READABLE else sqlite.SQLITE_DENY
    if action == sqlite.SQLITE_FUNCTION:
        return sqlite.SQLITE_DENY if second in _NO_FUNCTIONS else sqlite.SQLITE_OK
    return sqlite.SQLITE_OK if action in _HARMLESS else sqlite.SQLITE_DENY


def _close(_connection: object, record: Any) -> None:
    """Keep none open: a backup that is brought back puts another file in the place of this one."""
    record.invalidate()


def _read_only(connection: Any, _record: object) -> None:
    connection.read_only = True
