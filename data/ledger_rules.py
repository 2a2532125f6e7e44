"""The rules a row must keep whatever is recorded already. Importers say most of this sooner and with the cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from data.catalogue import Catalogue
from data.catalogue_errors import nearest
from data.clock import shown
from data.frames import ENDINGS, PHASES, SEXES, SIDES
from data.rows import Problem, ReadingFacts, SessionFacts, SourceRow
from data.tables_care import EVENT_ONSETS, EVENT_RELATEDNESS, EVENT_SEVERITIES, SESSION_LIMITS, WEEKS_LIMIT

BIRTH_YEARS = (1900, 2200)
MOST_SESSIONS = 9_999  # of one course of care, far beyond any


Found = tuple[str, object, str, str]  # column, value, code, message
_course = attrgetter("condition", "side", "sex", "ended_how", "course", "duration_weeks", "birth_year")
_value = attrgetter("measure", "value", "phase", "side")
_limited = attrgetter(*SESSION_LIMITS)
_NOTHING = (None,) * len(SESSION_LIMITS)
MOST_KEPT = 100_000  # different facts remembered


@dataclass(frozen=True)
class Rules:
    """The rules for *today* with the measures and conditions of *catalogue*."""

    catalogue: Catalogue
    today: date
    _kept: set[tuple[Any, ...]] = field(default_factory=set, init=False, repr=False, compare=False)

    def broken(self, row: SourceRow) -> list[Problem]:
        """One problem for each rule that *row* breaks."""
        found: list[Found] = []
        if not row.patient.strip():
            message = "The row does not say whose it is. Give the patient's reference."
            found.append(("patient", row.patient, "no_patient", message))
        if (words := _course(row)) not in self._kept:
            found += self._look(self._course_words, words)
        found += self._days(row)
        if row.session:
            found += _session(row.session)
        on = row.session.on if row.session else None
        for reading in row.readings:
            if (facts := _value(reading)) not in self._kept:
                found += self._look(self._value, facts)
            if reading.on != on and reading.phase != "review":
                found += _no_session(reading)
        return [
            Problem(row.row, column, "" if value is None else str(value), code, message)
            for column, value, code, message in found
        ]

    def _look(self, rule: Callable[..., Iterator[Found]], facts: tuple[Any, ...]) -> Iterable[Found]:
        """What *rule* finds in these *facts*; those that keep it, of which a file is full, are looked at once."""
        found = list(rule(*facts))
        if not found and len(self._kept) < MOST_KEPT:
            self._kept.add(facts)  # those of a course are seven, those of a value four
        return found

    def _course_words(
        self, condition: str, side: str, sex: str, ended_how: str, course: int, weeks: float | None, born: int | None
    ) -> Iterator[Found]:
        if condition not in self.catalogue.conditions:
            hint = nearest(condition, self.catalogue.conditions)
            yield "condition", condition, "unknown_condition", f'There is no condition "{condition}".{hint}'
        for column, value, words in (
            ("side", side, SIDES), ("sex", sex, SEXES), ("ended_how", ended_how, ("", *ENDINGS)),
        ):  # fmt: skip
            if value not in words:
                yield column, value, "unknown_word", f"This is one of {', '.join(word for word in words if word)}."
        if course < 1:
            yield "course", course, "not_counted", "Courses of care are counted from 1."
        if weeks is not None and not WEEKS_LIMIT[0] <= weeks <= WEEKS_LIMIT[1]:
            yield "duration_weeks", weeks, "out_of_range", "This is not a number of weeks people live."
        if born is not None and not BIRTH_YEARS[0] <= born <= BIRTH_YEARS[1]:
            yield "birth_year", born, "out_of_range", "Give the year of birth with four digits."

    def _days(self, row: SourceRow) -> Iterable[Found]:
        if self._in_order(row):
            return ()
        days = {row.started: "started"}
        for reading in row.readings:
            days[reading.on] = reading.measure
        if row.session:
            days[row.session.on] = "session"
        first, last = min(days), max(days)
        found: list[Found] = []
        if last > self.today:
            found.append((days[last], last, "in_future", f"{shown(last)} has not come yet. Correct the date."))
        if row.birth_year is not None and first.year < row.birth_year:
            message = (
                f"{shown(first)} lies before the patient's year of birth, {row.birth_year}. Correct one of the two."
            )
            found.append((days[first], first, "before_birth", message))
        if row.ended and row.ended < row.started:
            message = f"The course ended before it began ({shown(row.started)}). Correct one of the two."
            found.append(("ended", row.ended, "end_before_start", message))
        if row.ended and row.ended > self.today:
            found.append(("ended", row.ended, "in_future", f"{shown(row.ended)} has not come yet. Correct the date."))
        return found

    def _in_order(self, row: SourceRow) -> bool:
        """Whether no day of *row* can break a rule, which is quickly told of nearly all."""
        first = last = row.started
        on = row.session.on if row.session else first
        if on != first:
            first, last = min(first, on), max(last, on)
        for reading in row.readings:
            if reading.on != on:
                first, last = min(first, reading.on), max(last, reading.on)
        return not row.ended and last <= self.today and first.year >= (row.birth_year or 0)

    def _value(self, name: str, value: float, phase: str, side: str) -> Iterator[Found]:
        measure = self.catalogue.measures.get(name)
        if measure is None:
            hint = nearest(name, self.catalogue.measures)
            yield name, value, "unknown_measure", f'There is no measure "{name}".{hint}'
        elif not measure.low <= value <= measure.high:
            message = (
                f"{measure.name} lies between {measure.low:g} and {measure.high:g}. Correct the value or leave it out."
            )
            yield name, value, "off_scale", message
        if phase not in PHASES or side not in SIDES:
            message = f"A reading is {', '.join(PHASES)}, and on a side: {', '.join(SIDES)}."
            yield name, f"{phase} {side}", "unknown_word", message


def _no_session(reading: ReadingFacts) -> Iterator[Found]:
    """Of a reading before or after needling that is not of the day of the row's session."""
    if reading.phase in PHASES and reading.side in SIDES:
        message = "A reading before or after needling belongs to a session on the same day. Otherwise it is a review."
        yield reading.measure, reading.on, "no_session", message


