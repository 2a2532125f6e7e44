"""Judge one row against what is recorded already, before anything of it is taken.

The same key with the same value is "already there"; with another value it is a contradiction, and
the record is to be corrected instead. Blank cells contradict nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter

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
from data.ledger_unlike import (
    background,
    before_birth,
    number_taken,
    other_value,
    out_of_course,
    unlike_episode,
    unlike_patient,
)
from data.rows import Problem, ReadingFacts, SessionFacts, SourceRow

PHASE = {"before": 1, "after": 2, "review": 3}  # the numbers are those of the first migration
REVIEW = PHASE["review"]
SIDE = {"left": 1, "right": 2, "both": 3}
_once, _phase = attrgetter("measure", "method", "side", "phase", "on"), attrgetter("phase")
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
            found += background(row, self.names.backgrounds.get(row.podiatrist, ""))
        episode = patient.episodes.get((row.condition, row.side, row.course)) if patient else None
        if patient:
            found += _unlike_known(row, patient, episode)
        session = None
        if row.session:
            started, ended = (episode.details["started"], episode.details["ended"]) if episode else (row.started, None)
            found += out_of_course(row, started, ended or row.ended)
            session = episode.sessions.get((row.session.on, row.session.sequence)) if episode else None
            if episode and row.session.number is not None:
                found += number_taken(row, row.session.number, episode, session)
            if session:
                found += self._unlike_session(row, row.session, session)
        if session or not _each_once(row.readings):  # the readings of a new visit meet no others
            found += self._unlike_readings(row, episode, session)
        return found

    def key(self, reading: ReadingFacts, session: int, method: int | None = None) -> ReadingKey:
        """What makes a reading this one and no other (within its episode); *method* when its number is at hand."""
        if method is None:
            method = self.names.known["methods"].get(reading.method, 0)
        phase = PHASE[reading.phase]
        of = 0 if phase == REVIEW else session
        return of, self.measures[reading.measure], method, SIDE[reading.side], phase, reading.on

    def _unlike_session(self, row: SourceRow, given: SessionFacts, session: HeldSession) -> Iterator[Problem]:
        for name, value in details_of(given).items():
            kept = session.details[name]
            if value not in EMPTY and kept not in EMPTY and value != kept:
                yield other_value(row, name, value, kept)
        for name, table, column in (("site", "clinics", "clinic"), ("podiatrist", "podiatrists", "podiatrist")):
            value, kept = getattr(row, name), self.names.name(table, session.details[column])
            if value and kept and value != kept:
                yield other_value(row, name, value, kept)
        for event in given.adverse_events:
            there = session.events[event.term].details if event.term in session.events else {}
            for name, value in event_details(event).items():
                if value and there.get(name) not in (*EMPTY, value):
                    yield other_value(row, "adverse_event", f"{event.term}: {value}", there[name])

    def _unlike_readings(
        self, row: SourceRow, episode: HeldEpisode | None, session: HeldSession | None
    ) -> Iterator[Problem]:
        recorded = episode.readings if episode else {}
        seen: dict[ReadingKey | tuple[ReadingKey, str], float] = {}
        for reading in row.readings:
            key = self.key(reading, session.id if session else _NOT_YET)
            kept = seen.get((key, reading.method), recorded.get(key))
            if kept is not None and kept != reading.value:
                yield other_value(row, reading.measure, f"{reading.value:g}", f"{kept:g}")
            seen[key, reading.method] = reading.value


def _unlike_known(row: SourceRow, patient: HeldPatient, episode: HeldEpisode | None) -> Iterator[Problem]:
    if patient.told != of_patient(row):
        yield from unlike_patient(row, patient)
    if patient.details["birth_year"]:
        yield from before_birth(row, patient.details["birth_year"])
    if episode and episode.told != of_course(row):
        yield from unlike_episode(row, episode)


def _each_once(readings: tuple[ReadingFacts, ...]) -> bool:
    """Whether these are readings of one visit, none of them twice."""
    phases = set(map(_phase, readings))
    if "review" in phases:
        return False
    return len(phases) == len(readings) or len(set(map(_once, readings))) == len(readings)
