"""Everything recorded about one person as lines: which part, which day, what, and what was written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from charts.words import day, trimmed

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.copy_reads import CourseCopy, PersonCopy
    from data.history_reads import HistoryEvent
    from data.visit_records import EpisodeRecord, ReadingRecord, SessionRecord

PERSON, CONSENT, HISTORY = "Person", "Consent for use beyond your own care", "What was changed, and by whom"
HEADS = ("Part", "Date", "What", "Written down")
NOT_IN = ("on", "sequence", "adverse_events")  # said elsewhere in the same session


@dataclass(frozen=True)
class Line:
    """One thing that is written down. ``part`` is the heading it stands under; ``on`` may not be known."""

    part: str
    on: date | None
    what: str
    said: str

    def cells(self) -> tuple[str, str, str, str]:
        """The line as four cells; the date as 2026-11-22, so that a table can be sorted by it."""
        return self.part, self.on.isoformat() if self.on else "", self.what, self.said


def copy_lines(person: PersonCopy, catalogue: Catalogue) -> list[Line]:
    """Every line of the copy, in the order a person would read them."""
    lines = list(_person(person))
    for one in person.consents:
        lines.append(Line(CONSENT, one.said_on, one.state.capitalize(), f"taken by {one.taken_by}, {_entered(one)}"))
    if not person.consents:
        lines.append(Line(CONSENT, None, "Not asked", "no answer is recorded"))
    for course in person.courses:
        lines += _course(course, catalogue)
    return lines + [_event(HISTORY, one) for one in person.history]


def _person(person: PersonCopy) -> Iterator[Line]:
    told = {
        "Reference": person.reference, "Name": person.display_name, "Year of birth": person.birth_year,
        "Sex": person.sex,
    }  # fmt: skip
    for what, value in told.items():
        yield Line(PERSON, None, what, _said(value) or "not recorded")


def _entered(one: Any) -> str:
    return f"entered by {one.actor} on {day(one.at.date())}"


def _course(course: CourseCopy, catalogue: Catalogue) -> Iterator[Line]:
    record = course.record
    known = catalogue.conditions.get(record.condition)
    part = f"{known.name if known else record.condition}, {record.side}, course {record.course}"
    yield from _about(part, record)
    for visit in record.sessions:
        yield from _session(part, visit, catalogue)
    for reading in record.reviews:
        yield _reading(part, "Review", reading, catalogue)
    if course.draft is not None:
        said = _said(course.draft.content)
        yield Line(part, course.draft.at.date(), f"Session not finished yet, by {course.draft.actor}", said)
    for event in course.history:
        yield _event(f"{part}: {HISTORY.lower()}", event)


def _about(part: str, record: EpisodeRecord) -> Iterator[Line]:
    where = ", ".join(text for text in (record.podiatrist, record.site) if text)
    yield Line(part, record.started, "Began", where)
    if record.duration_weeks is not None:
        yield Line(part, record.started, "Weeks of complaint before", _said(record.duration_weeks))
    if record.ended is not None or record.ended_how:
        yield Line(part, record.ended, "Ended", record.ended_how)


def _session(part: str, visit: SessionRecord, catalogue: Catalogue) -> Iterator[Line]:
    facts, name = visit.facts, f"Session {visit.facts.number}"
    who = ", ".join(text for text in (visit.podiatrist, visit.podiatrist_background, visit.site) if text)
    yield Line(part, facts.on, name, who)
    for field in fields(facts):
        value = getattr(facts, field.name)
        if field.name not in (*NOT_IN, "number") and value not in (None, "", ()):
            yield Line(part, facts.on, f"{name}: {_named(field.name)}", _said(value))
    for event in facts.adverse_events:
        told = ", ".join(_said(getattr(event, one.name)) for one in fields(event) if getattr(event, one.name))
        yield Line(part, facts.on, f"{name}: adverse event", told)
    for reading in visit.readings:
        yield _reading(part, name, reading, catalogue)


def _reading(part: str, name: str, reading: ReadingRecord, catalogue: Catalogue) -> Line:
    measure = catalogue.measures.get(reading.measure)
    title = measure.name if measure else reading.measure
    phase = "" if reading.phase == "review" else f", {reading.phase}"
    said = [f"{trimmed(reading.value)} {measure.unit if measure else ''}".strip(), reading.side, reading.method]
    said += [f"measured by {reading.rater}" if reading.rater else "", reading.instrument]
    return Line(part, reading.on, f"{name}{phase}: {title}", ", ".join(text for text in said if text))


def _event(part: str, event: HistoryEvent) -> Line:
    """What was done, with the old and new values and all of what was taken out, as the trail keeps them."""
    reason = f"; reason: {event.reason}" if event.reason else ""
    told = f"; {_said(event.detail)}" if event.detail else ""
    return Line(part, event.at.astimezone().date(), event.action.capitalize(), f"by {event.actor}{reason}{told}")


def _named(field: str) -> str:
    return field.replace("_", " ").replace(" mm", " (mm)").replace(" hz", " (Hz)")


def _said(value: Any) -> str:
    """A value as people read it: yes and no, days as 22 Nov 2026, lists with commas, records as ``name: value``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:.10g}"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, dict):
        kept = {name: _said(one) for name, one in value.items() if one not in (None, "", [], ())}
        return ", ".join(f"{_named(str(name))}: {text}" for name, text in kept.items())
    if isinstance(value, list | tuple):
        return "; ".join(f"({_said(one)})" if isinstance(one, dict | list) else _said(one) for one in value)
    return str(value)
