"""The rows of one person taken out, or made to say nothing of them; what remains can be counted by each import."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, delete, func, select, update

from data.tables import batch_changes, patients, rejected_rows, row_problems
from data.tables_care import adverse_events, episodes, readings, sessions
from data.tables_rights import DESTROY, audit_apart, consent_events
from data.tables_waiting import review_invitations, session_drafts

GONE = "Taken out with this person's records."
COUNTED = (patients, episodes, sessions, readings)  # those of which an import's account says how many it brought
OWN = (adverse_events, readings, sessions, episodes, consent_events, patients)  # those that depend on others first
BLANK = {"notes": "", "consent_on": None, "consent_version": "", "planned_frequency": ""}


def counts_of(connection: Connection, patient: int, how: str) -> dict[str, Any]:
    """What is about to go: rows by table, those an import brought by table and import, and audit details by event."""
    whole = how == DESTROY
    rows = {table.name: _count(connection, table, patient) for table in OWN} if whole else {}
    apart = connection.execute(_own(audit_apart, patient).order_by(audit_apart.c.event)).all()
    brought = _taken_out_before(apart)
    for table in COUNTED if whole else ():
        of = select(table.c.batch).where(table.c.id.in_(_ids(table, patient)), table.c.batch.is_not(None))
        brought.update((table.name, batch) for batch in connection.scalars(of))
    by_import: dict[str, dict[str, int]] = {}
    for (name, batch), number in sorted(brought.items()):
        by_import.setdefault(name, {})[str(batch)] = number
    return {"rows": rows, "by_import": by_import, "events": [row.event for row in apart]}


def take_out(connection: Connection, patient: int, how: str) -> None:
    """Destroy or de-identify; the disposal must be marked as done, or the database refuses."""
    _scrub_files(connection, patient)
    own = select(episodes.c.id).where(episodes.c.patient == patient)
    for table in (session_drafts, review_invitations):
        connection.execute(delete(table).where(table.c.episode.in_(own)))
    connection.execute(delete(audit_apart).where(audit_apart.c.patient == patient))
    if how == DESTROY:
        for table in OWN:
            key = table.c.id
            connection.execute(delete(table).where(key.in_(list(connection.scalars(_ids(table, patient))))))
    else:
        _blank(connection, patient, own)


def _blank(connection: Connection, patient: int, own: Select[Any]) -> None:
    """A new reference at random; name, year of birth and free text go."""
    new = {"reference": f"GONE-{secrets.token_hex(8).upper()}", "display_name": "", "birth_year": None}
    person = update(patients).where(patients.c.id == patient)
    connection.execute(person.values(**new, version=patients.c.version + 1))
    visits = update(sessions).where(sessions.c.episode.in_(own))
    connection.execute(visits.values(**BLANK, version=sessions.c.version + 1))
    values = update(readings).where(readings.c.episode.in_(own))
    connection.execute(values.values(rater="", instrument="", version=readings.c.version + 1))
    found = select(adverse_events.c.id).where(adverse_events.c.id.in_(_ids(adverse_events, patient)))
    for place, event in enumerate(connection.scalars(found.order_by(adverse_events.c.id)).all(), 1):
        said = {"term": f"event {place}", "action": "", "duration": "", "version": adverse_events.c.version + 1}
        connection.execute(update(adverse_events).where(adverse_events.c.id == event).values(said))


def _ids(table: Table, patient: int) -> Select[Any]:
    """The numbers of the rows of *table* that are about *patient*."""
    courses = select(episodes.c.id).where(episodes.c.patient == patient)
    visits = select(sessions.c.id).where(sessions.c.episode.in_(courses))
    where: dict[str, Any] = {
        "patients": patients.c.id == patient, "episodes": episodes.c.patient == patient,
        "consent_events": consent_events.c.patient == patient, "sessions": sessions.c.episode.in_(courses),
        "readings": readings.c.episode.in_(courses), "adverse_events": adverse_events.c.session.in_(visits),
    }  # fmt: skip
    return select(table.c.id).where(where[table.name])


def _own(table: Table, patient: int) -> Select[Any]:
    return select(table).where(table.c.patient == patient)


def _count(connection: Connection, table: Table, patient: int) -> int:
    return connection.scalar(select(func.count()).select_from(_ids(table, patient).subquery())) or 0


def _taken_out_before(apart: Sequence[Row[Any]]) -> Counter[tuple[str, int]]:
    """Sessions and readings an import brought that were taken out one by one: their events say so no longer."""
    found: Counter[tuple[str, int]] = Counter()
    for row in apart:
        detail = json.loads(row.detail)
        for name, kept in (("sessions", [detail.get("session")]), ("readings", detail.get("readings", []))):
            batches = [one.get("batch") for one in kept if isinstance(one, dict)]
            found.update((name, batch) for batch in batches if batch is not None)
    return found


def _scrub_files(connection: Connection, patient: int) -> None:
    """The cells of rejected rows that name the person, and what imports filled into their records."""
    person = connection.execute(select(patients).where(patients.c.id == patient)).one()
    marks = {text.strip().casefold() for text in (person.reference, person.display_name)} - {""}
    for batch, row, cells in list(_naming(connection, marks)):
        there = (rejected_rows.c.batch == batch, rejected_rows.c.row_number == row)
        connection.execute(update(rejected_rows).where(*there).values(cells=json.dumps([""] * len(cells))))
        said = (row_problems.c.batch == batch, row_problems.c.row_number == row)
        connection.execute(update(row_problems).where(*said).values(value="", message=GONE))
    change = batch_changes.c
    for table in (patients, episodes, sessions, adverse_events):
        ids = list(connection.scalars(_ids(table, patient)))
        connection.execute(delete(batch_changes).where(change.record_table == table.name, change.record.in_(ids)))


def _naming(connection: Connection, marks: set[str]) -> Iterator[tuple[int, int, list[str]]]:
    for batch, row, text in connection.execute(select(rejected_rows)).all():
        cells = json.loads(text)
        if any(str(cell).strip().casefold() in marks for cell in cells):
            yield batch, row, cells
