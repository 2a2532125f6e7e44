"""The visit on a row: its needling details and adverse events, where the file has any."""

from __future__ import annotations

from datetime import date
from typing import Any

from data.intake.columns import Columns
from data.intake.findings import Findings
from data.rows import AdverseEvent, SessionFacts

DETAILS = (
    "muscles", "bilateral", "needle_diameter_mm", "needle_length_mm", "needle_material", "insertions", "depth_mm",
    "response_sought", "twitch", "twitch_count", "technique", "stimulation", "stimulation_hz", "stimulation_minutes",
    "retention_minutes", "planned_sessions", "planned_frequency", "co_interventions", "soreness", "consent_on",
    "consent_version", "contraindications_screened", "adverse_asked", "notes",
)  # fmt: skip
# In the order of the fields of `AdverseEvent`.
EVENTS = (
    "adverse_event", "adverse_severity", "adverse_onset", "adverse_action", "adverse_duration", "adverse_relatedness",
)  # fmt: skip


class Sessions:
    """Makes the session of a row from the parsed columns; ``None`` where the row shows no visit."""

    def __init__(self, columns: Columns, found: Findings) -> None:
        self.details = [(name, columns[name]) for name in DETAILS if name in columns]
        events = [columns.get(name) for name in EVENTS]
        self.events = events if any(events) else []
        self.known: dict[tuple[Any, ...], SessionFacts] = {}  # visits without a detail, which many rows share
        self.number, self.sequence = columns.get("session"), columns.get("sequence")
        self.found = found

    def on_row(self, place: int, on: date, measured: bool) -> SessionFacts | None:
        """The visit; *measured* says that the row has a reading before or after needling."""
        given = {name: values[place] for name, values in self.details if values[place] is not None}
        number = self.number[place] if self.number else None
        events = self._events(place) if self.events else ()
        if not (measured or given or events or number is not None):
            return None
        if events:
            given["adverse_events"] = events
        sequence = (self.sequence[place] if self.sequence else None) or 1
        plain = (on, number, sequence)
        if given:
            return SessionFacts(*plain, **given)
        return self.known.get(plain) or self.known.setdefault(plain, SessionFacts(*plain))

    def _events(self, place: int) -> tuple[AdverseEvent, ...]:
        terms, *rest = ((column[place] if column else None) or () for column in self.events)
        if not terms and not any(rest):
            return ()
        terms = tuple(term for term in terms if term.casefold() not in ("none", "no", "nil"))
        columns: list[tuple[Any, ...]] = [given or ("",) * len(terms) for given in rest]
        if any(len(given) != len(terms) for given in columns) or len(set(terms)) != len(terms) or "" in columns[0]:
            self.found.reject(
                place, "adverse events", "; ".join(terms), "events_unclear",
                "Give each adverse event once, and as many severities (mild, significant, serious), separated by ;. "
                "Any other column about adverse events holds as many entries, or none.",
            )  # fmt: skip
            return ()
        return tuple(AdverseEvent(*event) for event in zip(terms, *columns, strict=True))
