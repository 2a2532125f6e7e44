"""What the keeper of the records asks: until when each is kept, and which were or are to be given up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from data.retention import Kept, kept_until
from data.tables import patients
from data.tables_care import episodes, readings, sessions
from data.tables_rights import disposals

if TYPE_CHECKING:
    from data.store import Store


@dataclass(frozen=True)
class Keeping:
    """One person's records: the last entry, and until when they are kept."""

    patient: int
    reference: str
    birth_year: int | None
    last_entry: date | None
    kept: Kept


@dataclass(frozen=True)
class Disposal:
    """One proposal to give records up, and what became of it: ``""`` (waits), ``done`` or ``dropped``."""

    id: int
    patient: int
    how: str
    reason: str
    early_because: str
    kept_until: date | None
    proposed_at: datetime
    proposed_by: str
    outcome: str
    closed_at: datetime | None
    closed_by: str
    rows: dict[str, int]


def read_keeping(store: Store, longer_rule: bool = False) -> tuple[Keeping, ...]:
    """Everybody, the day until which they are kept first, those without one last."""
    last: dict[int, date] = {}
    queries = [
        select(episodes.c.patient, func.max(episodes.c.started)).group_by(episodes.c.patient),
        select(episodes.c.patient, func.max(episodes.c.ended)).group_by(episodes.c.patient),
        *(
            select(episodes.c.patient, func.max(table.c.day))
            .join(episodes, episodes.c.id == table.c.episode)
            .group_by(episodes.c.patient)
            for table in (sessions, readings)
        ),
    ]
    with store.reading() as connection:
        for query in queries:
            for patient, day in connection.execute(query):
                if day is not None:
                    last[patient] = max(day, last.get(patient, day))
        people = connection.execute(
            select(patients.c.id, patients.c.reference, patients.c.birth_year).order_by(patients.c.id)
        ).all()
    found = [
        Keeping(*person, last.get(person.id), kept_until(last.get(person.id), person.birth_year, longer_rule))
        for person in people
    ]
    return tuple(sorted(found, key=lambda one: (one.kept.until or date.max, one.last_entry or date.max, one.patient)))


def read_disposals(store: Store) -> tuple[Disposal, ...]:
    """Every proposal, newest first."""
    with store.reading() as connection:
        rows = connection.execute(select(disposals).order_by(disposals.c.id.desc())).all()
    return tuple(
        Disposal(
            row.id, row.patient, row.how, row.reason, row.early_because, row.kept_until,
            datetime.fromisoformat(row.proposed_at), row.proposed_by, row.outcome,
            datetime.fromisoformat(row.closed_at) if row.closed_at else None, row.closed_by,
            json.loads(row.counts).get("rows", {}),
        )
        for row in rows
    )  # fmt: skip
