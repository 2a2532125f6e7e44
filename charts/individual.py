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

    Columns: ``change`` (positive is better), ``cls`` (one of the classes, blank where there is no threshold).
    Raises `ChartError` on no rows, when a row is hidden, and above `MOST` rows (use `binned`).
    """
    table = theme.checked(frame, COLUMNS, "chart of individual changes")
    if table["hidden"].any():
        raise theme.ChartError("Single changes are not drawn for a group this small (fewer than 10).")
    if len(table) > MOST:
        raise theme.ChartError(f"{len(table)} courses of care are too many to draw one by one; show them in bins.")
    important, error = marks.drawable(important, measure), marks.drawable(error, measure)
    return theme.figure(
        [*_classes(table, measure), *marks.absent(important, error)],
        height=480,
        n=len(table),
        direction="above 0 is better",
        sources=marks.sources(important, error),
        showlegend=True,
        bargap=0,
        barmode="overlay",
        xaxis=theme.axis(words.title(f"Courses of care in order of change (n = {len(table)})"), showticklabels=False,
                         range=[0.5, len(table) + 0.5]),
        yaxis=theme.axis(words.change_title(measure, "above", "Change"), showgrid=True,
                         range=marks.change_range(measure, table["change"])),
        shapes=marks.thresholds(important, error, "y"),
    )  # fmt: skip


def _classes(table: pd.DataFrame, measure: Measure) -> list[dict[str, Any]]:
    """A trace for each class that occurs, and one for changes that no threshold could class."""
    table = table.assign(place=np.arange(1, len(table) + 1), cls=table["cls"].astype("object"))
    parts = [(theme.CLASS_WORDS[name], colour, table[table["cls"] == name])
             for name, colour in theme.CLASS_COLOURS.items()]  # fmt: skip
    parts.append((words.UNCLASSED, theme.PALE, table[table["cls"].isna()]))
    return [_bars(part, said, colour, measure) for said, colour, part in parts if len(part)]


def _bars(part: pd.DataFrame, said: str, colour: str, measure: Measure) -> dict[str, Any]:
    unit, places = words.escape(measure.unit), words.decimals(measure)
    return {
        "type": "bar", "name": f"{said}: {len(part)}", "x": part["place"].to_numpy(), "y": part["change"].to_numpy(),
        "marker": {"color": colour, "line": {"color": theme.QUIET, "width": 0.5}}, "width": 1, "hoverinfo": "text",
        "hovertext": [f"{words.number(change, places)} {unit}: {said}" for change in part["change"]],
    }  # fmt: skip


def binned(
    frame: pd.DataFrame, measure: Measure, important: Threshold | None = None, error: Threshold | None = None
) -> go.Figure:
    """How many courses of care changed by how much; right of 0 is better.

    Columns: ``bin_low``, ``bin_high`` (change, positive is better), ``n``; optional ``hidden``.
    Raises `ChartError` on no rows.
    """
    table = theme.checked(frame, BIN_COLUMNS, "chart of changes in bins")
    important, error = marks.drawable(important, measure), marks.drawable(error, measure)
    return theme.figure(
        [_bins(table[~table["hidden"]], measure), *marks.absent(important, error)],
        height=440,
        n=theme.total(table),
        direction="right of 0 is better",
        sources=marks.sources(important, error),
        showlegend=True,
        bargap=0,
        xaxis=theme.axis(words.change_title(measure, "right of", "Change"),
                         range=marks.change_range(measure, table["bin_low"], table["bin_high"])),
        yaxis=theme.axis(f"Courses of care (n = {theme.total(table)})", rangemode="tozero", showgrid=True),
        shapes=marks.thresholds(important, error, "x"),
    )  # fmt: skip


def _bins(shown: pd.DataFrame, measure: Measure) -> dict[str, Any]:
    unit = words.escape(measure.unit)
    return {
        "type": "bar", "x": ((shown["bin_low"] + shown["bin_high"]) / 2).to_numpy(), "y": shown["n"].to_numpy(),
        "width": (shown["bin_high"] - shown["bin_low"]).to_numpy(), "showlegend": False, "hoverinfo": "text",
        "marker": {"color": theme.PALE, "line": {"color": theme.QUIET, "width": 0.5}},
        "hovertext": [f"{words.trimmed(row.bin_low)} to {words.trimmed(row.bin_high)} {unit}: {words.whole(row.n)} "
                      "courses of care" for row in theme.each(shown)],
    }  # fmt: skip
