"""What a row says otherwise than the record does of its patient, its course of care, and the visits of that course."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from data.clock import shown
from data.ledger_held import EMPTY, HeldEpisode, HeldPatient, HeldSession
from data.rows import Problem, SourceRow

UNWRITTEN = {"sex": "unknown"}


def other_value(row: SourceRow, column: str, given: object, kept: object) -> Problem:
    """What is recorded already has another value."""
    message = f"Already recorded with another value ({kept}). Correct the record instead, or leave this blank."
    return Problem(row.row, column, str(given), "other_value", message)


def background(row: SourceRow, kept: str) -> Iterator[Problem]:
    """A podiatrist's background is no fact of the visit: the row is taken all the same, and what is recorded stays."""
    given = row.podiatrist_background
    if given and not row.podiatrist:
        message = "The row does not say whose background this is, so it is left out. Give the podiatrist too."
        yield Problem(row.row, "podiatrist_background", given, "no_podiatrist", message, "flag")
    elif given and kept not in ("", given):
        message = f"The podiatrist is recorded with another background ({kept}), which stays."
        yield Problem(row.row, "podiatrist_background", given, "other_background", message, "flag")


def unlike_patient(row: SourceRow, patient: HeldPatient) -> Iterator[Problem]:
    """What the row says otherwise of the person."""
    for name in ("birth_year", "sex"):
        nothing = (*EMPTY, UNWRITTEN.get(name))
        given, kept = getattr(row, name), patient.details[name]
        if given not in nothing and kept not in nothing and given != kept:
            yield other_value(row, name, given, kept)
    if row.display_name and patient.details["display_name"] not in ("", row.display_name):
        message = "The patient is recorded under another name. If this is another person, give another reference."
        yield Problem(row.row, "display_name", row.display_name, "other_name", message, "flag")


def before_birth(row: SourceRow, born: int | None) -> Iterator[Problem]:
    """The row speaks of a day before the recorded year of birth."""
    if born and row.birth_year is None and first_day(row).year < born:
        message = f"{shown(first_day(row))} lies before the patient's year of birth, {born}. Correct one of the two."
        yield Problem(row.row, "date", str(first_day(row)), "before_birth", message)


def unlike_episode(row: SourceRow, episode: HeldEpisode) -> Iterator[Problem]:
    """What the row says otherwise of the course of care."""
    kept = episode.details
    for name in ("ended", "ended_how", "duration_weeks"):
        given = getattr(row, name)
        if given not in EMPTY and kept[name] not in EMPTY and given != kept[name]:
            yield other_value(row, name, given, kept[name])
    if row.ended and not kept["ended"]:
        if row.ended < kept["started"]:
            message = f"The course ended before it began ({shown(kept['started'])}). Correct one of the two."
            yield Problem(row.row, "ended", str(row.ended), "end_before_start", message)
        if any(on > row.ended for on, _ in episode.sessions):
            message = "A later session of this course is recorded. Correct the end of the course."
            yield Problem(row.row, "ended", str(row.ended), "session_after_end", message)


def out_of_course(row: SourceRow, started: date, ended: date | None) -> list[Problem]:
    """What speaks against the day of the row's session, when the course began and ended on these days."""
    found: list[Problem] = []
    if row.session is None:
        return found
    on = row.session.on
    if on < started:
        message = f"The session lies before the course began on {shown(started)}. Correct one of the two."
        found.append(Problem(row.row, "session", str(on), "before_start", message))
    if ended and on > ended:
        message = (
            f"The session lies after the course ended on {shown(ended)}. Correct one of the two, or give the "
            "session a new course number."
        )
        found.append(Problem(row.row, "session", str(on), "session_after_end", message))
    return found


def number_taken(row: SourceRow, number: int, episode: HeldEpisode, session: HeldSession | None) -> Iterator[Problem]:
    """The *number* of the visit is that of another one, or the visit has another number."""
    if episode.numbered.get(number, session) is not session:
        message = f"Another session of this course has the number {number}. Correct it or leave it blank."
        yield Problem(row.row, "session", str(number), "number_taken", message)
    elif session and session.number_given and session.number != number:
        yield other_value(row, "session", number, session.number)


def first_day(row: SourceRow) -> date:
    """The earliest day a row speaks of, its course's start aside when it says more."""
    first = row.session.on if row.session else None
    for reading in row.readings:
        if first is None or reading.on < first:
            first = reading.on
    return first or row.started
