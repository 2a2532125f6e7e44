"""Corrections: the new value replaces the old one, and the audit trail keeps both with the reason.

Who corrects says which version of the record they saw. When somebody else has written it since,
nothing is changed and both are told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from data.clock import shown
from data.ledger_flush import apply_changes
from data.ledger_held import DETAILS, details_of, event_details
from data.ledger_numbers import renumbered
from data.ledger_rules import Rules
from data.ledger_text import check_reason
from data.ledger_unlike import out_of_course
from data.ledger_versions import change, check_version, facts_of, patient_of, session_of
from data.ledger_visits import change_detail, refuse, row_of
from data.ledger_write import LedgerError, Writing
from data.rows import AdverseEvent, SessionFacts
from data.tables import measures
from data.tables_care import adverse_events, episodes, readings, sessions

FIXED = ("number", "sequence")  # they follow the dates, and the order of recording


def correct_reading(act: Writing, reading: int, value: float, reason: str, version: int) -> None:
    """Give *reading* another value."""
    check_reason(reason)
    query = select(readings.c.value, readings.c.scale_low, readings.c.scale_high, measures.c.name, episodes.c.patient)
    query = query.join(episodes, episodes.c.id == readings.c.episode)
    query = query.join(measures, measures.c.id == readings.c.measure).where(readings.c.id == reading)
    found = act.connection.execute(query).first()
    if found is None:
        raise LedgerError(f"There is no reading number {reading}; it may have been withdrawn.")
    if not found.scale_low <= value <= found.scale_high:
        raise LedgerError(f"{found.name} lies between {found.scale_low:g} and {found.scale_high:g}.")
    check_version(act.connection, readings, reading, version)
    if found.value == value:
        raise LedgerError("That is the value recorded already; nothing was written.")
    change(act, readings, reading, version, {"value": value})
    act.audit("correct reading", "readings", reading, reason, {"old": found.value, "new": value}, patient=found.patient)


def correct_session(
    act: Writing, rules: Rules, session: int, changes: Mapping[str, Any], reason: str, version: int
) -> None:
    """Change what is written down about *session*; another day takes its readings along and renumbers the course."""
    check_reason(reason)
    episode, found = session_of(act.connection, session)
    check_version(act.connection, sessions, session, version)
    new = _with(found.facts, changes)
    old = {name: value for name, value in facts_of(found.facts).items() if value != getattr(new, name)}
    if not old:
        raise LedgerError("That is what is recorded already; nothing was written.")
    _judge(act, rules, episode, new)
    details = {name: value for name, value in details_of(new).items() if name in old and name in DETAILS}
    if "on" in old:
        _free_day(act.connection, episode, session, new)
        details["day"] = new.on
    change(act, sessions, session, version, details)
    if "adverse_events" in old:
        _keep_events(act, session, found.facts.adverse_events, new.adverse_events)
    moved = _move(act, episode, session, new.on) if "on" in old else {}
    kept = {"old": plain(old), "new": plain({name: getattr(new, name) for name in old})}
    act.audit("correct session", "sessions", session, reason, {**kept, **moved}, patient=patient_of(act, episode))


def plain(values: Any) -> Any:
    """*values* as JSON can hold them, for an audit event."""
    return json.loads(
        json.dumps(values, default=lambda kept: kept.isoformat() if isinstance(kept, date) else asdict(kept))
    )


def _with(facts: SessionFacts, changes: Mapping[str, Any]) -> SessionFacts:
    unknown = [name for name in changes if name not in facts_of(facts) or name in FIXED]
    if unknown:
        raise LedgerError(f"{', '.join(unknown)} cannot be corrected in a session.")
    return replace(facts, **changes)


def _judge(act: Writing, rules: Rules, episode: int, new: SessionFacts) -> None:
    row = row_of(act, episode, session=new)
    ended = act.connection.scalar(select(episodes.c.ended).where(episodes.c.id == episode))
    refuse([*rules.broken(row), *out_of_course(row, row.started, ended)])


def _free_day(connection: Connection, episode: int, session: int, new: SessionFacts) -> None:
    one = sessions.c
    there = select(one.id).where(one.episode == episode, one.day == new.on, one.sequence == new.sequence)
    if connection.scalar(there.where(one.id != session)):
        raise LedgerError(f"Another session of this course is recorded on {shown(new.on)}. Correct that one instead.")


def _keep_events(act: Writing, session: int, old: tuple[AdverseEvent, ...], new: tuple[AdverseEvent, ...]) -> None:
    """Events are told apart by their term: the same one is changed, another is added or taken out."""
    table, before = adverse_events, {event.term: event for event in old}
    gone = set(before) - {event.term for event in new}
    act.connection.execute(delete(table).where(table.c.session == session, table.c.term.in_(gone)))
    for event in new:
        values = event_details(event)
        if event.term not in before:
            place = {"id": act.ids.next(table.name), "session": session, "term": event.term}
            act.connection.execute(insert(table).values({**place, **values}))
        elif event != before[event.term]:
            this = update(table).where(table.c.session == session, table.c.term == event.term)
            act.connection.execute(this.values(**values, version=table.c.version + 1))


def _move(act: Writing, episode: int, session: int, on: date) -> dict[str, Any]:
    own = update(readings).where(readings.c.session == session)
    act.connection.execute(own.values(day=on, version=readings.c.version + 1))
    changes = renumbered(act.connection, episode)
    apply_changes(act.connection, changes)
    return change_detail(changes) or {}
