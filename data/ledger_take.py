"""Take a judged row in: what of it is new becomes new records, what was blank before is filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data.ledger_held import (
    COURSE,
    EMPTY,
    PATIENT,
    EpisodeKey,
    HeldEpisode,
    HeldEvent,
    HeldPatient,
    HeldSession,
    details_of,
    event_details,
    of_course,
    of_patient,
)
from data.ledger_judge import Judge
from data.ledger_unlike import UNWRITTEN
from data.rows import AdverseEvent, Problem, ReadingFacts, SessionFacts, SourceRow

Place = dict[str, int | None]  # the clinic and the podiatrist of a row
Change = tuple[str, int, str, Any, Any]  # table, record, field, old, new


@dataclass
class Taken:
    """What the rows taken so far make new, and what they change in records that were there."""

    patients: list[tuple[HeldPatient, str]] = field(default_factory=list)
    episodes: list[tuple[HeldEpisode, EpisodeKey]] = field(default_factory=list)
    sessions: list[tuple[HeldSession, HeldEpisode, date, int]] = field(default_factory=list)
    readings: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[tuple[HeldEvent, int, str]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    to_number: dict[int, HeldEpisode] = field(default_factory=dict)

    def size(self) -> int:
        """How many things there are; grows with everything new."""
        new = len(self.patients) + len(self.episodes) + len(self.sessions) + len(self.readings) + len(self.events)
        return new + len(self.changes)


def is_rejected(problems: list[Problem]) -> bool:
    """Whether a row with these *problems* is rejected; a flag alone rejects none."""
    return bool(problems) and any(problem.severity == "reject" for problem in problems)


class Taking:
    """Takes rows in, one after the other; ``held`` is what is recorded about their patients, and grows."""

    def __init__(self, judge: Judge, next_id: Callable[[str], int]) -> None:
        self.judge, self.names, self.next_id = judge, judge.names, next_id
        self.catalogue = judge.rules.catalogue
        self.held: dict[str, HeldPatient] = {}
        self.taken = Taken()
        self.places: dict[tuple[str, str], Place] = {}

    def offer(self, row: SourceRow) -> tuple[list[Problem], bool]:
        """Judge *row* and take it in unless it is rejected: its problems, and whether anything in it was new."""
        problems = self.judge.problems(row, self.held.get(row.patient))
        if is_rejected(problems):
            return problems, False
        before = self.taken.size()
        self._take(row)
        return problems, self.taken.size() > before

    def _take(self, row: SourceRow) -> None:
        patient = self.held.get(row.patient) or self._new_patient(row)
        self._of_patient(row, patient)
        key = (row.condition, row.side, row.course)
        episode = patient.episodes.get(key) or self._new_episode(row, patient, key)
        place = self._place(row)
        self._of_course(row, episode, place)
        if row.podiatrist_background:
            self._background(row)
        session = self._session(place, row.session, episode) if row.session else None
        for reading in row.readings:
            self._reading(reading, episode, session)

    def _of_patient(self, row: SourceRow, patient: HeldPatient) -> None:
        said = of_patient(row)
        if patient.told == said:
            return
        self._fill("patients", patient, dict(zip(PATIENT, said, strict=True)))
        # Another name than the one recorded is flagged again on every row that says it.
        patient.told = said if row.display_name in ("", patient.details["display_name"]) else ()

    def _of_course(self, row: SourceRow, episode: HeldEpisode, place: Place) -> None:
        said = of_course(row)
        if episode.told != said:
            self._fill("episodes", episode, {**dict(zip(COURSE[:3], said[:3], strict=True)), **place})
            episode.told = said

    def _place(self, row: SourceRow) -> Place:
        told = (row.site, row.podiatrist)
        if told not in self.places:
            site, podiatrist = (
                self.names.id(table, name) if name else None
                for table, name in zip(("clinics", "podiatrists"), told, strict=True)
            )
            self.places[told] = {"clinic": site, "podiatrist": podiatrist}
        return self.places[told]

    def _background(self, row: SourceRow) -> None:
        """Kept as a change, so that taking the import back leaves nothing of it, whoever named the podiatrist."""
        told = row.podiatrist_background
        if told and row.podiatrist and row.podiatrist not in self.names.backgrounds:
            self.names.backgrounds[row.podiatrist] = told
            of = self.names.id("podiatrists", row.podiatrist)
            self.taken.changes.append(("podiatrists", of, "background", "", told))

    def _new_patient(self, row: SourceRow) -> HeldPatient:
        details = dict(zip(PATIENT, of_patient(row), strict=True))
        patient = self.held[row.patient] = HeldPatient(self.next_id("patients"), details)
        self.taken.patients.append((patient, row.patient))
        return patient

    def _new_episode(self, row: SourceRow, patient: HeldPatient, key: EpisodeKey) -> HeldEpisode:
        details: dict[str, Any] = {"started": row.started, "ended": None, "ended_how": "", "duration_weeks": None}
        details |= {"clinic": None, "podiatrist": None}
        episode = patient.episodes[key] = HeldEpisode(self.next_id("episodes"), patient.id, details)
        self.taken.episodes.append((episode, key))
        return episode

    def _session(self, place: Place, given: SessionFacts, episode: HeldEpisode) -> HeldSession:
        session = episode.sessions.get((given.on, given.sequence))
        if session is None:
            session = HeldSession(self.next_id("sessions"), None, False, {})
            episode.sessions[given.on, given.sequence] = session
            self.taken.sessions.append((session, episode, given.on, given.sequence))
            self.taken.to_number[episode.id] = episode
        self._number(given, session, episode)
        details = {**details_of(given), **place}
        if session.details:
            self._fill("sessions", session, details)
        else:
            session.details = details
        for event in given.adverse_events:
            self._event(event, session)
        return session

    def _event(self, event: AdverseEvent, session: HeldSession) -> None:
        held, told = session.events.get(event.term), event_details(event)
        if held is None:
            held = session.events[event.term] = HeldEvent(self.next_id("adverse_events"), told)
            self.taken.events.append((held, session.id, event.term))
        else:
            self._fill("adverse_events", held, told)

    def _number(self, given: SessionFacts, session: HeldSession, episode: HeldEpisode) -> None:
        if given.number is None or session.number_given:
            return
        if not session.new:
            self.taken.changes.append(("sessions", session.id, "number_given", False, True))
            if session.number != given.number:
                self.taken.changes.append(("sessions", session.id, "number", session.number, given.number))
        session.number, session.number_given = given.number, True
        self.taken.to_number[episode.id] = episode

    def _reading(self, reading: ReadingFacts, episode: HeldEpisode, session: HeldSession | None) -> None:
        method = self.names.id("methods", reading.method)
        key = self.judge.key(reading, session.id if session else 0, method)
        if key in episode.readings:
            return
        episode.readings[key] = reading.value
        of, measure, _, side, phase, day = key
        scale = self.catalogue.measures[reading.measure]
        self.taken.readings.append(
            (
                self.next_id("readings"), episode.id, of or None, measure, method, side, phase, day, reading.value,
                scale.low, scale.high, reading.rater, reading.instrument,
            )
        )  # fmt: skip

    def _fill(
        self, table: str, record: HeldPatient | HeldEpisode | HeldSession | HeldEvent, given: dict[str, Any]
    ) -> None:
        """Write down what was blank; a contradiction has been judged before."""
        filled = False
        for name, value in given.items():
            kept = record.details[name]
            if value in EMPTY or value == UNWRITTEN.get(name) or not (kept in EMPTY or kept == UNWRITTEN.get(name)):
                continue
            record.details[name] = value
            if not record.new:
                self.taken.changes.append((table, record.id, name, kept, value))
                filled = True
        if filled:
            self.taken.changes.append((table, record.id, "version", record.version, record.version + 1))
            record.version += 1
