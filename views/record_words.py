"""The words of the form: what a field is called and how its value is read out. No Streamlit here."""

from __future__ import annotations

from datetime import date
from typing import Any

from data.catalogue import Catalogue
from reports.visit_form import lines
from views.text import day

FIELDS = {
    "on": "Date",
    "site": "Site",
    "podiatrist": "Treated by",
    "muscles": "Muscles",
    "bilateral": "Both legs needled",
    "needle_diameter_mm": "Needle diameter (mm)",
    "needle_length_mm": "Needle length (mm)",
    "needle_material": "Needle material",
    "insertions": "Insertions",
    "depth_mm": "Depth (mm)",
    "response_sought": "Response sought",
    "twitch": "Twitch response",
    "twitch_count": "Number of twitches",
    "technique": "Technique",
    "stimulation": "Stimulation",
    "stimulation_hz": "Stimulation (Hz)",
    "stimulation_minutes": "Stimulation (minutes)",
    "retention_minutes": "Needles left in (minutes)",
    "planned_sessions": "Sessions planned",
    "planned_frequency": "How often planned",
    "co_interventions": "Other care given",
    "soreness": "Soreness after needling",
    "consent_on": "Consent given on",
    "consent_version": "Consent form",
    "contraindications_screened": "Contraindications checked",
    "adverse_asked": "Asked about adverse events",
    "adverse_events": "Adverse events",
    "notes": "Notes",
    "session": "Session",
    "adverse_event": "Adverse event",
}
PARTS = {"side": "side", "method": "method", "instrument": "instrument", "rater": "measured by"}
ONSETS = {"during": "During treatment", "within_24h": "Within 24 hours", "later": "Later"}
RELATED = {"unrelated": "No", "possibly": "Possibly", "probably": "Probably", "certainly": "Certainly"}
SEVERITIES = {"mild": "Mild", "significant": "Significant", "serious": "Serious"}
ENDINGS = {
    "discharged": "Discharged",
    "lost": "Did not come back",
    "referred": "Referred on",
    "other": "Another reason",
}
SIDES = {"left": "Left", "right": "Right", "both": "Both"}
NOTHING = "nothing"


def number(value: float) -> str:
    """``7`` or ``11.5``, without a tail of noughts."""
    return f"{float(value):.10g}"


def side_words(side: object) -> str:
    """``, left``; nothing where no side is written down."""
    return f", {side}" if side else ""


def field_label(field: str, catalogue: Catalogue) -> str:
    """What the form calls a key of the draft."""
    found = lines({field: None})
    if found and found[0].measure in catalogue.measures:
        part = field.rpartition(".")[2]
        again = f" ({found[0].number})" if found[0].number > 1 else ""
        return f"{catalogue.measures[found[0].measure].short}{again}, {PARTS.get(part, part)}"
    if field in catalogue.measures:
        return catalogue.measures[field].short
    return FIELDS.get(field, field.replace("_", " ").capitalize())


def said(value: Any) -> str:
    """A value of the draft as people read it; ``nothing`` for what is not written down."""
    if value is None or value in ("", [], ()):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list | tuple):
        return "; ".join(event_words(one) if isinstance(one, dict) else str(one) for one in value)
    return _text(str(value))


def _text(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


def event_words(event: dict[str, Any]) -> str:
    """``bruising (mild, within 24 hours; none)``."""
    when = ONSETS.get(event.get("onset", ""), "").lower()
    related = f"{event['relatedness']} due to needling" if event.get("relatedness") else ""
    related = "not due to needling" if event.get("relatedness") == "unrelated" else related
    told = ", ".join(part for part in (event.get("severity", ""), when, event.get("duration", ""), related) if part)
    action = f"; {event['action']}" if event.get("action") else ""
    return f"{event.get('term', '')} ({told}{action})"
