"""Individual changes: every course of care as a thin bar, or in bins where there are too many to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from charts import marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure, Threshold

MOST = 300  # bars: above this a browser needs seconds to redraw
COLUMNS = ("change", "cls")
BIN_COLUMNS = ("bin_low", "bin_high", "n")


def individual(
    frame: pd.DataFrame, measure: Measure, important: Threshold | None = None, error: Threshold | None = None
) -> go.Figure:
    """Each course of care's change as one bar, in the frame's order, coloured by class; above 0 is better.

    Columns: ``change`` (positive is better), ``cls`` (one of the classes). Raises `ChartError` on no rows,
    when a figure is hidden, and above `MOST` rows (use `binned`).
    """
    rows = theme.checked(frame, COLUMNS, "chart of individual changes")
    if rows["hidden"].any():
        raise theme.ChartError("Individual changes are not drawn for a group this small (fewer than 10).")
    if len(rows) > MOST:
        raise theme.ChartError(f"{len(rows)} courses of care are too many to draw one by one; show them in bins.")
    important, error = marks.drawable(important, measure), marks.drawable(error, measure)
    rows["place"] = np.arange(1, len(rows) + 1)
    bars = [_bars(rows, name, measure) for name in theme.CLASS_COLOURS if (rows["cls"] == name).any()]
    return go.Figure(dict(data=[*bars, *marks.absent(measure, important, error)], layout=theme.layout(
        height=440, n=len(rows), direction="above 0 is better", sources=marks.sources(important, error),
        showlegend=True, bargap=0, barmode="overlay",
        xaxis=theme.axis(f"Courses of care in order of change (n = {len(rows)})", range=[0.5, len(rows) + 0.5],
                         showticklabels=False),
        yaxis=theme.axis(words.wrap(words.change_title(measure, "above", "Change"), 34), showgrid=True,
                         range=marks.change_range(measure, rows["change"])),
        shapes=marks.thresholds(measure, important, error, "y"),
    )))  # fmt: skip


def _bars(rows: pd.DataFrame, name: str, measure: Measure) -> dict[str, Any]:
    part = rows[rows["cls"] == name]
    colour = theme.CLASS_COLOURS[name]
    places = words.decimals(measure)
    return {
        "type": "bar", "name": f"{name} ({len(part)})", "x": part["place"].to_numpy(), "y": part["change"].to_numpy(),
        "marker": {"color": colour, "line": {"color": theme.QUIET, "width": 0.5}}, "width": 1, "hoverinfo": "text",
        "hovertext": [f"{words.number(change, places)} {words.escape(measure.unit)}: {name}"
                      for change in part["change"]],
    }  # fmt: skip


def binned(
    frame: pd.DataFrame, measure: Measure, important: Threshold | None = None, error: Threshold | None = None
) -> go.Figure:
    """How many courses of care changed by how much; right of 0 is better.

    Columns: ``bin_low``, ``bin_high`` (change, positive is better), ``n``; optional ``hidden``.
    Raises `ChartError` on no rows.
    """
    rows = theme.checked(frame, BIN_COLUMNS, "chart of changes in bins")
    important, error = marks.drawable(important, measure), marks.drawable(error, measure)
    bars = {
        "type": "bar", "x": ((rows["bin_low"] + rows["bin_high"]) / 2).to_numpy(), "y": rows["n"].to_numpy(),
        "width": (rows["bin_high"] - rows["bin_low"]).to_numpy(), "showlegend": False, "hoverinfo": "text",
        "marker": {"color": theme.MAIN, "line": {"color": theme.PAPER, "width": 1}},
        "hovertext": [f"{words.trimmed(row.bin_low)} to {words.trimmed(row.bin_high)} {words.escape(measure.unit)}: "
                      f"{words.whole(row.n)} courses of care" for row in rows.itertuples()],
    }  # fmt: skip
    return go.Figure(dict(data=[bars, *marks.absent(measure, important, error)], layout=theme.layout(
        height=420, n=theme.total(rows), direction="right of 0 is better", sources=marks.sources(important, error),
        showlegend=True, bargap=0,
        xaxis=theme.axis(words.wrap(words.change_title(measure, "right of", "Change"), 46),
                         range=marks.change_range(measure, rows["bin_low"], rows["bin_high"])),
        yaxis=theme.axis(f"Courses of care (n = {theme.total(rows)})", rangemode="tozero", showgrid=True),
        shapes=marks.thresholds(measure, important, error, "x"),
    )))  # fmt: skip
