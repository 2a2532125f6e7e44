"""What was done to one course of care, by whom and why: the audit events of it, its sessions and its readings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, and_, or_, select

from data.audit_reads import events_told
from data.ledger_watch import WATCHED
from data.tables import audit_events
from data.tables_care import episodes, readings, sessions

if TYPE_CHECKING:
    from data.store import Store

WITHDRAWN = ("withdraw session", "withdraw reading")


@dataclass(frozen=True)
class HistoryEvent:
    """One act. ``detail`` holds old and new values of a correction, and all of what was withdrawn."""

    at: datetime
    actor: str
    action: str
    table: str
    record: int | None
    reason: str
    detail: dict[str, Any]


def read_history(store: Store, episode: int) -> tuple[HistoryEvent, ...]:
    """Every change to *episode*, its sessions and readings (withdrawn ones too) and their imports, oldest first.

    Of an import only the file's name is told: the rest of its account is about other people too. Saved
    drafts and who only looked are left out. An unknown episode has no history.
    """
    with store.reading() as connection:
        return history_on(connection, episode)


def history_on(connection: Connection, episode: int) -> tuple[HistoryEvent, ...]:
    """The same, on an open connection."""
    found = {event.id: event for event in _events(connection, episode)}
    return tuple(_event(found[id]) for id in sorted(found))


def patient_history_on(connection: Connection, patient: int) -> tuple[HistoryEvent, ...]:
    """Every event of the person's own row (not of the courses of care), oldest first."""
    about = (audit_events.c.record_table == "patients") & (audit_events.c.record == patient)
    rows = connection.execute(events_told().where(about).order_by(audit_events.c.id))
    return tuple(_event(row) for row in rows)


def _events(connection: Connection, episode: int) -> Iterator[Row[Any]]:
    event = audit_events.c
    gone: set[tuple[str, int]] = {("episodes", episode)}
    for row in connection.execute(events_told().where(event.action.in_(WITHDRAWN))):
        detail = json.loads(row.detail)
        if detail.get("episode") == episode:
            gone |= {(row.record_table, row.record), *(("readings", kept["id"]) for kept in detail["readings"])}
    present = [
        and_(event.record_table == table.name, event.record.in_(select(table.c.id).where(table.c.episode == episode)))
        for table in (sessions, readings)
    ]
    brought = [select(table.c.batch).where(table.c.episode == episode) for table in (sessions, readings)]
    brought.append(select(episodes.c.batch).where(episodes.c.id == episode))
    imports = [
        and_(event.record_table == "import_batches", event.action == "import", event.record.in_(some))
        for some in brought
    ]
    away = [and_(event.record_table == table, event.record == record) for table, record in gone]
    for which in (*present, *imports, or_(*away)):
        yield from connection.execute(events_told().where(which, event.action.not_in(WATCHED)))


def changes_of(connection: Connection, episode: int) -> frozenset[int]:
    """The numbers of the events of `read_history`."""
    return frozenset(event.id for event in _events(connection, episode))


def _event(row: Row[Any]) -> HistoryEvent:
    detail = json.loads(row.detail) if row.detail else {}
    if row.action == "import":
        detail = {"file": detail.get("file", "")}
    at = datetime.fromisoformat(row.at)
    return HistoryEvent(at, row.actor, row.action, row.record_table, row.record, row.reason, detail)
