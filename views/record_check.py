"""What is wrong with a draft, what is unusual in it, what it leaves open. No Streamlit here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from data.catalogue import Catalogue, Measure
from data.ledger_rules import Rules
from data.rows import ReadingFacts, SessionFacts, SourceRow
from reports.visit_form import Line, UnreadableDraft, earlier, lines, reading_facts, session_facts
from views.record_words import field_label, number, side_words
from views.text import day

if TYPE_CHECKING:
    from data.visit_reads import EpisodeRecord, ReadingRecord

ERRORS_OFF = 3  # times the measurement error (house rule)
TOLERANCE = 1e-9  # a limit met exactly is met, whatever the last binary digit says
HALF = 0.5  # of a pain scale: 5 of 10 points (house rule)


@dataclass(frozen=True)
class Sheet:
    """A draft with what it is judged against."""

    content: Mapping[str, Any]
    record: EpisodeRecord
    catalogue: Catalogue
    today: date

    @property
    def sequence(self) -> int:
        """Which visit of its day this is: one more than are recorded."""
        return 1 + max((one.facts.sequence for one in self.record.sessions if self._same_day(one.facts)), default=0)

    def _same_day(self, facts: SessionFacts) -> bool:
        return facts.on.isoformat() == self.content.get("on")

    def facts(self) -> tuple[SessionFacts, tuple[ReadingFacts, ...]]:
        """The session and its readings, for the ledger."""
        session = session_facts(self.content, self.sequence)
        return session, reading_facts(self.content, session.on)


def problems(sheet: Sheet) -> list[str]:
    """Sentences that say why this draft may not be stored; the ledger's own rules, asked before it is."""
    try:
        session, readings = sheet.facts()
    except UnreadableDraft as error:
        return [str(error)]
    record = sheet.record
    row = SourceRow(
        0, record.reference, record.condition, record.side, record.started, record.course,
        session=session, readings=readings, birth_year=record.birth_year,
    )  # fmt: skip
    unnamed = [one for one in session.adverse_events if not (one.term and one.severity)]
    if unnamed or (session.adverse_events and not session.adverse_asked):
        return ["Say what the adverse event was and how bad it was, or choose another answer."]
    return [*_broken(sheet, row), *_course(sheet, session.on), *_twice(sheet, readings)]


def _broken(sheet: Sheet, row: SourceRow) -> Iterator[str]:
    for problem in Rules(sheet.catalogue, sheet.today).broken(row):
        yield f"{field_label(problem.column, sheet.catalogue)}: {problem.message}"


def _course(sheet: Sheet, on: date) -> Iterator[str]:
    record = sheet.record
    if on < record.started:
        yield f"The course of care began on {day(record.started)}. Correct the date of the session."
    if record.ended and on > record.ended:
        yield f"The course of care ended on {day(record.ended)}. Reopen it first, under Course of care."


def _twice(sheet: Sheet, readings: tuple[ReadingFacts, ...]) -> Iterator[str]:
    times = Counter((one.measure, one.side, one.method, one.phase) for one in readings)
    for (measure, side, _, phase), many in times.items():
        if many > 1:
            yield f"{sheet.catalogue.measures[measure].short}, {side}, {phase}: entered twice. Clear one."


def unusual(sheet: Sheet) -> list[str]:
    """Sentences about values that are possible but rare, to be asked about once more."""
    return [sentence for line in lines(sheet.content) for sentence in _unusual(sheet, line)]


def _unusual(sheet: Sheet, line: Line) -> Iterator[str]:
    measure = sheet.catalogue.measures.get(line.measure)
    before, after = (sheet.content.get(line.key(phase)) for phase in ("before", "after"))
    last = last_of(sheet, line)
    if measure is None:
        return
    where = f"{measure.short}{side_words(sheet.content.get(line.key('side')))}"
    newest = before if before is not None else after
    if last is not None and newest is not None and (how := _far(sheet, measure, last.value, newest)):
        yield f"{where}: {number(newest)}, and {number(last.value)} on {day(last.on)}. {how}"
    if before is not None and after is not None and (how := _far(sheet, measure, before, after)):
        yield f"{where}: {number(before)} before and {number(after)} after. {how}"


def _far(sheet: Sheet, measure: Measure, old: float, new: float) -> str:
    """Why going from *old* to *new* is unusual; ``""`` when it is not."""
    if measure.kind == "pain":
        up = (old - new) * measure.sign
        return f"That is {number(up)} more." if up >= HALF * (measure.high - measure.low) - TOLERANCE else ""
    error = error_of(sheet, measure)
    if measure.kind == "rom" and error and abs(new - old) > ERRORS_OFF * error + TOLERANCE:
        return f"That is over {ERRORS_OFF} times the measurement error ({number(error)} {measure.unit})."
    return ""


def error_of(sheet: Sheet, measure: Measure) -> float | None:
    """The measurement error of *measure* that may classify, in its own unit."""
    found = sheet.catalogue.threshold(measure.id, "error", sheet.record.condition)
    return found.value if found and found.unit == measure.unit else None


def last_of(sheet: Sheet, line: Line) -> ReadingRecord | None:
    """The newest recorded reading that this line goes on from."""
    side, method = (sheet.content.get(line.key(part)) or "" for part in ("side", "method"))
    return earlier(sheet.record, line.measure, side, method)


def another_hand(sheet: Sheet, line: Line) -> str:
    """A sentence when another person or instrument takes this reading than took the last one."""
    last, content = last_of(sheet, line), sheet.content
    if last is None:
        return ""
    changed = [
        f"{words} than on {day(last.on)} ({getattr(last, part)})"
        for part, words in (("rater", "another person"), ("instrument", "another instrument"))
        if getattr(last, part) and content.get(line.key(part)) and content[line.key(part)] != getattr(last, part)
    ]
    return f"Taken by {' and '.join(changed)}: the larger measurement error counts." if changed else ""


def left_open(sheet: Sheet) -> list[str]:
    """What has no answer yet, in the words of the form: nothing of it is presumed."""
    content, found = sheet.content, []
    for line in lines(content)[:1]:
        found += [f"pain {phase}" for phase in ("before", "after") if content.get(line.key(phase)) is None]
    if not content.get("muscles"):
        found.append("muscles")
    if content.get("adverse_asked") is None:
        found.append("adverse events")
    return found
