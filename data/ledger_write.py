"""One writing transaction: begun so that writers wait their turn, counted, sealed into the audit trail, or undone."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Integer, Text, cast, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from data.audit_reads import APART, hash_apart
from data.rows import Account
from data.seals import FIRST, seal
from data.sqlite_driver import sqlite
from data.tables import audit_events, facts
from data.tables_rights import audit_apart

if TYPE_CHECKING:
    from data.store import Store


MADE_BY_MIGRATIONS = {"methods": 1}  # the empty method is there from the first migration

SERVER_GONE = (
    "The database server stopped answering. What was being written is stored whole or not at all: look whether it is "
    "there, and if not, do it again once the server runs."
)
_NO_ROOM = "the disk of the records is full. Make room on it, then do this again"
_STOPPED: dict[int | str, str] = {
    sqlite.SQLITE_FULL: _NO_ROOM,
    "53100": _NO_ROOM,  # PostgreSQL's own number for it
    sqlite.SQLITE_IOERR: "the disk of the records is full, or does not answer. Look at it, then do this again",
    sqlite.SQLITE_BUSY: "somebody else, an import perhaps, has been writing for ten seconds. Do this again in a moment",
    sqlite.SQLITE_READONLY: "this user may not write to the records. Check the rights on the file and its folder",
}


class LedgerError(ValueError):
    """The record cannot be changed in this way; the message says why. Nothing was written."""


class RecordsBusy(LedgerError):
    """Somebody else, an import perhaps, holds the records for writing longer than a writer waits."""


class Ids:
    """Gives every record a number that no other record of its table has had or will have."""

    def __init__(self, connection: Connection) -> None:
        kept = connection.scalar(select(facts.c.value).where(facts.c.name == "last_ids"))
        self.last: dict[str, int] = MADE_BY_MIGRATIONS | json.loads(kept or "{}")

    def next(self, table: str) -> int:
        """A new number for a record of *table*."""
        self.last[table] = number = self.last.get(table, 0) + 1
        return number


class Writing:
    """What an act needs while it writes: the connection, new numbers, the hour, and the audit trail."""

    def __init__(self, connection: Connection, actor: str) -> None:
        self.connection = connection
        self.actor = actor
        self.ids = Ids(connection)
        self.at = datetime.now(UTC).isoformat(timespec="milliseconds")

    def audit(
        self,
        action: str,
        table: str,
        record: int | None,
        reason: str = "",
        detail: Mapping[str, Any] | None = None,
        *,
        patient: int | None = None,
    ) -> None:
        """Add one event, sealed to the one before it.

        A *detail* that quotes the records of *patient* is kept apart; the event has its salted hash.
        """
        newest = select(audit_events.c.seal).order_by(audit_events.c.id.desc()).limit(1)
        last = self.connection.scalar(newest) or FIRST
        text = json.dumps(detail, ensure_ascii=False, sort_keys=True) if detail else ""
        number = self.ids.next("audit_events")
        apart = text if text and patient is not None else ""
        salt = secrets.token_hex(16)
        if apart:
            text = json.dumps({APART: hash_apart(salt, apart)})
        event = (number, self.at, self.actor, action, table, record, reason, text)
        self.connection.execute(insert(audit_events).values((*event, seal(last, event))))
        if apart:
            kept = {"event": number, "patient": patient, "salt": salt, "detail": apart}
            self.connection.execute(insert(audit_apart).values(kept))

    def keep_ids(self) -> None:
        """Remember the numbers given out, at the end of the act."""
        self.set_fact("last_ids", json.dumps(self.ids.last, sort_keys=True))

    def set_fact(self, name: str, value: str) -> None:
        """Set a fact about this database."""
        known = self.connection.execute(update(facts).where(facts.c.name == name).values(value=value))
        if not known.rowcount:
            self.connection.execute(insert(facts).values(name=name, value=value))


@contextmanager
def writing(store: Store, actor: str, *, counts: bool = True) -> Iterator[Writing]:
    """One transaction: all of it is stored when the block ends, nothing when it raises.

    It begins by counting the data's version up, which on PostgreSQL makes writers wait their turn, as
    ``BEGIN IMMEDIATE`` does on SQLite. What changes no record (``counts=False``) waits in the same way but
    leaves the version and the mark of the last write, so that nobody reads the records again because of it.
    Raises `LedgerError` when the database itself refuses a row, when its disk has no room, and when the
    line to a server is lost.
    """
    try:
        with store.engine.connect().execution_options(write=True) as connection, connection.begin():
            counted = cast(cast(facts.c.value, Integer) + int(counts), Text)
            connection.execute(update(facts).where(facts.c.name == "data_version").values(value=counted))
            act = Writing(connection, actor)
            yield act
            if counts:
                act.set_fact("last_write", secrets.token_hex(8))  # a restored copy may reach the same version again
            act.keep_ids()
    except IntegrityError as error:
        raise LedgerError(f"The database refused this, and nothing was stored: {_rule(error)}.") from None
    except DBAPIError as error:
        if error.connection_invalidated:
            raise LedgerError(SERVER_GONE) from None
        number = _number(error)
        if number not in _STOPPED:
            raise
        kind = RecordsBusy if number == sqlite.SQLITE_BUSY else LedgerError
        raise kind(f"Nothing was stored: {_STOPPED[number]}.") from None


class NothingNew(Exception):
    """Ends a writing transaction that turned out to have nothing to write; carries the account of it."""

    def __init__(self, account: Account) -> None:
        super().__init__("nothing new")
        self.account = account


def _rule(error: IntegrityError) -> str:
    """The name of the broken rule; the driver's text on PostgreSQL holds values, so only the name is taken."""
    diagnosis = getattr(error.orig, "diag", None)
    return f"rule {diagnosis.constraint_name}" if diagnosis is not None else str(error.orig)


def _number(error: DBAPIError) -> int | str:
    """What the database calls this, by number."""
    state = getattr(error.orig, "sqlstate", None)
    return state or getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
