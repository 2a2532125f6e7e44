"""Judge one row against what is recorded already, before anything of it is taken.

The same key with the same value is "already there"; with another value it is a contradiction, and
the record is to be corrected instead. Blank cells contradict nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from data.clock import shown
from data.ledger_held import (
    EMPTY,
    HeldEpisode,
    HeldPatient,
    HeldSession,
    ReadingKey,
    details_of,
    event_details,
    of_course,
    of_patient,
)
from data.ledger_rules import Rules
from data.rows import Problem, ReadingFacts, SessionFacts, SourceRow

PHASE = {"before": 1, "after": 2, "review": 3}  # the numbers are those of the first migration
SIDE = {"left": 1, "right": 2, "both": 3}
UNWRITTEN = {"sex": "unknown"}
_once = attrgetter("measure", "method", "side", "phase", "on")
_NOT_YET = -1  # stands for a session that is not recorded


@dataclass
class Names:
    """Sites, podiatrists and methods by name, with numbers for those named for the first time.

    ``backgrounds`` are those written down of podiatrists, by their name.
    """

    known: dict[str, dict[str, int]]
    next_id: Callable[[str], int]
    new: list[tuple[str, int, str]] = field(default_factory=list)
    backgrounds: dict[str, str] = field(default_factory=dict)

    def id(self, table: str, name: str) -> int:
        """The number of *name*, a new one when it is named for the first time."""
        found = self.known[table].get(name)
        if found is None:
            found = self.known[table][name] = self.next_id(table)
            self.new.append((table, found, name))
        return found

    def name(self, table: str, id: int | None) -> str:
        """The name behind a number; empty for none."""
        return next((name for name, known in self.known[table].items() if known == id), "")


@dataclass
class Judge:
    """Says what speaks against a row. ``measures`` are the database's numbers of the measures."""

    rules: Rules
    measures: dict[str, int]
    names: Names

    def problems(self, row: SourceRow, patient: HeldPatient | None) -> list[Problem]:
        """What speaks against *row* (and flags); empty when nothing does."""
        found = self.rules.broken(row)
        if found:
            return found
        if row.podiatrist_background:
            found += _background(row, self.names.backgrounds.get(row.podiatrist, ""))
        episode = patient.episodes.get((row.condition, row.side, row.course)) if patient else None
        if patient:
            found += _unlike_patient(row, patient) if patient.told != of_patient(row) else ()
            found += _before_birth(row, patient.details["birth_year"])
        if episode and episode.told != of_course(row):
            found += _unlike_episode(row, episode)
        started, ended = (episode.details["started"], episode.details["ended"]) if episode else (row.started, None)
        found += out_of_course(row, started, ended or row.ended)
        session = None
        if row.session and episode:
            session = episode.sessions.get((row.session.on, row.session.sequence))
            found += _number_taken(row, row.session, episode, session)
        if row.session and session:
            found += self._unlike_session(row, row.session, session)
        found += self._unlike_readings(row, episode, session)
        return found

    def key(self, reading: ReadingFacts, session: int) -> ReadingKey:
        """What makes a reading this one and no other (within its episode)."""
        method = self.names.known["methods"].get(reading.method, 0)
        of = 0 if reading.phase == "review" else session
        return of, self.measures[reading.measure], method, SIDE[reading.side], PHASE[reading.phase], reading.on

    def _unlike_session(self, row: SourceRow, given: SessionFacts, session: HeldSession) -> Iterator[Problem]:
        for name, value in details_of(given).items():
            kept = session.details[name]
            if value not in EMPTY and kept not in EMPTY and value != kept:
                yield _other_value(row, name, value, kept)
        for name, table, column in (("site", "clinics", "clinic"), ("podiatrist", "podiatrists", "podiatrist")):
            value, kept = getattr(row, name), self.names.name(table, session.details[column])
            if value and kept and value != kept:
                yield _other_value(row, name, value, kept)
        for event in given.adverse_events:
            there = session.events[event.term].details if event.term in session.events else {}
            for name, value in event_details(event).items():
                if value and there.get(name) not in (*EMPTY, value):
                    yield _other_value(row, "adverse_event", f"{event.term}: {value}", there[name])

    def _unlike_readings(
        self, row: SourceRow, episode: HeldEpisode | None, session: HeldSession | None
    ) -> Iterator[Problem]:
        recorded = episode.readings if episode else {}
        if session is None and _each_once(row.readings):
            return  # the readings of a new visit meet no others
        seen: dict[ReadingKey | tuple[ReadingKey, str], float] = {}
        for reading in row.readings:
            key = self.key(reading, session.id if session else _NOT_YET)
            kept = seen.get((key, reading.method), recorded.get(key))
            if kept is not None and kept != reading.value:
                yield _other_value(row, reading.measure, f"{reading.value:g}", f"{kept:g}")
            seen[key, reading.method] = reading.value