def _session(session: SessionFacts) -> list[Found]:
    found: list[Found] = []
    if not (1 <= session.sequence <= MOST_SESSIONS and 1 <= (session.number or 1) <= MOST_SESSIONS):
        message = f"Sessions are counted from 1 to {MOST_SESSIONS}."
        found.append(("session", session.number, "not_counted", message))
    given = _limited(session)
    for name, value in zip(SESSION_LIMITS, given, strict=True) if given != _NOTHING else ():
        low, high = SESSION_LIMITS[name]
        if value is not None and not low <= value <= high:
            message = f"This lies between {low:g} and {high:g}. Correct it or leave it out."
            found.append((name, value, "out_of_range", message))
    if session.adverse_events:
        found += _events(session)
    return found


def _events(session: SessionFacts) -> Iterator[Found]:
    terms = [event.term for event in session.adverse_events]
    if len(set(terms)) != len(terms) or not all(terms):
        yield "adverse_event", "; ".join(terms), "events_unclear", "Name each adverse event of a session once."
    for event in session.adverse_events:
        if event.severity not in EVENT_SEVERITIES or event.onset not in EVENT_ONSETS:
            words = f"{', '.join(EVENT_SEVERITIES)}; {', '.join(word for word in EVENT_ONSETS if word)}"
            yield "adverse_event", event.term, "unknown_word", f"How bad and when is one of: {words}."
        if event.relatedness not in EVENT_RELATEDNESS:
            words = ", ".join(word for word in EVENT_RELATEDNESS if word)
            yield "adverse_event", event.term, "unknown_word", f"How it is related to the needling is one of: {words}."
