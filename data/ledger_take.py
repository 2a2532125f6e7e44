"""Take a judged row in: what of it is new becomes new records, what was blank before is filled in."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from data.clock import written
from data.ledger_held import (
    COURSE,
    EMPTY,
    NO_DETAILS,
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
from data.ledger_judge import REVIEW, Judge
from data.ledger_taken import Taken
from data.ledger_unlike import UNWRITTEN
from data.rows import AdverseEvent, Problem, ReadingFacts, SessionFacts, SourceRow

Place = dict[str, int | None]  # the clinic and the podiatrist of a row
# Measure, method, side and phase of a reading as the record's numbers, and the ends of its scale.
Kind = tuple[int, int, int, int, float, float]
_kind = attrgetter("measure", "method", "side", "phase")


def is_rejected(problems: list[Problem]) -> bool:
    """Whether a row with these *problems* is rejected; a flag alone rejects none."""
    return bool(problems) and any(problem.severity == "reject" for problem in problems)


class Taking:
    """Takes rows in, one after the other; ``held`` is what is recorded about their patients, and grows."""

    def __init__(self, judge: Judge, next_id: Callable[[str], int]) -> None:
        self.judge, self.names, self.next_id = judge, judge.names, next_id
        self.held: dict[str, HeldPatient] = {}
        self.taken = Taken()
        self.places: dict[tuple[str, str], tuple[Place, dict[str, Any]]] = {}
        self.kinds: dict[tuple[str, str, str, str], Kind] = {}

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
        place, plain = self._place(row)
        episode = patient.episodes.get(key) or self._new_episode(row, patient, key, place)
        self._of_course(row, episode, place)
        if row.podiatrist_background:
            self._background(row)
        session = self._session(place, plain, row.session, episode).id if row.session else 0
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

    def _place(self, row: SourceRow) -> tuple[Place, dict[str, Any]]:
        """The place of *row*, and the details of a visit there of which nothing more was written down."""
        told = (row.site, row.podiatrist)
        if told not in self.places:
            site, podiatrist = (
                self.names.id(table, name) if name else None
                for table, name in zip(("clinics", "podiatrists"), told, strict=True)
            )
            place = {"clinic": site, "podiatrist": podiatrist}
            self.places[told] = place, {**NO_DETAILS, **place}
        return self.places[told]

    def _background(self, row: SourceRow) -> None:
        """Kept as a change, so that taking the import back leaves nothing of it, whoever named the podiatrist."""
        told = row.podiatrist_background
        if told and row.podiatrist and row.podiatrist not in self.names.backgrounds:
            self.names.backgrounds[row.podiatrist] = told
            of = self.names.id("podiatrists", row.podiatrist)
            self.taken.changes.append(("podiatrists", of, "background", "", told))

    def _new_patient(self, row: SourceRow) -> HeldPatient:
        details = {"display_name": row.display_name, "birth_year": row.birth_year, "sex": row.sex}
        patient = self.held[row.patient] = HeldPatient(self.next_id("patients"), details, told=of_patient(row))
        self.taken.patients.append((patient, row.patient))
        return patient

    def _new_episode(self, row: SourceRow, patient: HeldPatient, key: EpisodeKey, place: Place) -> HeldEpisode:
        details = {
            "started": row.started, "ended": row.ended, "ended_how": row.ended_how,
            "duration_weeks": row.duration_weeks, **place,
        }  # fmt: skip
        number = self.next_id("episodes")
        episode = patient.episodes[key] = HeldEpisode(number, patient.id, details, told=of_course(row))
        self.taken.episodes.append((episode, key))
        return episode

    def _session(self, place: Place, plain: dict[str, Any], given: SessionFacts, episode: HeldEpisode) -> HeldSession:
        told, key = details_of(given), (given.on, given.sequence)
        details = plain if told is NO_DETAILS else {**told, **place}
        session = episode.sessions.get(key)
        if session is None:
            session = episode.sessions[key] = HeldSession(self.next_id("sessions"), None, False, details)
            self.taken.sessions.append((session, episode, *key))
            self.taken.to_number[episode.id] = episode
            self._number(given, session, episode)
        else:
            self._number(given, session, episode)
            self._fill("sessions", session, details)
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
        episode.numbered[given.number] = session
        self.taken.to_number[episode.id] = episode

    def _reading(self, reading: ReadingFacts, episode: HeldEpisode, session: int) -> None:
        """Take one reading, of the *session* of this number (0: of none)."""
        measure, method, side, phase, low, high = self.kinds.get(_kind(reading)) or self._new_kind(reading)
        of, day, value = 0 if phase == REVIEW else session, reading.on, reading.value
        key = (of, measure, method, side, phase, day)
        if key in episode.readings:
            return
        episode.readings[key] = value
        self.taken.readings.append(
            (
                self.next_id("readings"), episode.id, of or None, measure, method, side, phase, written(day), value,
                low, high, reading.rater, reading.instrument,
            )
        )  # fmt: skip

    def _new_kind(self, reading: ReadingFacts) -> Kind:
        method = self.names.id("methods", reading.method)
        _, measure, _, side, phase, _ = self.judge.key(reading, 0, method)
        scale = self.judge.rules.catalogue.measures[reading.measure]
        kind = self.kinds[_kind(reading)] = (measure, method, side, phase, scale.low, scale.high)
        return kind

    def _fill(
        self, table: str, record: HeldPatient | HeldEpisode | HeldSession | HeldEvent, given: dict[str, Any]
    ) -> None:
        """Write down what was blank; a contradiction has been judged before."""
        kept = record.details
        filled = {name: told for name, told in given.items() if not _blank(name, told) and _blank(name, kept[name])}
        if not filled:
            return
        record.details = {**kept, **filled}
        if not record.new:
            self.taken.changes += ((table, record.id, name, kept[name], value) for name, value in filled.items())
            self.taken.changes.append((table, record.id, "version", record.version, record.version + 1))
            record.version += 1


def _blank(name: str, value: Any) -> bool:
    return value in EMPTY or value == UNWRITTEN.get(name)