def _each_once(readings: tuple[ReadingFacts, ...]) -> bool:
    """Whether these are readings of one visit, none of them twice."""
    keys = {_once(reading) for reading in readings if reading.phase != "review"}
    return len(keys) == len(readings)


def _other_value(row: SourceRow, column: str, given: object, kept: object) -> Problem:
    message = f"Already recorded with another value ({kept}). Correct the record instead, or leave this blank."
    return Problem(row.row, column, str(given), "other_value", message)


def _background(row: SourceRow, kept: str) -> Iterator[Problem]:
    """A podiatrist's background is no fact of the visit: the row is taken all the same, and what is recorded stays."""
    given = row.podiatrist_background
    if given and not row.podiatrist:
        message = "The row does not say whose background this is, so it is left out. Give the podiatrist too."
        yield Problem(row.row, "podiatrist_background", given, "no_podiatrist", message, "flag")
    elif given and kept not in ("", given):
        message = f"The podiatrist is recorded with another background ({kept}), which stays."
        yield Problem(row.row, "podiatrist_background", given, "other_background", message, "flag")


def _unlike_patient(row: SourceRow, patient: HeldPatient) -> Iterator[Problem]:
    for name in ("birth_year", "sex"):
        nothing = (*EMPTY, UNWRITTEN.get(name))
        given, kept = getattr(row, name), patient.details[name]
        if given not in nothing and kept not in nothing and given != kept:
            yield _other_value(row, name, given, kept)
    if row.display_name and patient.details["display_name"] not in ("", row.display_name):
        message = "The patient is recorded under another name. If this is another person, give another reference."
        yield Problem(row.row, "display_name", row.display_name, "other_name", message, "flag")


def _before_birth(row: SourceRow, born: int | None) -> Iterator[Problem]:
    if born and row.birth_year is None and first_day(row).year < born:
        message = f"{shown(first_day(row))} lies before the patient's year of birth, {born}. Correct one of the two."
        yield Problem(row.row, "date", str(first_day(row)), "before_birth", message)


def _unlike_episode(row: SourceRow, episode: HeldEpisode) -> Iterator[Problem]:
    kept = episode.details
    for name in ("ended", "ended_how", "duration_weeks"):
        given = getattr(row, name)
        if given not in EMPTY and kept[name] not in EMPTY and given != kept[name]:
            yield _other_value(row, name, given, kept[name])
    if row.ended and not kept["ended"]:
        if row.ended < kept["started"]:
            message = f"The course ended before it began ({shown(kept['started'])}). Correct one of the two."
            yield Problem(row.row, "ended", str(row.ended), "end_before_start", message)
        if any(on > row.ended for on, _ in episode.sessions):
            message = "A later session of this course is recorded. Correct the end of the course."
            yield Problem(row.row, "ended", str(row.ended), "session_after_end", message)


def out_of_course(row: SourceRow, started: date, ended: date | None) -> Iterator[Problem]:
    """What speaks against the day of the row's session, when the course began and ended on these days."""
    if row.session is None:
        return
    on = row.session.on
    if on < started:
        message = f"The session lies before the course began on {shown(started)}. Correct one of the two."
        yield Problem(row.row, "session", str(on), "before_start", message)
    if ended and on > ended:
        message = (
            f"The session lies after the course ended on {shown(ended)}. Correct one of the two, or give the "
            "session a new course number."
        )
        yield Problem(row.row, "session", str(on), "session_after_end", message)


def _number_taken(
    row: SourceRow, given: SessionFacts, episode: HeldEpisode, session: HeldSession | None
) -> Iterator[Problem]:
    if given.number is None:
        return
    others = (other for other in episode.sessions.values() if other is not session)
    if any(other.number_given and other.number == given.number for other in others):
        message = f"Another session of this course has the number {given.number}. Correct it or leave it blank."
        yield Problem(row.row, "session", str(given.number), "number_taken", message)
    elif session and session.number_given and session.number != given.number:
        yield _other_value(row, "session", given.number, session.number)


def first_day(row: SourceRow) -> date:
    """The earliest day a row speaks of, its course's start aside when it says more."""
    days = {reading.on for reading in row.readings}
    if row.session:
        days.add(row.session.on)
    return min(days, default=row.started)
