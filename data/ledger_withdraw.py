"""Take an import back, as if it had never been made; its account and the reason stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, delete, exists, func, or_, select, update

from data.columns import METADATA
from data.ledger_depends import later_records
from data.ledger_flush import apply_changes, from_text
from data.ledger_numbers import renumbered
from data.ledger_taken import Change
from data.ledger_write import LedgerError, Writing
from data.tables import batch_changes, clinics, import_batches, patients, podiatrists
from data.tables_care import adverse_events, episodes, readings, sessions
from data.tables_people import accounts
from data.tables_waiting import review_invitations

RECORDS = (adverse_events, readings, sessions, episodes, patients)  # those that depend on others first
_LISTED = 5


def withdraw(act: Writing, batch: int, reason: str) -> None:
    """Withdraw import *batch* inside the transaction of *act*. Raises `LedgerError`, and then nothing is done."""
    _check(act.connection, batch, reason)
    later = list(later_records(act.connection, batch))
    undone, changed_again = _undoing(act.connection, batch)
    _refuse_if_any(batch, later + changed_again)
    numbered = _numbered_anew(act.connection, batch)
    _give_up_invitations(act.connection, batch)
    counts = {table.name: _delete(act.connection, table, batch) for table in RECORDS}
    apply_changes(act.connection, undone)
    for episode in numbered:
        apply_changes(act.connection, renumbered(act.connection, episode))
    for table, column in ((clinics, "clinic"), (podiatrists, "podiatrist")):
        _give_up_names(act.connection, table, column, batch)
    marks = {"withdrawn_at": act.at, "withdrawn_by": act.actor, "withdrawn_because": reason}
    act.connection.execute(update(import_batches).where(import_batches.c.id == batch).values(marks))
    act.audit("withdraw", "import_batches", batch, reason, {"removed": counts, "undone": len(undone)})


def _check(connection: Connection, batch: int, reason: str) -> None:
    found = connection.execute(select(import_batches.c.withdrawn_at).where(import_batches.c.id == batch)).first()
    if found is None:
        raise LedgerError(f"There is no import number {batch}.")
    if found.withdrawn_at:
        raise LedgerError(f"Import {batch} was withdrawn already.")
    if not reason.strip():
        raise LedgerError("Give a reason, so that others can see why.")


def _refuse_if_any(batch: int, later: list[str]) -> None:
    if not later:
        return
    more = f", and {len(later) - _LISTED} more" if len(later) > _LISTED else ""
    raise LedgerError(
        f"Import {batch} cannot be withdrawn, because later records rest on it: {'; '.join(later[:_LISTED])}{more}. "
        "Withdraw the later import first, or take back what was written by hand."
    )


def _delete(connection: Connection, table: Table, batch: int) -> int:
    return connection.execute(delete(table).where(table.c.batch == batch)).rowcount


def _undoing(connection: Connection, batch: int) -> tuple[list[Change], list[str]]:
    """The changes that put back what the batch filled in, and a sentence for each that was changed again since."""
    table = batch_changes.c
    columns = select(table.record_table, table.record, table.field, table.old, table.new)
    made = connection.execute(columns.where(table.batch == batch).order_by(table.id.desc())).all()
    now = _present(connection, {(name, record) for name, record, *_ in made})
    undone: dict[tuple[str, int, str], Change] = {}
    again: list[str] = []
    for name, record, field, old, new in made:
        fields = now.get((name, record))
        if fields is None or (name, field) == ("sessions", "number"):
            continue  # the record itself was withdrawn meanwhile; numbers follow the dates again
        before, after = from_text(name, field, old), from_text(name, field, new)
        if fields[field] == after:
            fields[field] = before
            undone[name, record, field] = (name, record, field, after, before)
        elif field != "version":  # a version that has moved on may stay: it only ever tells two editors apart
            again.append(f"{field} of {name[:-1].replace('_', ' ')} {record} was changed since")
    return list(undone.values()), again


def _numbered_anew(connection: Connection, batch: int) -> list[int]:
    """The episodes, not of this batch, that lose a session of it, or whose sessions it gave other numbers."""
    change = batch_changes.c
    touched = select(change.record).where(change.batch == batch, change.record_table == "sessions")
    query = select(sessions.c.episode).join(episodes, episodes.c.id == sessions.c.episode).distinct()
    of_others = query.where(episodes.c.batch.is_distinct_from(batch))
    return sorted(connection.scalars(of_others.where(or_(sessions.c.batch == batch, sessions.c.id.in_(touched)))))


def _give_up_invitations(connection: Connection, batch: int) -> None:
    own = select(episodes.c.id).where(episodes.c.batch == batch)
    connection.execute(delete(review_invitations).where(review_invitations.c.episode.in_(own)))


def _present(connection: Connection, records: set[tuple[str, int]]) -> dict[tuple[str, int], dict[str, Any]]:
    present: dict[tuple[str, int], dict[str, Any]] = {}
    for name in {name for name, _ in records}:
        table = METADATA.tables[name]
        ids = sorted(id for of, id in records if of == name)
        for some in _parts(ids):
            for row in connection.execute(select(table).where(table.c.id.in_(some))):
                present[name, row.id] = dict(row._mapping)
    return present


def _parts(ids: list[int], most: int = 5000) -> Iterator[list[int]]:
    for start in range(0, len(ids), most):
        yield ids[start : start + most]


def _give_up_names(connection: Connection, table: Table, column: str, batch: int) -> None:
    """Remove the sites or podiatrists the batch named first; one that others use belongs to them from now on."""
    for (id,) in connection.execute(select(table.c.id).where(table.c.batch == batch)).all():
        users = [
            connection.execute(
                select(func.count(), func.count(user.c.batch), func.min(user.c.batch)).where(user.c[column] == id)
            ).one()
            for user in (episodes, sessions)
        ]
        signs_in = table is podiatrists and connection.scalar(select(exists().where(accounts.c.podiatrist == id)))
        if not signs_in and not any(count for count, _, _ in users):
            connection.execute(delete(table).where(table.c.id == id))
            continue
        by_hand = signs_in or any(count > of_batches for count, of_batches, _ in users)
        owner = None if by_hand else min(first for _, _, first in users if first is not None)
        connection.execute(update(table).where(table.c.id == id).values(batch=owner))
