"""An export of the register in words: its state, what it is about, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from data.clock import today
from data.export_reads import APPROVED, PREPARED, SENT_BACK, WITHDRAWN, ExportEvent
from reports.period import PeriodError, parse_period
from reports.studio import EXPIRED, Export
from reports.studio_choices import sizes
from views import filter_bar
from views.room import Room
from views.text import count, day, md

# In the order the register shows them; words, a sign and a colour, so that none of the three is needed to read it.
STATES: dict[str, tuple[str, str, str]] = {
    PREPARED: ("Waiting for approval", ":material/hourglass_top:", "orange"),
    APPROVED: ("Approved", ":material/check_circle:", "green"),
    EXPIRED: ("Expired", ":material/event_busy:", "red"),
    SENT_BACK: ("Sent back", ":material/undo:", "gray"),
    WITHDRAWN: ("Withdrawn", ":material/block:", "red"),
}
ACTS = {
    "prepare": "Prepared", "approve": "Approved", "send back": "Sent back", "withdraw": "Withdrawn",
    "file": "File made", "remake": "Made again",
}  # fmt: skip
FORMS = {"png": "PNG", "svg": "SVG", "pdf": "PDF", "csv": "CSV", "xlsx": "Excel", "txt": "Caption text"}


def state(export: Export) -> str:
    """``Waiting for approval``."""
    return STATES[export.state][0]


def about(room: Room, export: Export) -> str:
    """Which records it shows: condition, period, time point and measure."""
    asked, known = export.content.request, room.catalogue
    condition = known.conditions.get(asked.condition)
    measure = known.measures.get(export.content.measure)
    parts = (
        condition.name if condition else "All conditions",
        f"care begun {_period(asked.period)}",
        f"measured at: {filter_bar.HORIZONS.get(asked.horizon, 'last reading').lower()}",
        measure.name if measure else export.content.measure,
    )
    return ", ".join(parts)


def in_short(room: Room, export: Export) -> str:
    """``Plantar heel pain, 2025``."""
    asked = export.content.request
    condition = room.catalogue.conditions.get(asked.condition)
    return f"{condition.short if condition else 'All conditions'}, {asked.period.replace('..', ' to ')}"


def _period(name: str) -> str:
    try:
        return parse_period(name).words
    except PeriodError:
        return name


def shown_sizes(export: Export) -> dict[str, str]:
    """Its sizes in words, by name."""
    known, size = sizes(), export.content.request.size
    own = f"Own size, {size[0]} × {size[1]}" if size else ""
    return {name: own if name == "custom" else known.get(name, name) for name in export.content.request.presets}


def expiry(export: Export, on: date | None = None) -> str:
    """``expires in 12 days (10 Dec 2026)``."""
    ends, now = export.record.expires_on, on or today()
    if ends < now:
        return f"expired on {day(ends)}"
    left = (ends - now).days
    within = f"in {count(left, 'day')}" if left else "today"
    return f"expires {within} ({day(ends)})"


def moment(at: datetime) -> str:
    """``28 Nov 2026, 14:05`` by this computer's clock; the register keeps UTC."""
    here = at.astimezone()
    return f"{day(here)}, {here:%H:%M}"


def line(event: ExportEvent) -> str:
    """One step of its history, as Markdown."""
    who = f"**{ACTS.get(event.act, event.act)}** by {md(event.actor)}"
    signed = f", signed {md(event.name)}, registration {md(event.registration)}" if event.name else ""
    why = f"  \n“{md(event.reason)}”" if event.reason else ""
    return f"{moment(event.at)} · {who}{signed}{why}"


def file(detail: Mapping[str, Any]) -> str:
    """``PNG, square, 1080 × 1080``."""
    parts = [FORMS.get(str(detail.get("form")), str(detail.get("form"))), detail.get("preset") or ""]
    if detail.get("width") and detail.get("height"):
        parts.append(f"{detail['width']} × {detail['height']}")
    return ", ".join(str(part) for part in parts if part)
