"""A test record, written by the ledger itself and taken back: do the disk and the rules of the database work?

Twice. In the records themselves inside one transaction that is undone at its end, so that nobody ever sees it and
nothing of it stays, not even a number. And for good in a copy of the records on the same disk, opened again in
between, and thrown away; a server has no such copy, and there the event about this very check is the write that stays.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from data.backup import copy_into
from data.backup_files import alone, part
from data.backup_folder import home_of
from data.backup_manifest import contents_on
from data.catalogue import load_catalogue
from data.clock import today
from data.ledger import Ledger
from data.rows import ReadFile, ReadingFacts, SessionFacts, SourceRow
from data.selfcheck_lent import lent
from data.selfcheck_looking import Looking, Wrong
from data.store import Store, open_store
from data.tables import patients
from data.tables_care import episodes, readings, sessions

MAY_NOT = {
    "an event of the activity record can be changed": "UPDATE audit_events SET actor = 'nobody'",
    "an event of the activity record can be removed": "DELETE FROM audit_events",
    "a value off its scale is accepted": "UPDATE readings SET value = scale_high + 1 WHERE batch = :batch",
    "a session of no course of care is accepted": "UPDATE sessions SET episode = -1 WHERE batch = :batch",
    "a day that does not exist is accepted": "UPDATE sessions SET day = '2026-02-30' WHERE batch = :batch",
}
REASON = "self-check"
COUNTED = (patients.name, episodes.name, sessions.name, readings.name)


def undone(look: Looking) -> str:
    """Written, refused what may not be, taken back: in the records, in a transaction that is undone."""
    reference = _reference()
    with look.bare() as engine, engine.connect().execution_options(write=True) as connection:
        doing = connection.begin()
        try:
            store = lent(connection, look.opened.url)
            batch = _write(store, reference, look.actor)
            for what, statement in MAY_NOT.items():
                _refused(connection, what, statement, batch)
            _take_back(store, reference, batch, look.actor)
        finally:
            doing.rollback()
    if _there(look.opened, reference):
        raise Wrong("A test record stayed in the records although it was undone. Restore the last backup.")
    return f"written, read and taken back, and undone; {len(MAY_NOT)} things that break the rules were refused"


def kept(look: Looking) -> str:
    """Written for good and taken back, in a copy on the same disk that is thrown away."""
    if look.path is None:
        return "on a server the event about this check is the write that stays"
    reference = _reference()
    with alone(home_of(look.opened)) as work:
        copy = work / "selfcheck.db"
        with look.bare() as engine:
            copy_into(engine, copy, part(look.progress, 0, 900))
        with _open(copy) as store:
            before = _counts(store)
            batch = _write(store, reference, look.actor)
        with _open(copy) as store:  # opened again: what it has now comes from the disk
            if not _there(store, reference):
                raise Wrong("What was written to this disk was not there when it was read again. Do not go on with it.")
            _take_back(store, reference, batch, look.actor)
            after = _counts(store)
    if before != after:
        raise Wrong("Taking the test record back did not leave the copy as it was. Tell who looks after the program.")
    return "written to this disk, read again, taken back, and thrown away with its copy"


def _open(copy: Path) -> Store:
    return open_store(f"sqlite:///{copy}")


def _reference() -> str:
    return f"self-check {secrets.token_hex(16)}"


def _write(store: Store, reference: str, actor: str) -> int:
    """Bring one session in, with a reading, for a patient of this *reference*; the number of the import."""
    catalogue, on = load_catalogue(), today()
    measure = next(iter(catalogue.measures.values()))
    reading = ReadingFacts(measure.id, measure.low, on, "before", "left")
    row = SourceRow(2, reference, next(iter(catalogue.conditions)), "left", on, session=SessionFacts(on))
    row = replace(row, readings=(reading,))
    one = ReadFile("self-check", secrets.token_hex(32), "self-check", ("a", "b"), 1, 0, (row,))
    account = Ledger(store, catalogue, actor, on).import_file(one)
    if account.batch is None or (account.stored, account.new_readings) != (1, 1) or not _there(store, reference):
        raise Wrong("A test record could not be written as it was given. Do not record anything; restore a backup.")
    return account.batch


def _take_back(store: Store, reference: str, batch: int, actor: str) -> None:
    Ledger(store, load_catalogue(), actor, today()).withdraw_batch(batch, REASON)
    if _there(store, reference):
        raise Wrong("A test record could not be taken back. Tell who looks after the program.")


def _there(store: Store, reference: str) -> bool:
    with store.reading() as connection:
        return bool(connection.scalar(select(func.count()).where(patients.c.reference == reference)))


def _counts(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        rows = contents_on(connection).rows
    return {name: rows[name] for name in COUNTED}


def _refused(connection: Connection, what: str, statement: str, batch: int) -> None:
    trying = connection.begin_nested()
    try:
        connection.execute(text(statement), {"batch": batch} if ":batch" in statement else {})
    except DBAPIError:
        return
    finally:
        trying.rollback()
    raise Wrong(f"A rule of the database does not hold: {what}. Restore the last backup.")
