"""Visit changes: what each session did at once to one person, and what was left of it before the next."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from charts import marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure, Threshold

COLUMNS = ("number", "immediate", "carried")
ROOM = 1.25  # the axis runs this much past the span, so that a value stands beyond the longest bar
TICKS = 12  # session numbers that stand side by side on a phone
LABELLED = 8  # sessions whose bars have their value beside them; the rest are read by pointing


class Panel(NamedTuple):
    """One of the two rows: its axes' number, where it stands, its words and its colour."""

    axes: str
    domain: tuple[float, float]
    heading: str
    below: str
    colour: str


PANELS = {
    "immediate": Panel("", (0.58, 0.9), "Immediate change", "before to after the same session", theme.SECOND),
    "carried": Panel("2", (0.0, 0.32), "Carried-over change", "before a session to before the next", theme.MAIN),
}  # fmt: skip


def visit_changes(frame: pd.DataFrame, measure: Measure, error: Threshold | None = None) -> go.Figure:
    """One person's immediate and carried-over change at each session in two rows of bars, never in one axis.

    Columns: ``number`` (session), ``immediate``, ``carried`` (in the measure's unit, positive is better; blank where
    there is no second reading, or no next session yet); optional ``on`` (date). Both rows have the whole
    span a person can change by. *error* is drawn around no change. Raises `ChartError` on no rows and on a hidden one.
    """
    table = theme.checked(frame, COLUMNS, "chart of each session's change").sort_values("number")
    if table["hidden"].any():
        raise theme.ChartError("One person's changes are not drawn for a group this small (fewer than 10).")
    error = marks.drawable(error, measure)
    axes = {name: axis for kind in PANELS for name, axis in _axes(table, kind, measure).items()}
    return theme.figure(
        [_bars(table, kind, measure) for kind in PANELS],
        height=640 + (40 if error else 0),
        n=len(table),
        direction="above 0 is better",
        sources=marks.sources(error),
        showlegend=error is not None,
        bargap=0.45,
        shapes=[shape for panel in PANELS.values() for shape in _levels(panel, error)],
        annotations=[*map(_heading, PANELS.values()), *_blank(table)],
        **axes,
    )


def _axes(table: pd.DataFrame, kind: str, measure: Measure) -> dict[str, Any]:
    panel, numbers = PANELS[kind], range(int(table["number"].min()), int(table["number"].max()) + 1)
    every, (low, high) = math.ceil(len(numbers) / TICKS), marks.single_range(measure)
    return {
        f"xaxis{panel.axes}": theme.axis("Session", tickvals=list(numbers)[::every], anchor=f"y{panel.axes}",
                                         range=[numbers[0] - 0.6, max(numbers[-1], numbers[0] + 3) + 0.6]),
        f"yaxis{panel.axes}": theme.axis(words.change_title(measure, "above", "Change"), showgrid=True,
                                         tickvals=[low, low / 2, 0, high / 2, high],
                                         range=[low * ROOM, high * ROOM], domain=list(panel.domain),
                                         anchor=f"x{panel.axes}"),
    }  # fmt: skip


def _bars(table: pd.DataFrame, kind: str, measure: Measure) -> dict[str, Any]:
    panel, shown = PANELS[kind], table.dropna(subset=kind)
    texts = [_signed(value) for value in shown[kind]]
    return {
        "type": "bar", "name": panel.heading, "x": shown["number"].to_numpy(), "y": shown[kind].to_numpy(),
        "xaxis": f"x{panel.axes}", "yaxis": f"y{panel.axes}", "marker": {"color": panel.colour}, "showlegend": False,
        "text": texts if len(table) <= LABELLED else None, "textposition": "outside", "cliponaxis": False,
        "textfont": {"size": 12, "color": theme.INK}, "textangle": 0, "constraintext": "none",
        "hoverinfo": "text", "hovertext": [_said(row, kind, measure) for row in theme.each(shown)],
    }  # fmt: skip


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{words.trimmed(value)}"


def _levels(panel: Panel, error: Threshold | None) -> list[marks.Shape]:
    """No change, and around it what measuring alone may give; in the key once."""
    place = {"xref": f"x{panel.axes} domain", "yref": f"y{panel.axes}"}
    zero = marks.line(0, "y", dash="solid", colour=theme.AXIS) | place
    if error is None:
        return [zero]
    band = marks.band(-error.value, error.value, marks.named(error, "error"), "y") | place
    return [band | {"showlegend": panel.axes == ""}, zero]


def _heading(panel: Panel) -> dict[str, Any]:
    return {"xref": "paper", "yref": "paper", "x": 0, "y": panel.domain[1] + 0.01, "xanchor": "left",
            "yanchor": "bottom", "align": "left", "showarrow": False, "font": {"size": 13},
            "text": f"<b>{panel.heading}</b><br>{panel.below}"}  # fmt: skip


def _blank(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A dash where there is no change to draw: a reading is missing, or there has been no next session yet."""
    return [marks.grey_label(number, 0, "–") | {"xref": f"x{panel.axes}", "yref": f"y{panel.axes}", "yshift": 8,
                                                 "bgcolor": "rgba(0,0,0,0)"}
            for kind, panel in PANELS.items() for number in table.loc[table[kind].isna(), "number"]]  # fmt: skip


def _said(row: Any, kind: str, measure: Measure) -> str:
    on = getattr(row, "on", None)
    when = f", {words.day(on)}" if on is not None and not pd.isna(on) else ""
    what = "before to after" if kind == "immediate" else "before this session to before the next"
    return (f"<b>Session {row.number}{when}</b><br>{_signed(getattr(row, kind))} {words.escape(measure.unit)}, "
            f"{what}<br>Positive is better")  # fmt: skip
