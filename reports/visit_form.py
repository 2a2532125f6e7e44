"""The form of a visit as plain values: a draft is a dict of JSON values and becomes facts for the ledger.

A draft is flat, so that two people's drafts can be compared field by field. Its keys are the fields of
`data.rows.SessionFacts`, ``site`` and ``podiatrist``, and for each line of readings ``measure#1.side``,
``.method``, ``.instrument``, ``.rater``, ``.before`` and ``.after`` (``#2`` for the other foot or method).
A key that is missing or ``None`` was not written down; nothing is presumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from data.catalogue import Catalogue, Measure
from data.rows import AdverseEvent, ReadingFacts, SessionFacts

if TYPE_CHECKING:
    from data.visit_reads import EpisodeRecord, ReadingRecord, SessionRecord

Content = dict[str, Any]
PARTS = ("side", "method", "instrument", "rater", "before", "after")
PHASES = ("before", "after")
DAYS = ("on", "consent_on")
LISTS = ("muscles", "co_interventions")
SESSION_FIELDS = tuple(field.name for field in fields(SessionFacts) if field.name not in ("number", "sequence"))
# What a session is likely to repeat; a count or an answer of the day is never carried over.
AGAIN = (
    "muscles", "bilateral", "needle_diameter_mm", "needle_length_mm", "needle_material", "response_sought", "technique",
    "stimulation", "stimulation_hz", "stimulation_minutes", "retention_minutes", "planned_sessions",
    "planned_frequency", "co_interventions",
)  # fmt: skip
_LINE = re.compile(rf"(?P<measure>[^#]+)#(?P<number>\d+)\.(?P<part>{'|'.join(PARTS)})")


@dataclass(frozen=True, order=True)
class Line:
    """One measure on one side by one method; ``number`` tells two lines of a measure apart."""

    measure: str
    number: int = 1

    def key(self, part: str) -> str:
        """The draft's key for one part (`PARTS`) of this line."""
        return f"{self.measure}#{self.number}.{part}"


class UnreadableDraft(ValueError):
    """A draft that no form of ours has written."""


