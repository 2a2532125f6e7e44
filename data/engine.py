"""How a connection is opened, on SQLite and on PostgreSQL.

SQLite: the write-ahead log with ``synchronous=FULL`` (a power cut loses no saved record), references
checked, ten seconds of patience, and every writing transaction begun with ``BEGIN IMMEDIATE``: with
the default ``BEGIN`` two writers meet "database is locked". The program's own connections may not
drop or alter anything, nor touch an audit event or an export that is written. No engine prints row values.

PostgreSQL: each transaction says which clinic it is for. What the program may not do there, the server sees to.

Whether a file is encrypted is read from the file itself, each time it is opened; an address only says how a *new*
file is made: ``sqlite+sqlcipher:///`` encrypted (the clinic's own place), ``sqlite:///`` plain (the invented clinic).
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from data.places import ENCRYPTED, StoreError, check_secure, prepare_file
from data.sqlite_driver import quiet, sqlite, use_key
from data.vault_files import key_of, make

PATIENCE_MS = 10_000
PAGE_CACHE_KIB = 4_000  # an import does not grow the program; larger made none faster
PRAGMAS = (
    "synchronous=FULL", "foreign_keys=ON", f"cache_size=-{PAGE_CACHE_KIB}", "temp_store=MEMORY",
    "secure_delete=ON",  # what is deleted or replaced is overwritten in the file
)  # fmt: skip
_MAKING = 7_204_511  # any number of our own: PostgreSQL gives this lock to one at a time
_NEVER = frozenset(
    {
        sqlite.SQLITE_DROP_TABLE, sqlite.SQLITE_DROP_TRIGGER, sqlite.SQLITE_DROP_VIEW, sqlite.SQLITE_DROP_INDEX,
        sqlite.SQLITE_ALTER_TABLE, sqlite.SQLITE_ATTACH, sqlite.SQLITE_DETACH,
    }
)  # fmt: skip
ONLY_ADDED = frozenset({"audit_events", "exports", "export_events", "public_wordings", "public_looks"})


def make_engine(url: URL, *, may_alter: bool = False) -> Engine:
    """An engine for *url*; only migrations and checks ask for one that *may_alter* the schema.

    Raises `data.places.StoreError` for a place where records may not be, and a server whose line is not encrypted.
    """
    if url.get_backend_name() == "postgresql":
        check_secure(url)
        options = {"connect_timeout": 10, "application_name": "clinic"}
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=options)
        event.listen(engine, "begin", _name_the_clinic)
        return engine
    path = Path(str(url.database))
    prepare_file(path)
    if url.drivername == ENCRYPTED:
        _make_encrypted(path)
    engine = create_engine(url.set(drivername="sqlite"), module=sqlite, hide_parameters=True)
    event.listen(engine, "connect", _Opening(path, guarded=not may_alter))
    event.listen(engine, "begin", _on_begin)
    return engine


def _make_encrypted(path: Path) -> None:
    if not path.exists():
        make(path)
    elif not path.stat().st_size:
        raise StoreError(f"The file {path} is empty and holds no records. Remove it; an encrypted one is made then.")


def wait_turn(connection: Connection) -> None:
    """Wait, inside a transaction, until no other program makes or upgrades this database."""
    if connection.dialect.name == "postgresql":  # on SQLite BEGIN IMMEDIATE has waited already
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MAKING})")


def is_encrypted(connection: Connection) -> bool:
    """Whether what *connection* reads is a file that is encrypted on the disk; never of a server."""
    return connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA cipher_salt").returns_rows


class _Opening:
    """Makes each new connection to one file ready. The key of a file is asked for once for all of them."""

    def __init__(self, path: Path, guarded: bool) -> None:
        self.path = path
        self.guarded = guarded
        self.known: dict[tuple[int, int], bytes | None] = {}

    def __call__(self, connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver would begin transactions of its own
        file = self._file()
        key = self._key(file)
        if key:
            use_key(connection, key)
        connection.execute(f"PRAGMA busy_timeout={PATIENCE_MS}").close()
        quiet(connection)
        self._check_opens(connection, key)
        if self._file() != file:
            raise StoreError(f"The file {self.path} was replaced just now. Open it again.")
        _use_log(connection)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()
        if self.guarded:
            connection.set_authorizer(_authorise)

    def _file(self) -> tuple[int, int]:
        found = self.path.stat()
        return found.st_dev, found.st_ino

    def _key(self, file: tuple[int, int]) -> bytes | None:
        if file not in self.known:
            if not self.path.stat().st_size:  # a plain one that is being made: this user's alone, as its log will be
                self.path.chmod(0o600)
                return None
            self.known[file] = key_of(self.path)
        return self.known[file]

    def _check_opens(self, connection: Any, key: bytes | None) -> None:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").close()
        except sqlite.DatabaseError as error:
            if key is None or error.sqlite_errorcode != sqlite.SQLITE_NOTADB:
                raise
            raise StoreError(
                f"The file {self.path} cannot be opened with the key that is kept for it: its beginning is damaged, or "
                "the key is another file's. Restore the last backup, or try the recovery key: python3 -m data unlock."
            ) from None


def _use_log(connection: Any) -> None:
    """Turn the write-ahead log on, once for good in each file.

    SQLite does not wait by itself when several programs do this to a new file at once: it says "locked" to all but one.
    """
    end = time.monotonic() + PATIENCE_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite.OperationalError as error:
            if error.sqlite_errorcode != sqlite.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.02)


def _authorise(action: int, first: str | None, _second: Any, _database: Any, _inner: Any) -> int:
    if action in _NEVER or (action in (sqlite.SQLITE_UPDATE, sqlite.SQLITE_DELETE) and first in ONLY_ADDED):
        return sqlite.SQLITE_DENY
    return sqlite.SQLITE_OK


def _name_the_clinic(connection: Connection) -> None:
    """Until this transaction ends; one that names no clinic, or another one, meets no rows (`data.server_guards`)."""
    connection.exec_driver_sql("SELECT set_config('app.clinic', current_schema(), true)")


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
