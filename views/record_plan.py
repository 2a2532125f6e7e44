"""What a correction comes to: which fields change, which readings change, come or go. No Streamlit here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.rows import ReadingFacts
from reports.visit_form import SESSION_FIELDS, reading_facts, session_facts

if TYPE_CHECKING:
    from data.visit_reads import ReadingRecord, SessionRecord


@dataclass(frozen=True)
class Plan:
    """``fields`` for `Pen.correct_session`; readings with their new value, new ones, and those to take back."""

    fields: dict[str, object]
    corrected: tuple[tuple[ReadingRecord, float], ...]
    added: tuple[ReadingFacts, ...]
    taken_back: tuple[ReadingRecord, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.fields or self.corrected or self.added or self.taken_back)


def plan(old: SessionRecord, content: Mapping[str, Any]) -> Plan:
    """What has to be written so that the session *old* says what *content* says.

    Raises `reports.visit_form.UnreadableDraft`.
    """
    facts = session_facts(content, old.facts.sequence)
    changed = {
        name: getattr(facts, name) for name in SESSION_FIELDS if getattr(facts, name) != getattr(old.facts, name)
    }
    wanted = {_series(one): one for one in reading_facts(content, facts.on)}
    held = {_series(one): one for one in old.readings}
    both = [(held[series], one.value) for series, one in wanted.items() if series in held]
    return Plan(
        changed,
        tuple((reading, value) for reading, value in both if reading.value != value),
        tuple(one for series, one in wanted.items() if series not in held),
        tuple(reading for series, reading in held.items() if series not in wanted),
    )


def _series(one: ReadingFacts | ReadingRecord) -> tuple[str, ...]:
    return one.measure, one.method, one.side, one.phase, one.instrument, one.rater
