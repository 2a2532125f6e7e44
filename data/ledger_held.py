"""What is already recorded about some patients, held in memory while rows about them are judged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, select

from data.rows import AdverseEvent, SessionFacts
from data.tables import patients
from data.tables_care import adverse_events, episodes, readings, sessions

DETAILS = (
    "muscles", "bilateral", "needle_diameter_mm", "needle_length_mm", "needle_material", "insertions", "depth_mm",
    "response_sought", "twitch", "twitch_count", "technique", "stimulation", "stimulation_hz", "stimulation_minutes",
    "retention_minutes", "planned_sessions", "planned_frequency", "co_interventions", "soreness", "consent_on",
    "consent_version", "contraindications_screened", "adverse_asked", "notes",
)  # fmt: skip
EVENT_DETAILS = ("severity", "onset", "action", "duration", "relatedness")
LISTS = frozenset({"muscles", "co_interventions"})
EMPTY = (None, "", (), "[]")
EpisodeKey = tuple[str, str, int]  # condition, side, course
ReadingKey = tuple[int, int, int, int, int, date]  # session or 0, measure, method, side, phase, day


@dataclass(slots=True)
class HeldEvent:
    """An adverse event of a session: everything but its term."""

    id: int
    details: dict[str, Any]
    version: int = 1
    new: bool = True


@dataclass(slots=True)
class HeldSession:
    """A session: its number, its details by column as the database holds them, and its adverse events by term.

    Sessions may share one dictionary of details, so that it is replaced and never changed.
    """

    id: int
    number: int | None
    number_given: bool
    details: dict[str, Any]
    events: dict[str, HeldEvent] = field(default_factory=dict)
    version: int = 1
    new: bool = True


@dataclass(slots=True)
class HeldEpisode:
    """A course of care with its sessions by (day, sequence) and the values of its readings.

    ``numbered`` has those sessions by number whose number was given. ``told`` is what the row taken last said of the
    course: the same again says nothing new.
    """

    id: int
    patient: int
    details: dict[str, Any]
    sessions: dict[tuple[date, int], HeldSession] = field(default_factory=dict)
    numbered: dict[int, HeldSession] = field(default_factory=dict)
    readings: dict[ReadingKey, float] = field(default_factory=dict)
    version: int = 1
    new: bool = True
    told: tuple[Any, ...] = ()

    def hold(self, day: date, sequence: int, session: HeldSession) -> None:
        """Add a session that is recorded."""
        self.sessions[day, sequence] = session
        if session.number_given and session.number is not None:
            self.numbered[session.number] = session


@dataclass(slots=True)
class HeldPatient:
    """A patient with the episodes by (condition, side, course); ``told`` as of a course."""

    id: int
    details: dict[str, Any]
    episodes: dict[EpisodeKey, HeldEpisode] = field(default_factory=dict)
    version: int = 1
    new: bool = True
    told: tuple[Any, ...] = ()


def load_held(connection: Connection, references: Iterable[str]) -> dict[str, HeldPatient]:
    """Everything recorded about the patients with these *references*; unknown ones are left out."""
    query = select(patients).where(patients.c.reference.in_(list(references)))
    found: dict[str, HeldPatient] = {}
    for row in connection.execute(query):
        details = dict(zip(PATIENT, of_patient(row), strict=True))
        found[row.reference] = HeldPatient(row.id, details, version=row.version, new=False)
    if found:
        _load_episodes(connection, {patient.id: patient for patient in found.values()})
    return found


def _load_episodes(connection: Connection, of: dict[int, HeldPatient]) -> None:
    held: dict[int, HeldEpisode] = {}
    for row in connection.execute(select(episodes).where(episodes.c.patient.in_(list(of)))):
        names = ("clinic", "podiatrist", "started", "ended", "ended_how", "duration_weeks")
        details = {name: getattr(row, name) for name in names}
        episode = held[row.id] = HeldEpisode(row.id, row.patient, details, version=row.version, new=False)
        of[row.patient].episodes[row.condition, row.side, row.course] = episode
    if held:
        _load_sessions(connection, held)
        _load_readings(connection, held)


def _load_sessions(connection: Connection, of: dict[int, HeldEpisode]) -> None:
    held: dict[int, HeldSession] = {}
    for row in connection.execute(select(sessions).where(sessions.c.episode.in_(list(of)))):
        details = {name: getattr(row, name) for name in ("clinic", "podiatrist", *DETAILS)}
        held[row.id] = HeldSession(row.id, row.number, row.number_given, details, version=row.version, new=False)
        of[row.episode].hold(row.day, row.sequence, held[row.id])
    query = select(adverse_events).join(sessions, sessions.c.id == adverse_events.c.session)
    for row in connection.execute(query.where(sessions.c.episode.in_(list(of)))):
        details = {name: getattr(row, name) for name in EVENT_DETAILS}
        held[row.session].events[row.term] = HeldEvent(row.id, details, version=row.version, new=False)


def _load_readings(connection: Connection, of: dict[int, HeldEpisode]) -> None:
    table = readings.c
    query = select(
        table.episode, table.session, table.measure, table.method, table.side, table.phase, table.day, table.value
    )
    for episode, session, measure, method, side, phase, day, value in connection.execute(
        query.where(table.episode.in_(list(of)))
    ):
        of[episode].readings[session or 0, measure, method, side, phase, day] = value


_ALL_DETAILS = attrgetter(*DETAILS)
# What a row says of its patient, and of its course of care.
PATIENT = ("display_name", "birth_year", "sex")
COURSE = ("ended", "ended_how", "duration_weeks", "site", "podiatrist")
of_patient, of_course = attrgetter(*PATIENT), attrgetter(*COURSE)


def event_details(event: AdverseEvent) -> dict[str, str]:
    """The details of an adverse event by column."""
    return {name: getattr(event, name) for name in EVENT_DETAILS}


def details_of(session: SessionFacts) -> dict[str, Any]:
    """The details of a session as the database keeps them: a list of words is JSON text. Not to be changed."""
    told = _ALL_DETAILS(session)
    if told == _UNTOLD:
        return NO_DETAILS
    details = dict(zip(DETAILS, told, strict=True))
    for name in LISTS:
        details[name] = _as_json(details[name])
    return details


@lru_cache(maxsize=4096)
def _as_json(words: tuple[str, ...]) -> str:
    return json.dumps(list(words), ensure_ascii=False)


_UNTOLD = _ALL_DETAILS(SessionFacts(on=date.min))
NO_DETAILS = dict(zip(DETAILS, _UNTOLD, strict=True)) | dict.fromkeys(LISTS, "[]")  # what the database has by itself
