"""Holding a record so that nobody else has it open: SQLite is asked, so it holds across programs and after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from data.backup_files import BackupError
from data.backup_manifest import contents_on
from data.engine import make_engine
from data.places import StoreError

BUSY_MS = 1000
IN_USE = (
    "The records are open in another program: close the dashboard (and every other command), then try again. "
    "Nothing was changed."
)


class Hold:
    """The record held: what is in it, and letting go of it early."""

    def __init__(self, engine: Engine | None = None, connection: Connection | None = None) -> None:
        self._engine = engine
        self._connection = connection
        self.contents = contents_on(connection) if connection else None

    def release(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
        if self._engine is not None:
            self._engine.dispose()


@contextmanager
def held(path: Path) -> Iterator[Hold]:
    """The record at *path*, held so that no other program has it open or can write to it.

    SQLite leaves the write-ahead log only when nobody else has the file open, and a newcomer cannot turn it on again
    while we write. Raises `BackupError` when somebody has it open. One that is damaged or not there is in nobody's use.
    """
    if not path.exists():
        yield Hold()
        return
    engine = make_engine(URL.create("sqlite", database=str(path)), may_alter=True)
    hold = Hold(engine)
    try:
        hold = Hold(engine, _taken(engine))
        yield hold
    finally:
        hold.release()


def _taken(engine: Engine) -> Connection | None:
    """A connection in a writing transaction that nobody shares the file with; ``None`` for a damaged file."""
    connection = None
    try:
        connection = engine.connect().execution_options(write=True)
        if in_one_file(connection):
            connection.begin()
            if connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete":
                return connection
    except (DBAPIError, StoreError, engine.dialect.loaded_dbapi.Error) as error:
        if not _busy(error):
            _close(connection)
            return None
    _close(connection)
    raise BackupError(IN_USE)


def _close(connection: Connection | None) -> None:
    if connection is not None:
        connection.close()


def _busy(error: Exception) -> bool:
    name = getattr(getattr(error, "orig", error), "sqlite_errorname", "")
    return str(name).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def in_one_file(connection: Connection) -> bool:
    """Leave the write-ahead log; whether it was left, which it is only when nobody else has the file open."""
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout={BUSY_MS}").close()
    return bool(driver.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "delete")
