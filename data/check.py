"""Is the record whole? Every check is a question put to the database; each answer that is wrong is one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from data.check_exports import export_problems
from data.check_people import people_problems
from data.check_rights import given_up, rights_problems
from data.check_schema import schema_problems
from data.check_server import server_problems
from data.check_trail import check_trail
from data.check_waiting import waiting_problems, withdrawn_by_hand
from data.engine import is_encrypted
from data.places import StoreError
from data.store import Store
from data.tables import import_batches, patients, rejected_rows
from data.tables_care import episodes, readings, sessions

_BETWEEN = (
    ("reading", "readings", "value NOT BETWEEN scale_low AND scale_high", "lies off the scale of its measure"),
    ("course of care", "episodes", "ended < started", "ended before it began"),
    (
        "session",
        "sessions",
        "day < (SELECT started FROM episodes WHERE episodes.id = sessions.episode)",
        "lies before its course of care began",
    ),
    (
        "reading",
        "readings",
        "phase <> 3 AND day <> (SELECT day FROM sessions WHERE sessions.id = readings.session)",
        "is not of the day of its session",
    ),
)


def check_store(store: Store) -> list[str]:
    """Everything wrong with the record, in sentences; empty when it is whole.

    Looks at the file itself and its references (SQLite's own checks), the rules of the tables and their
    guards, what the roles of a server may do, each import's records (and those taken out one by one) against its
    account, readings against their scale, sessions not finished yet, reviews asked for, the register of exports,
    accounts, and the seals of the audit trail.
    """
    return _asked(store, PARTS)


def check_part(store: Store, part: str) -> list[str]:
    """Everything wrong with one of the `PARTS` of the record, in sentences."""
    return _asked(store, (part,))


def _asked(store: Store, parts: Iterable[str]) -> list[str]:
    engine = store.bare_engine()
    try:
        with engine.connect() as connection:
            return [said for part in parts for said in PARTS[part](connection)]
    except DBAPIError as error:
        return [f"The database cannot be read to its end: {type(error.orig).__name__}. Restore the last backup."]
    except StoreError as error:
        return [str(error)]
    finally:
        engine.dispose()


def _file(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return  # PostgreSQL checks references itself, always, and its pages by checksum
    yield from _pages(connection)
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check(20)").all():
        if said != "ok":
            yield f"The file is damaged: {said}. Restore the last backup."
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield f"{table} {row} names one of {parent} that is not there."


def _pages(connection: Connection) -> Iterator[str]:
    """Every page of an encrypted file has a seal of its own: any byte that is not as it was written breaks it."""
    if not is_encrypted(connection):
        return
    connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").close()  # what is in the log only is read below
    broken = _broken_pages(connection) and _broken_pages(connection)  # twice: a page may be being written just now
    if broken:
        yield f"The file is damaged in {len(broken)} places ({broken[0]}). Restore the last backup."


def _broken_pages(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql("PRAGMA cipher_integrity_check")
    return [str(said) for (said,) in found.all()] if found.returns_rows else []  # without a broken page, no rows at all


def _records(connection: Connection) -> Iterator[str]:
    for what, table, wrong, says in _BETWEEN:
        rows = connection.exec_driver_sql(f"SELECT id FROM {table} WHERE {wrong} ORDER BY id LIMIT 20")  # noqa: S608
        for (id,) in rows.all():
            yield f"The {what} {id} {says}."


def _batches(connection: Connection) -> Iterator[str]:
    made = {table.name: _per_batch(connection, table) for table in (patients, episodes, sessions, readings)}
    taken_out = withdrawn_by_hand(connection) + given_up(connection)
    refused = _per_batch(connection, rejected_rows)
    for batch in connection.execute(select(import_batches).order_by(import_batches.c.id)):
        if batch.rows_read != batch.rows_stored + batch.rows_already_there + batch.rows_rejected:
            yield f"The account of import {batch.id} does not add up."
        if refused.get(batch.id, 0) != batch.rows_rejected:
            yield f"Import {batch.id} rejected {batch.rows_rejected} rows, but {refused.get(batch.id, 0)} are kept."
        for name, counts in made.items():
            said = 0 if batch.withdrawn_at else getattr(batch, f"new_{name}") - taken_out[name, batch.id]
            if counts.get(batch.id, 0) != said:
                yield f"Import {batch.id} should have {said} {name} in the record, and has {counts.get(batch.id, 0)}."
        if not batch.rows_stored:
            yield f"Import {batch.id} is half written: it says that nothing was stored."


def _per_batch(connection: Connection, table: object) -> dict[int, int]:
    batch = table.c.batch  # type: ignore[attr-defined]
    return {
        id: count for id, count in connection.execute(select(batch, func.count()).group_by(batch)) if id is not None
    }


def _contents(connection: Connection) -> Iterator[str]:
    yield from _records(connection)
    yield from _batches(connection)
    yield from waiting_problems(connection)
    yield from export_problems(connection)
    yield from rights_problems(connection)


PARTS: dict[str, Callable[[Connection], Iterable[str]]] = {
    "file": _file,
    "schema": lambda connection: [*schema_problems(connection), *server_problems(connection)],
    "contents": _contents,
    "people": people_problems,
    "trail": lambda connection: check_trail(connection).wrong,
}
