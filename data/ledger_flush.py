"""Write down what rows made new, and the changes to records that were there, keeping how to undo them."""

from __future__ import annotations

import json
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, insert, update

from data.bulk import insert_rows
from data.clock import written
from data.columns import METADATA, Day
from data.ledger_held import DETAILS, EVENT_DETAILS, NO_DETAILS, EpisodeKey, HeldEpisode, HeldEvent, HeldPatient
from data.ledger_judge import Names
from data.ledger_numbers import number_sessions
from data.ledger_taken import Change, Taken
from data.ledger_write import Writing
from data.tables import batch_changes
from data.tables_care import sessions

# While sessions change places, their numbers are moved out of each other's way by this much.
_ASIDE = 1_000_000
_details = itemgetter(*DETAILS)
_place = itemgetter("clinic", "podiatrist")
_event_details = itemgetter(*EVENT_DETAILS)
_patient_details = itemgetter("display_name", "birth_year", "sex")
_episode_details = itemgetter("clinic", "podiatrist", "started", "ended", "ended_how", "duration_weeks")
_NO_DETAILS = _details(NO_DETAILS)
PATIENTS = ("id", "reference", "display_name", "birth_year", "sex")
EPISODES = ("id", "patient", "condition", "side", "course", "clinic", "podiatrist", "started", "ended", "ended_how",
            "duration_weeks")  # fmt: skip
SESSIONS = ("id", "episode", "number", "number_given", "day", "sequence", "clinic", "podiatrist")
READINGS = ("id", "episode", "session", "measure", "method", "side", "phase", "day", "value", "scale_low",
            "scale_high", "rater", "instrument")  # fmt: skip
EVENTS = ("id", "session", "term", *EVENT_DETAILS)


def flush(act: Writing, taken: Taken, names: Names, batch: int | None) -> list[Change]:
    """Write everything *taken* for import *batch* (``None``: written by hand); returns the changes made."""
    connection = act.connection
    for episode in taken.to_number.values():
        taken.changes.extend(number_sessions(episode))
    _write_names(connection, names, batch)
    apply_changes(connection, taken.changes)
    insert_rows(connection, "patients", PATIENTS, [_patient(*one) for one in taken.patients], batch)
    insert_rows(connection, "episodes", EPISODES, [_episode(*one) for one in taken.episodes], batch)
    _write_sessions(connection, taken, batch)
    insert_rows(connection, "readings", READINGS, taken.readings, batch)
    insert_rows(connection, "adverse_events", EVENTS, [_event(*one) for one in taken.events], batch)
    if batch is not None:
        _keep_changes(act, taken.changes, batch)
    return taken.changes


def apply_changes(connection: Connection, changes: list[Change]) -> None:
    """Set each changed field to its new value."""
    numbered = [id for table, id, field, _, _ in changes if (table, field) == ("sessions", "number")]
    if numbered:
        aside = update(sessions).where(sessions.c.id.in_(numbered)).values(number=sessions.c.number + _ASIDE)
        connection.execute(aside)
    for (name, id), group in groupby(changes, key=lambda change: change[:2]):
        table: Table = METADATA.tables[name]
        values = {field: new for _, _, field, _, new in group}
        connection.execute(update(table).where(table.c.id == id).values(values))


def as_text(value: Any) -> str:
    """A field's value as it is kept in ``batch_changes``."""
    return json.dumps(value.isoformat() if isinstance(value, date) else value, ensure_ascii=False)


def from_text(table: str, field: str, text: str) -> Any:
    """The field's value again."""
    value = json.loads(text)
    kind = METADATA.tables[table].c[field].type
    return date.fromisoformat(value) if isinstance(value, str) and isinstance(kind, Day) else value


def _write_names(connection: Connection, names: Names, batch: int | None) -> None:
    for table in ("clinics", "podiatrists"):
        insert_rows(connection, table, ("id", "name"), _new(names, table), batch)
    insert_rows(connection, "methods", ("id", "name"), _new(names, "methods"))
    names.new.clear()


def _new(names: Names, table: str) -> list[tuple[int, str]]:
    return [(id, name) for of, id, name in names.new if of == table]


def _patient(patient: HeldPatient, reference: str) -> tuple[Any, ...]:
    return patient.id, reference, *_patient_details(patient.details)


def _episode(episode: HeldEpisode, key: EpisodeKey) -> tuple[Any, ...]:
    return episode.id, episode.patient, *key, *_episode_details(episode.details)


def _write_sessions(connection: Connection, taken: Taken, batch: int | None) -> None:
    """Visits of which no detail was written down go in without naming the details, in half of the time."""
    bare, full = [], []
    told: dict[str, Any] = {}
    for session, episode, on, sequence in taken.sessions:
        if session.details is not told:  # visits in a row often share one dictionary
            told = session.details
            details, place = _details(told), _place(told)
        row = (session.id, episode.id, session.number, session.number_given, written(on), sequence, *place)
        if details == _NO_DETAILS:
            bare.append(row)
        else:
            full.append(row + details)
    insert_rows(connection, "sessions", SESSIONS, bare, batch)
    insert_rows(connection, "sessions", (*SESSIONS, *DETAILS), full, batch)


def _event(event: HeldEvent, session: int, term: str) -> tuple[Any, ...]:
    return event.id, session, term, *_event_details(event.details)


def _keep_changes(act: Writing, changes: list[Change], batch: int) -> None:
    rows = [
        {
            "id": act.ids.next("batch_changes"), "batch": batch, "record_table": table, "record": id,
            "field": field, "old": as_text(old), "new": as_text(new),
        }
        for table, id, field, old, new in changes
    ]  # fmt: skip
    if rows:
        act.connection.execute(insert(batch_changes), rows)
