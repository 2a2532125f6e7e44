"""Which records rest on those an import brought in, so that it cannot be taken back before them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, literal, select, union_all

from data.clock import shown
from data.tables import batch_changes, import_batches, patients
from data.tables_care import adverse_events, episodes, readings, sessions
from data.tables_waiting import session_drafts

MOST = 1000


def later_records(connection: Connection, batch: int) -> Iterator[str]:
    """A few words for each record, not of this batch, that would be left hanging (the first `MOST`)."""
    for select_ in _hanging(batch):
        for what, reference, day, of in connection.execute(select_.limit(MOST)):
            yield _named(what, reference, day, of)
    for table, record, of in connection.execute(_filled_in(batch).limit(MOST)):
        yield f"a detail of {table[:-1].replace('_', ' ')} {record} (import {of})"
    for reference, by in connection.execute(_unfinished(batch).limit(MOST)):
        yield f"a session not finished yet, patient {reference} ({by})"


def _named(what: str, reference: str, day: str | date, of: int | None) -> str:
    on = shown(date.fromisoformat(str(day)))
    return f"{what} of {on}, patient {reference} ({'by hand' if of is None else f'import {of}'})"


def _hanging(batch: int) -> Iterator[Select[Any]]:
    people = episodes.join(patients, patients.c.id == episodes.c.patient)
    visits = sessions.join(people, episodes.c.id == sessions.c.episode)
    values = readings.join(people, episodes.c.id == readings.c.episode)
    in_visits = values.join(sessions, sessions.c.id == readings.c.session)
    events = adverse_events.join(visits, sessions.c.id == adverse_events.c.session)
    for what, own, day, joined, under in (
        ("episode", episodes, episodes.c.started, people, patients),
        ("session", sessions, sessions.c.day, visits, episodes),
        ("reading", readings, readings.c.day, values, episodes),
        ("reading", readings, readings.c.day, in_visits, sessions),
        ("adverse event", adverse_events, sessions.c.day, events, sessions),
    ):
        found = select(literal(what), patients.c.reference, day, own.c.batch).select_from(joined)
        yield found.where(under.c.batch == batch, own.c.batch.is_distinct_from(batch))


def _unfinished(batch: int) -> Select[Any]:
    joined = session_drafts.join(episodes, episodes.c.id == session_drafts.c.episode)
    joined = joined.join(patients, patients.c.id == episodes.c.patient)
    found = select(patients.c.reference, session_drafts.c.actor).select_from(joined)
    return found.where(episodes.c.batch == batch).order_by(session_drafts.c.episode)


def _filled_in(batch: int) -> Select[Any]:
    """What other imports, not withdrawn, filled into the records of this one."""
    own = union_all(
        *(
            select(literal(table.name).label("record_table"), table.c.id).where(table.c.batch == batch)
            for table in (patients, episodes, sessions, adverse_events)
        )
    ).subquery()
    change = batch_changes.c
    joined = batch_changes.join(own, and_(own.c.record_table == change.record_table, own.c.id == change.record))
    joined = joined.join(import_batches, import_batches.c.id == change.batch)
    found = select(change.record_table, change.record, change.batch).select_from(joined).distinct()
    return found.where(change.batch != batch, import_batches.c.withdrawn_at.is_(None))
