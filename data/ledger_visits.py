"""Records written by hand, one at a time, under the same rules as an imported row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select

from data.frames import SEXES
from data.ledger_flush import as_text, flush
from data.ledger_held import load_held
from data.ledger_import import new_taking
from data.ledger_rules import BIRTH_YEARS, Rules
from data.ledger_take import Taking
from data.ledger_text import check_text
from data.ledger_write import LedgerError, Writing
from data.rows import Problem, ReadingFacts, SessionFacts, SourceRow
from data.tables import patients
from data.tables_care import episodes, sessions


def add_patient(act: Writing, rules: Rules, reference: str, display_name: str, birth_year: int | None, sex: str) -> int:
    """Add a patient; their number."""
    check_text([reference, display_name])
    if not reference.strip():
        raise LedgerError("Give the patient's reference.")
    if act.connection.scalar(select(patients.c.id).where(patients.c.reference == reference)):
        raise LedgerError(f"There is a patient with the reference {reference} already.")
    if sex not in SEXES:
        raise LedgerError(f"Sex is one of {', '.join(SEXES)}.")
    if birth_year is not None and not BIRTH_YEARS[0] <= birth_year <= rules.today.year:
        raise LedgerError("The year of birth has four digits and is not after this year.")
    id = act.ids.next("patients")
    values = {"id": id, "reference": reference, "display_name": display_name, "birth_year": birth_year, "sex": sex}
    act.connection.execute(insert(patients).values(values))
    act.audit("add patient", "patients", id)
    return id


def open_episode(act: Writing, rules: Rules, patient: int, course: int | None, **given: Any) -> int:
    """Open a course of care; its number. Without *course* it is the next of this condition and side."""
    reference = act.connection.scalar(select(patients.c.reference).where(patients.c.id == patient))
    if reference is None:
        raise LedgerError(f"There is no patient number {patient}.")
    held = load_held(act.connection, [reference])[reference].episodes
    same = [number for condition, side, number in held if (condition, side) == (given["condition"], given["side"])]
    course = course or max(same, default=0) + 1
    if course in same:
        raise LedgerError(f"Course {course} of this condition and side is recorded already.")
    row = SourceRow(0, reference, course=course, **given)
    return _write(act, rules, row, "open episode", "episodes")


def record_session(
    act: Writing, rules: Rules, episode: int, session: SessionFacts, readings: Sequence[ReadingFacts], **place: str
) -> int:
    """Record a session with its readings; its number."""
    row = row_of(act, episode, session=session, readings=tuple(readings), **place)
    return _write(act, rules, row, "record session", "sessions")


def record_reading(act: Writing, rules: Rules, episode: int, reading: ReadingFacts, session: int | None) -> int:
    """Record one reading, in a session of the episode or (a review) on its own; its number."""
    facts = None
    if session is not None:
        query = select(sessions.c.day, sessions.c.sequence).where(
            sessions.c.id == session, sessions.c.episode == episode
        )
        found = act.connection.execute(query).first()
        if found is None:
            raise LedgerError(f"Episode {episode} has no session number {session}.")
        facts = SessionFacts(found.day, sequence=found.sequence)
    row = row_of(act, episode, session=facts, readings=(reading,))
    return _write(act, rules, row, "record reading", "readings")


def record_review(act: Writing, rules: Rules, episode: int, readings: Sequence[ReadingFacts]) -> int:
    """Record the readings of one review, all of them or none; the number of the first."""
    if not readings or any(reading.phase != "review" for reading in readings):
        raise LedgerError("A review has at least one reading, and every one of them is a review reading.")
    return _write(act, rules, row_of(act, episode, readings=tuple(readings)), "record review", "readings")


def row_of(act: Writing, episode: int, **given: Any) -> SourceRow:
    """What is *given* about an episode, as an importer would hand it over. Raises `LedgerError`."""
    check_text(given)
    query = select(patients.c.reference, episodes.c.condition, episodes.c.side, episodes.c.course, episodes.c.started)
    query = query.join(patients, patients.c.id == episodes.c.patient).where(episodes.c.id == episode)
    found = act.connection.execute(query).first()
    if found is None:
        raise LedgerError(f"There is no episode number {episode}.")
    reference, condition, side, course, started = found
    return SourceRow(0, reference, condition, side, started, course=course, **given)


def taken(act: Writing, rules: Rules, row: SourceRow) -> tuple[Taking, bool]:
    """Take *row* in, nothing written yet, and whether anything in it is new. Raises `LedgerError`."""
    taking = new_taking(act.connection, rules, act.ids.next)
    taking.held = load_held(act.connection, [row.patient])
    problems, new = taking.offer(row)
    refuse(problems)
    return taking, new


def refuse(problems: Iterable[Problem]) -> None:
    """Raise `LedgerError` in the words of the *problems* that speak against it, if any do."""
    against = [problem for problem in problems if problem.severity == "reject"]
    if against:
        raise LedgerError(" ".join(f"{problem.column}: {problem.message}" for problem in against))


def _write(act: Writing, rules: Rules, row: SourceRow, action: str, table: str) -> int:
    taking, new = taken(act, rules, row)
    made = _made(taking, table)
    if not new or made is None:
        raise LedgerError("This is recorded already; nothing was written.")
    changes = flush(act, taking.taken, taking.names, None)
    whose = act.connection.scalar(select(patients.c.id).where(patients.c.reference == row.patient))
    act.audit(action, table, made, detail=change_detail(changes), patient=whose)
    return made


def _made(taking: Taking, table: str) -> int | None:
    made = getattr(taking.taken, table)
    if not made:
        return None
    return int(made[0][0] if table == "readings" else made[0][0].id)


def change_detail(changes: Sequence[tuple[str, int, str, Any, Any]]) -> dict[str, Any] | None:
    """What was changed in other records, for the audit event."""
    listed = [[table, id, field, as_text(old), as_text(new)] for table, id, field, old, new in changes]
    return {"changed": listed} if listed else None
