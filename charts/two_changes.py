"""Two changes: what a session did at once, and what was left by the next, each on its own axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from charts import intervals, marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("number", "kind", "n", "mean", "ci_low", "ci_high")


class Panel(NamedTuple):
    """One of the two panels: its axes' number, where it stands, its words and its look."""

    axes: str
    domain: tuple[float, float]
    heading: str
    below: str
    colour: str
    symbol: str


PANELS = {
    "immediate": Panel("", (0.6, 0.92), "Immediate change", "before to after the same session",
                       theme.SECOND, "diamond"),
    "carried over": Panel("2", (0.0, 0.32), "Carried-over change", "before a session to before the next",
                          theme.MAIN, "circle"),
}  # fmt: skip


def two_changes(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """The immediate and the carried-over change per session in two panels on one fixed scale, never in one axis.

    Columns: ``number``, ``kind`` (``immediate``, ``carried over``), ``n``, ``mean``, ``ci_low``, ``ci_high``
    (positive is better); optional ``patients``, ``hidden``. Raises `ChartError` on no rows.
    """
    checked = theme.checked(frame, COLUMNS, "chart of immediate and carried-over change")
    table = intervals.fitted(checked, "mean", marks.change_range(measure))
    beyond = intervals.once([trace for kind in PANELS for trace in _beyond(table, kind)])
    axes = {name: axis for kind in PANELS for name, axis in _axes(table, kind, measure).items()}
    return theme.figure(
        [*(_points(_shown(table, kind), kind, measure) for kind in PANELS), *beyond],
        height=740,
        n=theme.total(table[table["kind"] == "immediate"]),
        direction="above 0 is better",
        showlegend=bool(beyond),
        shapes=[_zero(panel) for panel in PANELS.values()],
        annotations=[*map(_heading, PANELS.values()), *_hidden(table)],
        **axes,
    )


def _axes(table: pd.DataFrame, kind: str, measure: Measure) -> dict[str, Any]:
    panel = PANELS[kind]
    numbers = sorted(table["number"].unique())
    counts = table[table["kind"] == kind].set_index("number")["n"]
    under = [f"<b>{number}</b><br>{words.whole(counts.get(number, float('nan')))}" for number in numbers]
    return {
        f"xaxis{panel.axes}": marks.session_axis(numbers, under, "Session; beneath: n") | {"anchor": f"y{panel.axes}"},
        f"yaxis{panel.axes}": theme.axis(words.change_title(measure, "above", "Change"), nticks=5,
                                         range=marks.change_range(measure),
                                         domain=list(panel.domain), anchor=f"x{panel.axes}", showgrid=True),
    }  # fmt: skip


def _points(part: pd.DataFrame, kind: str, measure: Measure) -> dict[str, Any]:
    panel = PANELS[kind]
    return {
        "type": "scatter", "mode": "markers", "name": kind, "x": part["number"].to_numpy(),
        "y": part["at"].to_numpy(), "showlegend": False, "xaxis": f"x{panel.axes}", "yaxis": f"y{panel.axes}",
        "marker": {"color": panel.colour, "symbol": panel.symbol, "size": 8},
        "error_y": intervals.bars(part, panel.colour),
        "hoverinfo": "text", "hovertext": [_said(row, measure) for row in theme.each(part)],
    }  # fmt: skip


def _shown(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    return table[(table["kind"] == kind) & ~table["hidden"]]


def _beyond(table: pd.DataFrame, kind: str) -> list[dict[str, Any]]:
    panel = PANELS[kind]
    axes = {"xaxis": f"x{panel.axes}", "yaxis": f"y{panel.axes}"}
    return intervals.beyond(_shown(table, kind), "y", "number", panel.colour, **axes)


def _zero(panel: Panel) -> marks.Shape:
    line = marks.line(0, "y", dash="solid", colour=theme.AXIS)
    return line | {"xref": f"x{panel.axes} domain", "yref": f"y{panel.axes}"}


def _heading(panel: Panel) -> dict[str, Any]:
    return {"xref": "paper", "yref": "paper", "x": 0, "y": panel.domain[1] + 0.01, "xanchor": "left",
            "yanchor": "bottom", "align": "left", "showarrow": False, "font": {"size": 13},
            "text": f"<b>{panel.heading}</b><br>{panel.below}"}  # fmt: skip


def _hidden(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [marks.grey_label(row.number, 0, words.HIDDEN)
            | {"textangle": -90, "xref": f"x{PANELS[row.kind].axes}", "yref": f"y{PANELS[row.kind].axes}"}
            for row in theme.each(table[table["hidden"]])]  # fmt: skip


def _said(row: Any, measure: Measure) -> str:
    figures = words.interval(row.mean, row.ci_low, row.ci_high, words.decimals(measure))
    unit = words.escape(measure.unit)
    counted = f"n {words.whole(row.n)}{intervals.said(row)}"
    return f"<b>Session {row.number}, {row.kind}</b><br>Mean {figures} {unit}<br>{counted}"
