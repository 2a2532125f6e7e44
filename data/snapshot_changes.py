"""Whose records were written since a state of the record, told by the audit trail alone.

Every write that counts leaves one event in the same transaction, and each event is sealed to the one before it. When
the event that was the newest then is still there with its seal, the record of now came out of the record of then, and
what happened between is in the events since. A write of `OF_ONE_PERSON` changes the records of the one person its
event is about and of nobody else. Anything else that counted (an import, one taken back, records given up, a backup
brought back, what does not exist yet) is seen by the version, which has moved on further than those events account for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

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

_OF_COURSE = select(episodes.c.patient)
_WHOSE: dict[str, tuple[Select[Any], Any]] = {
    "patients": (select(patients.c.id), patients.c.id),
    "episodes": (_OF_COURSE, episodes.c.id),
    "sessions": (_OF_COURSE.join(sessions, sessions.c.episode == episodes.c.id), sessions.c.id),
    "readings": (_OF_COURSE.join(readings, readings.c.episode == episodes.c.id), readings.c.id),
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
    people = {_whose(connection, record, patient) for record, patient in _by_record(events).items()}
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


def _whose(connection: Connection, record: Record, patient: int | None) -> int | None:
    if patient is not None:
        return patient
    table, id = record
    query, key = _WHOSE[table]
    found: int | None = connection.scalar(query.where(key == id))
    return found
