"""Two panels of rows, one above the other, each with an axis of its own: for figures that may not share one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts import intervals, marks, rows, theme, words

FOOT, KEY, LINE = 92, 34, 18  # pixels below a panel for its axis, for the key, and of one line of a heading
WIDE = 31  # letters of a heading that a phone has room for


@dataclass(frozen=True)
class Panel:
    """One panel: its heading and a line below it, its rows (`charts.rows.placed`), its bars, and its value axis.

    ``table`` is `charts.intervals.fitted`; ``beside`` says what stands to the right of each row, ``blank`` why a row
    has no figure (one for all, or one a row). ``lines`` are drawn across the rows.
    """

    heading: str
    below: str
    table: pd.DataFrame
    bars: dict[str, Any]
    axis: dict[str, Any]
    beside: Sequence[str]
    blank: str | Sequence[str]
    lines: Sequence[marks.Shape] = field(default_factory=tuple)


def stacked(panels: Sequence[Panel], *, n: int, direction: str) -> go.Figure:
    """The panels from top to bottom on one sheet; the key says what a dotted interval and an arrow mean."""
    domains, height = _domains(panels)
    beyond = intervals.once([trace for place, panel in enumerate(panels, 1) for trace in _beyond(panel, place)])
    said = [text for panel in panels for text in panel.beside]
    lines = [shape for place, panel in enumerate(panels, 1) for shape in _lines(panel, place, domains[place - 1])]
    keyed = bool(beyond) or any(line.get("showlegend") for line in lines)
    axes: dict[str, Any] = {}
    for place, (panel, domain) in enumerate(zip(panels, domains, strict=True), 1):
        axes |= _axes(panel, place, domain)
    return theme.figure(
        [
            *(panel.bars | _on(place) for place, panel in enumerate(panels, 1)),
            *beyond,
            *(trace for place, panel in enumerate(panels, 1) for trace in _beside(panel, place)),
        ],
        height=height + theme.TOP + (KEY if keyed else 8),
        n=n,
        direction=direction,
        showlegend=keyed,
        barmode="overlay",
        shapes=lines,
        annotations=[
            note for place, panel in enumerate(panels, 1) for note in _notes(panel, place, domains[place - 1])
        ],
        margin={"l": 8, "r": max(rows.room_for(said), 30), "t": theme.TOP, "b": KEY if keyed else 8},
        **axes,
    )


def _domains(panels: Sequence[Panel]) -> tuple[list[tuple[float, float]], int]:
    """Where each panel stands, as parts of the sheet from below, and how many pixels the sheet has."""
    tall = [rows.height(panel.table) for panel in panels]
    heads = [LINE * words.lines_in(_heading(panel)) + 12 for panel in panels]
    whole = sum(tall) + sum(heads) + FOOT * len(tall)
    sheet, top, found = whole - FOOT, 0, []  # the last foot is made by Plotly itself, outside of the sheet
    for head, one in zip(heads, tall, strict=True):
        found.append((max(1 - (top + head + one) / sheet, 0.0), 1 - (top + head) / sheet))
        top += head + one + FOOT
    return found, whole


def _on(place: int) -> dict[str, str]:
    number = "" if place == 1 else str(place)
    return {"xaxis": f"x{number}", "yaxis": f"y{number}"}


def _axes(panel: Panel, place: int, domain: tuple[float, float]) -> dict[str, Any]:
    number, on = "" if place == 1 else str(place), _on(place)
    return {
        f"xaxis{number}": panel.axis | {"anchor": on["yaxis"]},
        f"yaxis{number}": rows.axis(panel.table) | {"domain": list(domain), "anchor": on["xaxis"]},
    }


def _beyond(panel: Panel, place: int) -> list[dict[str, Any]]:
    return intervals.beyond(panel.table[~panel.table["hidden"]], "x", "y", theme.INK, **_on(place))


def _lines(panel: Panel, place: int, domain: tuple[float, float]) -> list[marks.Shape]:
    return [
        line | {"layer": "above", "xref": _on(place)["xaxis"], "y0": domain[0], "y1": domain[1]} for line in panel.lines
    ]


def _heading(panel: Panel) -> str:
    return f"<b>{words.wrap(panel.heading, WIDE)}</b><br>{words.wrap(panel.below, WIDE)}"


def _beside(panel: Panel, place: int) -> list[dict[str, Any]]:
    return rows.beside(panel.table, panel.beside, panel.axis["range"][1], **_on(place))


def _notes(panel: Panel, place: int, domain: tuple[float, float]) -> list[dict[str, Any]]:
    """The heading, and why a row is blank."""
    on = _on(place)["yaxis"]
    blank = rows.blank_labels(panel.table, panel.table["at"], panel.blank)
    heading = {"xref": "paper", "yref": "paper", "x": 0, "y": domain[1], "xanchor": "left", "yanchor": "bottom",
               "yshift": 4, "align": "left", "showarrow": False, "font": {"size": 13},
               "text": _heading(panel)}  # fmt: skip
    return [heading, *(note | {"yref": on} for note in blank)]
