"""The rules a row must keep whatever is recorded already. Importers say most of this sooner and with the cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from data.catalogue import Catalogue
from data.catalogue_errors import nearest
from data.clock import shown
from data.frames import ENDINGS, PHASES, SEXES, SIDES
from data.rows import Problem, ReadingFacts, SessionFacts, SourceRow
from data.tables_care import EVENT_ONSETS, EVENT_RELATEDNESS, EVENT_SEVERITIES, SESSION_LIMITS, WEEKS_LIMIT

BIRTH_YEARS = (1900, 2200)
MOST_SESSIONS = 9_999  # of one course of care, far beyond any


@dataclass(frozen=True)
class Rules:
    """The rules for *today* with the measures and conditions of *catalogue*."""

    catalogue: Catalogue
    today: date

    def broken(self, row: SourceRow) -> Iterator[Problem]:
        """One problem for each rule that *row* breaks."""

        def say(column: str, value: object, code: str, message: str) -> Problem:
            return Problem(row.row, column, "" if value is None else str(value), code, message)

        for found in (*self._course(row), *self._days(row)):
            yield say(*found)
        if row.session:
            for found in _session(row.session):
                yield say(*found)
        for reading in row.readings:
            for found in self._reading(reading, row.session):
                yield say(*found)

    def _course(self, row: SourceRow) -> Iterator[tuple[str, object, str, str]]:
        if not row.patient.strip():
            yield (
                "patient",
                row.patient,
                "no_patient",
                "The row does not say whose it is. Give the patient's reference.",
            )
        if row.condition not in self.catalogue.conditions:
            hint = nearest(row.condition, self.catalogue.conditions)
            yield "condition", row.condition, "unknown_condition", f'There is no condition "{row.condition}".{hint}'
        for column, value, words in (
            ("side", row.side, SIDES), ("sex", row.sex, SEXES), ("ended_how", row.ended_how, ("", *ENDINGS)),
        ):  # fmt: skip
            if value not in words:
                yield column, value, "unknown_word", f"This is one of {', '.join(word for word in words if word)}."
        if row.course < 1:
            yield "course", row.course, "not_counted", "Courses of care are counted from 1."
        if row.duration_weeks is not None and not WEEKS_LIMIT[0] <= row.duration_weeks <= WEEKS_LIMIT[1]:
            yield "duration_weeks", row.duration_weeks, "out_of_range", "This is not a number of weeks people live."
        if row.birth_year is not None and not BIRTH_YEARS[0] <= row.birth_year <= BIRTH_YEARS[1]:
            yield "birth_year", row.birth_year, "out_of_range", "Give the year of birth with four digits."

    def _days(self, row: SourceRow) -> Iterator[tuple[str, object, str, str]]:
        days = {row.started: "started", **{reading.on: reading.measure for reading in row.readings}}
        if row.session:
            days[row.session.on] = "session"
        first, last = min(days), max(days)
        if last > self.today:
            yield days[last], last, "in_future", f"{shown(last)} has not come yet. Correct the date."
        if row.birth_year is not None and first.year < row.birth_year:
            message = (
                f"{shown(first)} lies before the patient's year of birth, {row.birth_year}. Correct one of the two."
            )
            yield days[first], first, "before_birth", message
        if row.ended and row.ended < row.started:
            message = f"The course ended before it began ({shown(row.started)}). Correct one of the two."
            yield "ended", row.ended, "end_before_start", message
        if row.ended and row.ended > self.today:
            yield "ended", row.ended, "in_future", f"{shown(row.ended)} has not come yet. Correct the date."

    def _reading(self, reading: ReadingFacts, session: SessionFacts | None) -> Iterator[tuple[str, object, str, str]]:
        measure = self.catalogue.measures.get(reading.measure)
        if measure is None:
            hint = nearest(reading.measure, self.catalogue.measures)
            yield reading.measure, reading.value, "unknown_measure", f'There is no measure "{reading.measure}".{hint}'
        elif not measure.low <= reading.value <= measure.high:
            message = (
                f"{measure.name} lies between {measure.low:g} and {measure.high:g}. Correct the value or leave it out."
            )
            yield reading.measure, reading.value, "off_scale", message
        if reading.phase not in PHASES or reading.side not in SIDES:
            message = f"A reading is {', '.join(PHASES)}, and on a side: {', '.join(SIDES)}."
            yield reading.measure, f"{reading.phase} {reading.side}", "unknown_word", message
        elif reading.phase != "review" and (session is None or session.on != reading.on):
            message = (
                "A reading before or after needling belongs to a session on the same day. Otherwise it is a review."
            )
            yield reading.measure, reading.on, "no_session", message


def _session(session: SessionFacts) -> Iterator[tuple[str, object, str, str]]:
    if not all(1 <= counted <= MOST_SESSIONS for counted in (session.sequence, session.number or 1)):
        yield "session", session.number, "not_counted", f"Sessions are counted from 1 to {MOST_SESSIONS}."
    for name, (low, high) in SESSION_LIMITS.items():
        value = getattr(session, name)
        if value is not None and not low <= value <= high:
            yield name, value, "out_of_range", f"This lies between {low:g} and {high:g}. Correct it or leave it out."
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
