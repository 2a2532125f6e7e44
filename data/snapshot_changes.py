"""Whose records were written since a state of the record, told by the audit trail alone.

Every write that counts leaves one event in the same transaction, and each event is sealed to the one before it. When
the event that was the newest then is still there with its seal, the record of now came out of the record of then, and
what happened between is in the events since. A write of `OF_ONE_PERSON` changes the records of the one person its
event is about and of nobody else. Anything else that counted (an import, one taken back, records given up, a backup
brought back, what does not exist yet) is seen by the version, which has moved on further than those events account for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, FromClause, Row, select

from data.tables import audit_events, patients
from data.tables_care import episodes, readings, sessions
from data.tables_rights import audit_apart

SET_CONSENT = "set consent"
OF_ONE_PERSON = frozenset(
    {
        "add patient", "open episode", "record session", "record reading", "record review", "give review",
        "correct reading", "correct session", "withdraw session", "withdraw reading", "close episode",
        "reopen episode", SET_CONSENT,
    }
)  # fmt: skip
MOST_PEOPLE = 200  # for more of them everything is read anew: that is as quick

_OF_COURSE = episodes.c.patient
_WHOSE: dict[str, tuple[Column[int], Column[int], FromClause]] = {  # a record's number, its person, and their tables
    "patients": (patients.c.id, patients.c.id, patients),
    "episodes": (episodes.c.id, _OF_COURSE, episodes),
    "sessions": (sessions.c.id, _OF_COURSE, episodes.join(sessions, sessions.c.episode == episodes.c.id)),
    "readings": (readings.c.id, _OF_COURSE, episodes.join(readings, readings.c.episode == episodes.c.id)),
}
Record = tuple[str, int]


@dataclass(frozen=True)
class Mark:
    """A state of the record: the data's version, and the newest event of the audit trail with its seal."""

    version: int
    event: int
    seal: str


@dataclass(frozen=True)
class Changes:
    """Whose records were written since a `Mark` (patients' numbers, rising), and whether anybody answered for use."""

    people: tuple[int, ...]
    consents: bool


def mark_on(connection: Connection, version: int) -> Mark:
    """The mark of the state that *connection* sees, whose data's *version* was read on it."""
    newest = select(audit_events.c.id, audit_events.c.seal).order_by(audit_events.c.id.desc()).limit(1)
    found = connection.execute(newest).first()
    return Mark(version, found.id, found.seal) if found else Mark(version, 0, "")


def changes_since(connection: Connection, mark: Mark, version: int) -> Changes | None:
    """What was written between *mark* and the data's *version* of now; ``None`` when it cannot be told, or is much."""
    known = connection.scalar(select(audit_events.c.seal).where(audit_events.c.id == mark.event))
    if known != mark.seal:
        return None
    events = _events(connection, mark)
    if not events or version - mark.version != len(events):
        return None
    people = _people(connection, mark, _by_record(events))
    if None in people or len(people) > MOST_PEOPLE:
        return None
    answered = any(event.action == SET_CONSENT for event in events)
    return Changes(tuple(sorted(one for one in people if one is not None)), answered)


def _events(connection: Connection, mark: Mark) -> list[Row[Any]]:
    one = audit_events.c
    query = select(one.action, one.record_table, one.record, audit_apart.c.patient)
    query = query.outerjoin(audit_apart, audit_apart.c.event == one.id)
    return list(connection.execute(query.where(one.id > mark.event, one.action.in_(OF_ONE_PERSON))))


def _by_record(events: list[Row[Any]]) -> dict[Record, int | None]:
    """Each record written about, with its person where an event told; one that was taken out is found in no table."""
    found: dict[Record, int | None] = {}
    for event in events:
        record = (event.record_table, event.record)
        found[record] = event.patient or found.get(record)
    return found


def _people(connection: Connection, mark: Mark, told: Mapping[Record, int | None]) -> set[int | None]:
    """Whose the records are that were written about since *mark*, by the person *told* of or by their tables.

    ``None`` among them: a record is in its table no more, and nobody told whose it was.
    """
    untold = {table for (table, _), person in told.items() if person is None}
    owners = {table: _owners(connection, mark, table) for table in untold}
    return {owners[table].get(id) if person is None else person for (table, id), person in told.items()}


def _owners(connection: Connection, mark: Mark, table: str) -> dict[int, int]:
    """The person of each record of *table* that an event since *mark* may be about: it has the number for it."""
    id, person, rows = _WHOSE[table]
    numbers = select(audit_events.c.record).where(audit_events.c.id > mark.event)
    query = select(id, person).select_from(rows).where(id.in_(numbers))
    return dict(connection.execute(query).all())
