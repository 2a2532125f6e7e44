"""Individual changes: every course of care in order of its change; and, in another chart, counted in bins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from charts import marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure, Threshold

MOST = 120  # bars: above this their outlines hide their colours on a phone; a browser is slow from about 300
COLUMNS = ("change", "cls")
BIN_COLUMNS = ("bin_low", "bin_high", "n")


def individual(
    frame: pd.DataFrame, measure: Measure, important: Threshold | None = None, error: Threshold | None = None
) -> go.Figure:
    """Every course of care's change in the frame's order, coloured by class; above 0 is better.

    Up to `MOST` courses stand as bars; more are drawn as one stepped area for each class, of the same rows at the
    same places. The key counts each class, and worse even where nobody is. Columns: ``change`` (positive is
    better), ``cls`` (one of the classes, blank where there is no threshold). Raises `ChartError` on no rows and
    when a row is hidden.
    """
    table = theme.checked(frame, COLUMNS, "chart of individual changes")
    if table["hidden"].any():
        raise theme.ChartError("Single changes are not drawn for a group this small (fewer than 10).")
    important, error = marks.drawable(important, measure), marks.drawable(error, measure)
    table = table.assign(place=np.arange(1, len(table) + 1), cls=table["cls"].astype("object"))
    return theme.figure(
        [*_classes(table, measure), *_past(table, measure), *marks.absent(important, error)],
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
                         range=marks.single_range(measure)),
        shapes=marks.thresholds(important, error, "y"),
    )  # fmt: skip


def _classes(table: pd.DataFrame, measure: Measure) -> list[dict[str, Any]]:
    """A trace for each class that occurs, for worse always, and for changes that no threshold could class."""
    draw = _bars if len(table) <= MOST else _steps
    found = table["cls"].dropna()
    named = [name for name in theme.CLASS_COLOURS if (found == name).any() or (name == "worse" and len(found))]
    parts = [(theme.CLASS_WORDS[name], theme.CLASS_COLOURS[name], table["cls"] == name) for name in named]
    unclassed = table["cls"].isna()
    parts += [(words.UNCLASSED, theme.PALE, unclassed)] if unclassed.any() else []
    return [_common(said, int(mine.sum())) | draw(table, mine, said, colour, measure) for said, colour, mine in parts]


def _common(said: str, n: int) -> dict[str, Any]:
    return {"name": f"{said}: {n}", "showlegend": True, "hoverinfo": "text"}


def _said(changes: pd.Series, said: str, measure: Measure) -> list[str]:
    unit, places = words.escape(measure.unit), words.decimals(measure)
    return [f"{words.number(change, places)} {unit}: {said}" for change in changes]


def _bars(table: pd.DataFrame, mine: pd.Series, said: str, colour: str, measure: Measure) -> dict[str, Any]:
    part = table[mine]
    return {
        # a trace without any place is left out of the key, so an empty class keeps one blank
        "type": "bar", "x": part["place"].to_numpy() if len(part) else [None],
        "y": part["change"].to_numpy() if len(part) else [None], "width": 1,
        "marker": {"color": colour, "line": {"color": theme.QUIET, "width": 0.5}},
        "hovertext": _said(part["change"], said, measure),
    }  # fmt: skip


def _steps(table: pd.DataFrame, mine: pd.Series, said: str, colour: str, measure: Measure) -> dict[str, Any]:
    """One stepped line filled to no change: a course's step is one wide, and other classes' places are left at 0."""
    ends = mine.shift(fill_value=False) & ~mine  # the first place after a run brings the line back to 0
    part = table[mine | ends]
    x, y = (part["place"] - 0.5).tolist(), part["change"].where(mine[part.index], 0.0).tolist()
    texts = [text if own else "" for text, own in
             zip(_said(part["change"], said, measure), mine[part.index], strict=True)]  # fmt: skip
    if mine.iloc[-1]:
        x, y, texts = [*x, len(table) + 0.5], [*y, 0.0], [*texts, ""]
    return {
        "type": "scatter", "mode": "lines", "x": x or [None], "y": y or [None], "hovertext": texts,
        "line": {"shape": "hv", "color": theme.QUIET, "width": 0.75}, "fill": "tozeroy", "fillcolor": colour,
    }  # fmt: skip


def _past(table: pd.DataFrame, measure: Measure) -> list[dict[str, Any]]:
    """An arrow at each edge that changes run past, with how many do and how far, in the key too."""
    low, high = marks.single_range(measure)
    change, unit = table["change"], words.escape(measure.unit)
    sides = [(change > high, high, "triangle-up", change.max()), (change < low, low, "triangle-down", change.min())]
    return [
        _common(f"Past the edge, to {words.trimmed(furthest)} {unit}", int(past.sum())) | {
            "type": "scatter", "mode": "markers", "x": [table.loc[past, "place"].mean()], "y": [edge],
            "cliponaxis": False, "marker": {"symbol": symbol, "size": 11, "color": theme.INK},
            "hovertext": [f"{int(past.sum())} run past the edge of the picture, to {words.trimmed(furthest)} {unit}"],
        } for past, edge, symbol, furthest in sides if past.any()
    ]  # fmt: skip


def binned(
    frame: pd.DataFrame, measure: Measure, important: Threshold | None = None, error: Threshold | None = None
) -> go.Figure:
    """How many courses of care changed by how much; right of 0 is better.

    Columns: ``bin_low``, ``bin_high`` (change, positive is better), ``n``; optional ``hidden``.
    Raises `ChartError` on no rows.
    """
    table = theme.checked(frame, BIN_COLUMNS, "chart of changes in bins")
    shown = table[~table["hidden"]]
    important, error = marks.drawable(important, measure), marks.drawable(error, measure)
    return theme.figure(
        [_bins(shown, measure), *_outside(shown, measure), *marks.absent(important, error)],
        height=440,
        n=theme.total(table),
        direction="right of 0 is better",
        sources=marks.sources(important, error),
        showlegend=True,
        bargap=0,
        xaxis=theme.axis(words.change_title(measure, "right of", "Change"),
                         range=marks.single_range(measure)),
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


def _outside(shown: pd.DataFrame, measure: Measure) -> list[dict[str, Any]]:
    """An arrow at each edge that bins lie past, with how many courses of care are in them, in the key too."""
    low, high = marks.single_range(measure)
    sides = [(shown[shown["bin_low"] >= high], high, "triangle-right"),
             (shown[shown["bin_high"] <= low], low, "triangle-left")]  # fmt: skip
    return [
        _common("Past the edge", int(bins["n"].sum())) | {
            "type": "scatter", "mode": "markers", "x": [edge], "y": [0], "cliponaxis": False,
            "marker": {"symbol": symbol, "size": 11, "color": theme.INK},
            "hovertext": [f"{words.trimmed(bins['bin_low'].min())} to {words.trimmed(bins['bin_high'].max())} "
                          f"{words.escape(measure.unit)}: {int(bins['n'].sum())} courses of care"],
        } for bins, edge, symbol in sides if bins["n"].sum()
    ]  # fmt: skip
