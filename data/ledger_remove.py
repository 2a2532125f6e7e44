"""Taking a session or a reading out of the record; the audit trail keeps all of it, with the reason."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from data.ledger_correct import plain
from data.ledger_flush import apply_changes
from data.ledger_numbers import renumbered
from data.ledger_text import check_reason
from data.ledger_versions import check_version, facts_of, patient_of, reading_of, session_of
from data.ledger_visits import change_detail
from data.ledger_write import Writing
from data.tables_care import adverse_events, readings, sessions
from data.visit_records import ReadingRecord


def withdraw_session(act: Writing, session: int, reason: str, version: int) -> None:
    """Take *session* out with its readings and adverse events; the numbers of later sessions follow."""
    check_reason(reason)
    episode, found = session_of(act.connection, session)
    check_version(act.connection, sessions, session, version)
    place = {"id": session, "site": found.site, "podiatrist": found.podiatrist, "version": found.version}
    origin = {**_origin(act.connection, sessions, session), "number_given": _given(act.connection, session)}
    kept = {
        "episode": episode,
        "session": {**place, **facts_of(found.facts), **origin},
        "readings": [_reading(act.connection, reading) for reading in found.readings],
    }
    for table in (adverse_events, readings):
        act.connection.execute(delete(table).where(table.c.session == session))
    act.connection.execute(delete(sessions).where(sessions.c.id == session))
    changes = renumbered(act.connection, episode)
    apply_changes(act.connection, changes)
    told = plain({**kept, **(change_detail(changes) or {})})
    act.audit("withdraw session", "sessions", session, reason, told, patient=patient_of(act, episode))


def withdraw_reading(act: Writing, reading: int, reason: str, version: int) -> None:
    """Take one *reading* out."""
    check_reason(reason)
    episode, found = reading_of(act.connection, reading)
    check_version(act.connection, readings, reading, version)
    kept = {"episode": episode, "readings": [_reading(act.connection, found)]}
    act.connection.execute(delete(readings).where(readings.c.id == reading))
    act.audit("withdraw reading", "readings", reading, reason, plain(kept), patient=patient_of(act, episode))


def _reading(connection: Connection, reading: ReadingRecord) -> dict[str, Any]:
    return {**asdict(reading), **_origin(connection, readings, reading.id)}


def _origin(connection: Connection, table: Table, id: int) -> dict[str, int | None]:
    """The import that brought a record; its account is checked against what is there and what was taken out."""
    return {"batch": connection.scalar(select(table.c.batch).where(table.c.id == id))}


def _given(connection: Connection, session: int) -> bool:
    return bool(connection.scalar(select(sessions.c.number_given).where(sessions.c.id == session)))
