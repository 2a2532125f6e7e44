"""What can be chosen in the chart studio, and what it opens with: something is shown before anything is asked."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from charts import lettering
from charts.look import Look
from charts.look_problems import look_problems
from charts.poster import PosterError
from charts.presets import ASPECT, NARROWEST, PRESETS, WIDEST, PresetError
from data.clock import today
from reports import desk
from reports.choices import choices
from reports.filters import Filters
from reports.period import Period, offered
from reports.public_use import LEAST_CONDITION
from reports.public_view import seen_publicly
from reports.studio_request import Request

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.store import Store
    from reports.access import Viewer
    from reports.studio_settings import Settings

__all__ = [
    "CUSTOM", "FONTS", "OPENS_WITH", "PosterError", "PresetError", "conditions", "default_look", "look_findings",
    "measures", "opening", "periods", "sizes",
]  # fmt: skip

OPENS_WITH = "sessions"
CUSTOM = "custom"
FONTS = tuple(lettering.FAMILIES)
BOUNDS = (NARROWEST, WIDEST, ASPECT)  # least and most pixels of a side, and how many times the shorter the longer is


def sizes() -> dict[str, str]:
    """The sizes by name, in words: ``Instagram square, 1080 x 1080``; the last is one of one's own."""
    known = {name: f"{one.title}, {one.width} × {one.height}" for name, one in PRESETS.items()}
    return known | {CUSTOM: "Own size"}


def periods(store: Store, as_of: date | None = None) -> list[Period]:
    """The periods a picture may be about."""
    starts = seen_publicly(store).episodes["started"]
    return offered(starts.min().date() if len(starts) else None, as_of or today())


def conditions(store: Store, catalogue: Catalogue, viewer: Viewer) -> tuple[str, ...]:
    """The conditions with records, the most recorded first."""
    return choices(store, catalogue, viewer, Filters()).conditions


def measures(store: Store, catalogue: Catalogue, viewer: Viewer, condition: str) -> tuple[str, ...]:
    """The measures recorded for *condition* (all of them for none), the most recorded first."""
    return choices(store, catalogue, viewer, Filters(condition=(condition,) if condition else ())).measures


def opening(store: Store, catalogue: Catalogue, viewer: Viewer, as_of: date | None = None) -> Request:
    """What the studio opens with: the newest whole year of the condition with most courses, or of all conditions."""
    year = periods(store, as_of)[0]
    asked = Filters(since=year.first, until=year.last)
    frame = desk.open_public("effectiveness", store, catalogue, viewer, asked, as_of).frame
    shown = frame[(~frame["hidden"].astype(bool)) & (frame["n"] >= LEAST_CONDITION)]
    most = "" if shown.empty else str(shown.sort_values("n", ascending=False, kind="stable")["condition"].iloc[0])
    return Request(OPENS_WITH, condition=most, period=year.name)


def default_look() -> dict[str, object]:
    """The look that comes with the program, by the names of `reports.studio_settings.Settings`."""
    return asdict(Look())


def look_findings(settings: Settings) -> list[str]:
    """What is wrong with the colours of a look, in sentences."""
    names = asdict(Look())
    return look_problems(Look(**{name: value for name, value in asdict(settings).items() if name in names}))
