"""Do consents, disposals and the details kept apart agree with the sealed audit trail?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from data.audit_reads import APART, hash_apart
from data.tables import audit_events, patients
from data.tables_rights import DESTROY, audit_apart, consent_events, disposals


def rights_problems(connection: Connection) -> Iterator[str]:
    """A sentence for each consent, disposal or detail that is not as it was written."""
    yield from _consents(connection)
    yield from _disposals(connection)
    yield from _apart(connection)


def given_up(connection: Connection) -> Counter[tuple[str, int]]:
    """How many records of each import went with a person, by table and import."""
    found: Counter[tuple[str, int]] = Counter()
    for counts in _counts(connection):
        for table, by_import in counts.get("by_import", {}).items():
            found.update({(table, int(batch)): number for batch, number in by_import.items()})
    return found


def _counts(connection: Connection) -> list[dict[str, Any]]:
    """What each disposal that was done took away."""
    done = select(disposals.c.counts).where(disposals.c.outcome == "done")
    return [json.loads(text) for text in connection.scalars(done)]


def _consents(connection: Connection) -> Iterator[str]:
    about = select(audit_events.c.record, audit_events.c.at, audit_events.c.actor, audit_events.c.detail)
    told: Counter[tuple[Any, ...]] = Counter()
    for patient, at, actor, detail in connection.execute(about.where(audit_events.c.action == "set consent")):
        said = json.loads(detail)
        told[patient, at, actor, said["state"], said["said_on"]] += 1
    rows = connection.execute(select(consent_events).order_by(consent_events.c.id)).all()
    kept = Counter((row.patient, row.at, row.actor, row.state, row.said_on.isoformat()) for row in rows)
    for patient, *_ in sorted(kept - told):
        yield f"A consent of patient {patient} is not what the audit trail tells."
    there = set(connection.scalars(select(patients.c.id)))
    for patient, *_ in sorted(told - kept):
        if patient in there:
            yield f"The audit trail tells of a consent of patient {patient} that is not there."


def _disposals(connection: Connection) -> Iterator[str]:
    about = select(audit_events).where(audit_events.c.action == "dispose")
    told = {event.record: (event.actor, json.loads(event.detail)) for event in connection.execute(about)}
    done = connection.execute(select(disposals).where(disposals.c.outcome == "done").order_by(disposals.c.id)).all()
    there = set(connection.scalars(select(patients.c.id)))
    for row in done:
        actor, said = told.pop(row.id, ("", {}))
        kept = {name: getattr(row, name) for name in ("how", "patient", "proposed_by")}
        if (actor, said) != (row.closed_by, kept | {"counts": json.loads(row.counts)}):
            yield f"Disposal {row.id} is not what the audit trail tells."
        if row.how == DESTROY and row.patient in there:
            yield f"Patient {row.patient} was destroyed and is there again."
    for number in sorted(told):
        yield f"The audit trail tells of disposal {number}, which is not there."


def _apart(connection: Connection) -> Iterator[str]:
    details = {row.event: row for row in connection.execute(select(audit_apart))}
    gone = {event for counts in _counts(connection) for event in counts.get("events", [])}
    query = select(audit_events.c.id, audit_events.c.detail).where(audit_events.c.detail.like(f'{{"{APART}":%'))
    for event, text in connection.execute(query.order_by(audit_events.c.id)):
        row = details.pop(event, None)
        if row is None and event not in gone:
            yield f"What audit event {event} quotes is not there, and nobody gave it up."
        elif row is not None and hash_apart(row.salt, row.detail) != json.loads(text)[APART]:
            yield f"What audit event {event} quotes is not as it was written."
    for event in sorted(details):
        yield f"A detail is kept for audit event {event}, which has none."
