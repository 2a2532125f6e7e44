"""The open record: where it is, which version its data has.

Nothing here reads whole columns, so that whoever only asks who may come in need not load what tables are worked with.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType

from sqlalchemy import Connection, Engine, exists, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from data.catalogue import Catalogue, load_catalogue
from data.catalogue_sync import sync_catalogue
from data.engine import is_encrypted, make_engine
from data.places import StoreError, clinic_url, read_url
from data.sqlite_driver import sqlite
from data.state_reads import state_of
from data.tables import facts, patients
from data.upgrade import upgrade

_WHY = {
    sqlite.SQLITE_BUSY: "while another program writes to it. Close that one, then try again",
    sqlite.SQLITE_CORRUPT: "to its end: it is damaged. Restore the last backup",
    sqlite.SQLITE_NOTADB: "as a database: it is another kind of file, or damaged. Check the path",
    sqlite.SQLITE_IOERR: "because its disk is full, or does not answer. Look at the disk, then try again",
    sqlite.SQLITE_FULL: "because its disk is full. Make room, then try again",
    sqlite.SQLITE_READONLY: "for writing. Check the rights of this user on it and on its folder",
}


class Store:
    """An open database of records. Safe to share between threads; close it when the program ends."""

    def __init__(self, engine: Engine, url: str) -> None:
        self.engine = engine
        self.url = url

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that sees one unchanging state of the record, whatever others write meanwhile."""
        connection = self.engine.connect()
        if self.engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        connection.begin()  # what reads through the driver itself is inside it too; the server's clinic is named in it
        return connection

    def bare_engine(self) -> Engine:
        """The same record through connections that nothing of this program holds back; dispose of it afterwards."""
        return make_engine(self.engine.url, may_alter=True)

    def version(self) -> int:
        """How often the record has been written; every write adds one."""
        return int(self.fact("data_version") or 0)

    def state(self) -> tuple[str, ...]:
        """What this very state of the record is known by: no two states of any two databases share it."""
        with self.engine.connect() as connection:
            return (self.url, *state_of(connection))

    def fact(self, key: str) -> str | None:
        """A fact about this database (``data_version``, ``demo``, ``started``), or ``None`` when it is not set."""
        with self.engine.connect() as connection:
            return connection.scalar(select(facts.c.value).where(facts.c.name == key))

    @property
    def is_demo(self) -> bool:
        """Whether the people in it are invented."""
        return self.fact("demo") is not None

    @property
    def is_encrypted(self) -> bool:
        """Whether the record is a file that is encrypted on the disk; never of a server."""
        with self.engine.connect() as connection:
            return is_encrypted(connection)

    @property
    def is_plain_file(self) -> bool:
        """Whether the record is a file that anybody who has it can read."""
        return self.engine.dialect.name == "sqlite" and not self.is_encrypted

    def has_records(self) -> bool:
        """Whether any patient is recorded."""
        with self.engine.connect() as connection:
            return bool(connection.scalar(select(exists().where(patients.c.id > 0))))

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(url: str | None = None, catalogue: Catalogue | None = None) -> Store:
    """Open (make, or bring up to date) the database at *url*, by default the clinic's own.

    Measures and conditions are taken over from *catalogue*, so that the database itself refuses a
    value off the scale. Raises `StoreError`, in a sentence, when it cannot be opened.
    """
    address = read_url(url or clinic_url())
    altering = make_engine(address, may_alter=True)
    try:
        upgrade(altering)
        sync_catalogue(altering, catalogue or load_catalogue())
    except DBAPIError as error:
        raise StoreError(cannot_open(address, error.orig)) from error
    finally:
        altering.dispose()
    return Store(make_engine(address), address.render_as_string(hide_password=True))


def cannot_open(address: URL, error: BaseException | None) -> str:
    """What to say when the database at *address* answers with *error* of its driver; never the driver's own words."""
    if address.get_backend_name() == "postgresql":
        if type(error).__name__ != "OperationalError":
            return f"The records cannot be opened: {type(error).__name__}."
        where = address.render_as_string(hide_password=True)
        return f"The database server at {where} does not answer, or refuses this name. Check that it runs, then retry."
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    why = _WHY.get(code, f"as a database ({type(error).__name__}). Check the path and its rights")
    return f"The file {address.database} cannot be opened {why}."
