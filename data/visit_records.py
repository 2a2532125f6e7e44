"""One course of care as a person reads it: the person, every session with its needling, every reading.

A few narrow statements of one episode; never through the snapshot, which holds the whole clinic.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from data.ledger_held import DETAILS, EVENT_DETAILS, LISTS
from data.rows import AdverseEvent, SessionFacts
from data.tables import clinics, measures, methods, patients, phases, podiatrists, sides
from data.tables_care import adverse_events, episodes, readings, sessions


class NoSuchRecord(ValueError):
    """There is no record of this number (any more)."""


@dataclass(frozen=True)
class ReadingRecord:
    """One reading in words. ``session`` is ``None`` for a review; blank ``rater`` or ``instrument``: not written."""

    id: int
    session: int | None
    measure: str
    method: str
    side: str
    phase: str
    on: date
    value: float
    rater: str
    instrument: str
    version: int


@dataclass(frozen=True)
class SessionRecord:
    """One session: everything written down about it, its readings before and after, and who gave it."""

    id: int
    facts: SessionFacts
    site: str
    podiatrist: str
    version: int
    readings: tuple[ReadingRecord, ...]
    podiatrist_background: str = ""


@dataclass(frozen=True)
class EpisodeRecord:
    """One course of care, its sessions by number and its reviews by date."""

    id: int
    patient: int
    reference: str
    display_name: str
    birth_year: int | None
    sex: str
    condition: str
    side: str
    course: int
    site: str
    podiatrist: str
    started: date
    ended: date | None
    ended_how: str
    duration_weeks: float | None
    version: int
    sessions: tuple[SessionRecord, ...]
    reviews: tuple[ReadingRecord, ...]


def episode_on(connection: Connection, episode: int) -> EpisodeRecord:
    """Episode number *episode*. Raises `NoSuchRecord`."""
    own = [getattr(episodes.c, name) for name in ("started", "ended", "ended_how", "duration_weeks", "version")]
    who = [getattr(patients.c, name) for name in ("reference", "display_name", "birth_year", "sex")]
    course = [getattr(episodes.c, name) for name in ("condition", "side", "course")]
    query = select(episodes.c.id, episodes.c.patient, *who, *course, *_names(), *own)
    joined = _with_names(query.join(patients, patients.c.id == episodes.c.patient), episodes)
    found = connection.execute(joined.where(episodes.c.id == episode)).first()
    if found is None:
        raise NoSuchRecord(f"There is no episode number {episode}.")
    values = readings_on(connection, episode)
    held = sessions_on(connection, episode, values)
    fields: tuple[Any, ...] = (*found, held, tuple(value for value in values if value.session is None))
    return EpisodeRecord(*fields)


def sessions_on(
    connection: Connection, episode: int, values: tuple[ReadingRecord, ...], session: int | None = None
) -> tuple[SessionRecord, ...]:
    """The sessions of *episode* (only *session*, if given) by number, with those of *values* that are theirs."""
    events, own = _events(connection, episode), defaultdict(list)
    for value in values:
        own[value.session].append(value)
    background = _or_blank(podiatrists.c.background, "background")
    query = _with_names(select(sessions, *_names(), background), sessions).where(sessions.c.episode == episode)
    if session is not None:
        query = query.where(sessions.c.id == session)
    return tuple(
        SessionRecord(
            row.id, _facts(row, tuple(events[row.id])), row.site, row.by, row.version, tuple(own[row.id]),
            row.background,
        )
        for row in connection.execute(query.order_by(sessions.c.number))
    )  # fmt: skip


def readings_on(connection: Connection, episode: int) -> tuple[ReadingRecord, ...]:
    """Every reading of *episode*, by date, before ahead of after."""
    one = readings.c
    query = select(
        one.id, one.session, measures.c.name, methods.c.name, sides.c.name, phases.c.name, one.day, one.value,
        one.rater, one.instrument, one.version,
    )  # fmt: skip
    for table, of in ((measures, one.measure), (methods, one.method), (sides, one.side), (phases, one.phase)):
        query = query.join(table, table.c.id == of)
    ordered = query.where(one.episode == episode).order_by(one.day, one.session, one.phase, one.id)
    return tuple(ReadingRecord(*row) for row in connection.execute(ordered))


def _names() -> list[Any]:
    return [_or_blank(clinics.c.name, "site"), _or_blank(podiatrists.c.name, "by")]


def _or_blank(column: Any, label: str) -> Any:
    return func.coalesce(column, "").label(label)


def _with_names(query: Select[Any], of: Any) -> Select[Any]:
    query = query.outerjoin(clinics, clinics.c.id == of.c.clinic)
    return query.outerjoin(podiatrists, podiatrists.c.id == of.c.podiatrist)


def _events(connection: Connection, episode: int) -> dict[int, list[AdverseEvent]]:
    one = adverse_events.c
    details = [one[name] for name in EVENT_DETAILS]
    query = select(one.session, one.term, *details).order_by(one.id)
    query = query.join(sessions, sessions.c.id == one.session).where(sessions.c.episode == episode)
    found: dict[int, list[AdverseEvent]] = defaultdict(list)
    for session, *event in connection.execute(query):
        found[session].append(AdverseEvent(*event))  # EVENT_DETAILS are in its order; a test reads every field back
    return found


def _facts(row: Row[Any], events: tuple[AdverseEvent, ...]) -> SessionFacts:
    details = {name: getattr(row, name) for name in DETAILS}
    for name in LISTS:
        details[name] = tuple(json.loads(details[name]))
    return SessionFacts(row.day, row.number, row.sequence, adverse_events=events, **details)