def lines(content: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines of a draft, in the order in which they were laid down."""
    found = (_LINE.fullmatch(key) for key in content)
    return tuple(dict.fromkeys(Line(match["measure"], int(match["number"])) for match in found if match))


def next_line(content: Mapping[str, Any], measure: str) -> Line:
    """A line of *measure* that the draft does not have yet."""
    return Line(measure, max((line.number for line in lines(content) if line.measure == measure), default=0) + 1)


def filled(content: Mapping[str, Any], line: Line) -> bool:
    """Whether the line holds a value."""
    return any(content.get(line.key(phase)) is not None for phase in PHASES)


def start(record: EpisodeRecord, catalogue: Catalogue, today: date, podiatrist: str = "") -> Content:
    """A new draft: the day, who treats, and empty lines with side, method and instrument as last time.

    *podiatrist* is who is signed in, ``""`` for an owner; the one of the last session then stands.
    """
    last = record.sessions[-1] if record.sessions else None
    treats = podiatrist or (last.podiatrist if last else "") or record.podiatrist
    content: Content = {"on": today.isoformat(), "site": (last.site if last else "") or record.site}
    content["podiatrist"] = treats
    for measure in _measures(record, catalogue):
        for side, method, instrument, rater in _remembered(record, measure.id):
            line = next_line(content, measure.id)
            content |= {line.key("side"): side, line.key("method"): method, line.key("instrument"): instrument}
            content[line.key("rater")] = treats or rater
    return content


def is_scale(measure: Measure) -> bool:
    """Whether a measure is asked with a row of buttons: a pain scale of whole points up to 10."""
    return measure.kind == "pain" and measure.step == 1 and measure.high - measure.low <= 10


def _measures(record: EpisodeRecord, catalogue: Catalogue) -> list[Measure]:
    """Pain first, then the ranges of motion of the condition, then whatever else its sessions recorded."""
    recorded = [reading.measure for session in reversed(record.sessions) for reading in session.readings]
    own = catalogue.conditions[record.condition].measures if record.condition in catalogue.conditions else ()
    known = [catalogue.measures[name] for name in dict.fromkeys([*own, *recorded]) if name in catalogue.measures]
    pains = [measure for measure in known if is_scale(measure) and (measure.id in recorded or measure.id == "nprs")]
    if not pains and "nprs" in catalogue.measures:
        pains = [catalogue.measures["nprs"]]
    ranges = [measure for measure in known if measure.kind == "rom"]
    others = [measure for measure in known if measure.id in recorded and measure not in (*pains, *ranges)]
    return [*pains, *ranges, *others]


def _remembered(record: EpisodeRecord, measure: str) -> list[tuple[str, str, str, str]]:
    """Side, method, instrument and rater of each line of the last session that had the measure."""
    for session in reversed(record.sessions):
        same = [reading for reading in session.readings if reading.measure == measure]
        if same:
            series = {(one.side, one.method): (one.side, one.method, one.instrument, one.rater) for one in same}
            return list(series.values())
    return [(record.side, "", "", "")]


def again(last: SessionFacts) -> Content:
    """What "same as last time" writes down: muscles, needles, technique, stimulation, co-interventions."""
    said = session_content(last)
    return {name: said[name] for name in AGAIN if said.get(name) is not None}


def session_content(facts: SessionFacts) -> Content:
    """The draft of a session's own fields; what is not written down is left out."""
    content: Content = {}
    for name in SESSION_FIELDS:
        value = getattr(facts, name)
        if name in DAYS:
            value = value.isoformat() if value else None
        elif name in LISTS:
            value = list(value)
        elif name == "adverse_events":
            value = [asdict(event) for event in value]
        if value not in (None, "", []):
            content[name] = value
    return content


def content_of(session: SessionRecord) -> Content:
    """The draft that would have recorded *session*, readings too."""
    content = session_content(session.facts) | {"site": session.site, "podiatrist": session.podiatrist}
    placed: dict[tuple[str, ...], Line] = {}
    for reading in session.readings:
        series = (reading.measure, reading.side, reading.method, reading.instrument, reading.rater)
        line = placed.setdefault(series, next_line(content, reading.measure))
        content |= {line.key(part): getattr(reading, part) for part in PARTS[:4]}
        content[line.key(reading.phase)] = reading.value
    return content


def session_facts(content: Mapping[str, Any], sequence: int = 1) -> SessionFacts:
    """The session a draft tells of. Raises `UnreadableDraft`."""
    try:
        said = {name: content[name] for name in SESSION_FIELDS if content.get(name) not in (None, "", [])}
        for name in DAYS:
            said |= {name: date.fromisoformat(said[name])} if name in said else {}
        for name in LISTS:
            said |= {name: tuple(said[name])} if name in said else {}
        if "adverse_events" in said:
            said["adverse_events"] = tuple(AdverseEvent(**event) for event in said["adverse_events"])
        return SessionFacts(sequence=sequence, **said)
    except (TypeError, ValueError, AttributeError) as error:
        raise UnreadableDraft("This draft cannot be read. Discard it and write the session down again.") from error


def reading_facts(content: Mapping[str, Any], on: date) -> tuple[ReadingFacts, ...]:
    """The readings a draft tells of, dated *on*: one for each value that was entered."""
    return tuple(_readings(content, on))


def _readings(content: Mapping[str, Any], on: date) -> Iterator[ReadingFacts]:
    for line in lines(content):
        told = {part: content.get(line.key(part)) or "" for part in PARTS[:4]}
        for phase in PHASES:
            value = content.get(line.key(phase))
            if value is not None:
                yield ReadingFacts(line.measure, float(value), on, phase, **told)


def earlier(record: EpisodeRecord, measure: str, side: str, method: str) -> ReadingRecord | None:
    """The newest recorded reading of a series that is not an "after", to compare a new one with."""
    every = [*record.reviews, *(reading for session in record.sessions for reading in session.readings)]
    same = [one for one in every if (one.measure, one.side, one.method) == (measure, side, method)]
    start_of = [one for one in same if one.phase != "after"]
    return max(start_of, key=lambda one: (one.on, one.id), default=None)
