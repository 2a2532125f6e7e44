"""The gallery of the chart studio: every question with a small still picture from the clinic's own numbers.

Each is looked at by the same checks as the picture itself: where a few people could be worked out, nothing is drawn.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from charts.look import Look, palette
from charts.theme import ChartError
from charts.thumbnail import thumbnail
from reports import desk
from reports.public_use import PublicUse
from reports.studio_draft import Draft, draft
from reports.studio_settings import settings_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from data.catalogue import Catalogue
    from data.store import Store
    from reports.access import Viewer
    from reports.studio_request import Request

# Where one of these is broken no figure is shown at all: no picture, no table, no words.
HIDE = ("individual", "podiatrists", "period", "least_condition", "least_cell", "overlap")
NOTHING = "No records of this kind yet."
IN_SHORT = {
    "overlap": "Not open here: a few people could be worked out.",
    "least_condition": "Not open here: too few courses of care.",
    "least_cell": "Not open here: too few people in each figure.",
}
WIDE, HIGH = 220, 110  # pixels: six beside each other on a desk


@dataclass(frozen=True)
class Plate:
    """One question of the gallery: its words, its small picture, or why there is none."""

    name: str
    words: str
    per_condition: bool
    figure: go.Figure | None
    why: str = ""


def questions() -> dict[str, PublicUse]:
    """The questions a public picture can answer, by report, outcomes first."""
    found = {name: getattr(module, "PUBLIC", None) for name, module in desk.modules().items()}
    uses = {name: use for name, use in found.items() if isinstance(use, PublicUse)}
    return dict(sorted(uses.items(), key=lambda one: (one[1].kind == "service", one[1].name)))


def gallery(
    store: Store, catalogue: Catalogue, viewer: Viewer, request: Request, as_of: date | None = None
) -> tuple[Plate, ...]:
    """Every question for the condition, period, measure and time point of *request*, in the clinic's look."""
    plates = []
    for name, use in questions().items():
        asked = asked_of(request, name).with_(presets=(), title="", subtitle="")
        made = draft(store, catalogue, viewer, asked, as_of)
        plates.append(_plate(name, use, made, look_of(store)))
    return tuple(plates)


def asked_of(request: Request, question: str) -> Request:
    """*request* for another *question*: without its condition where the question is about all of them side by side."""
    use = questions().get(question)
    condition = request.condition if use is None or use.per_condition else ""
    return request.with_(question=question, condition=condition)


def look_of(store: Store) -> Look:
    """The clinic's look, or the one that comes with the program."""
    kept = asdict(settings_of(store, asdict(Look())))
    return Look(**{name: kept[name] for name in asdict(Look())})


def hiding(made: Draft) -> tuple[str, ...]:
    """Why no figure of a draft may be seen, in sentences; empty where it may."""
    return tuple(one.said for one in made.findings if one.check.name in HIDE and not one.holds)


def _plate(name: str, use: PublicUse, made: Draft, look: Look) -> Plate:
    table, facts = made.case.table, made.case.facts
    broken = [one for one in made.findings if one.check.name in HIDE and not one.holds]
    why = next((IN_SHORT.get(one.check.name, one.said) for one in broken), "")
    if why or table is None or facts is None or table.empty:
        return Plate(name, use.name, use.per_condition, None, why or NOTHING)
    try:
        figure = thumbnail(lambda sheet: use.picture(table, facts.measure, sheet), palette(look), WIDE, HIGH)
    except ChartError as error:
        return Plate(name, use.name, use.per_condition, None, str(error))
    return Plate(name, use.name, use.per_condition, figure)
