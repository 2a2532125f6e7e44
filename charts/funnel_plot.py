"""Funnel plot: each unit's figure against how many are behind it, and where chance alone would put it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import marks, names, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("label", "n", "eligible", "figure", "low", "high", "aside", "place")
INSIDE, JUDGED = "inside", "not judged"
WIDE, HEIGHT, AROUND = 290, 620, 250  # pixels: of a phone's picture, of the figure, and of its axis and key
CURVES = (
    ("low_95", "high_95", "95 % limits: 1 in 20 alike lie outside", {"dash": "dash", "width": 1.5}),
    ("low_998", "high_998", "99.8 % limits: 2 in 1,000 alike do", {"dash": "solid", "width": 1.5}),
    ("wide_low", "wide_high", "95 %, allowing for their differences", {"dash": "dot", "width": 2}),
)
# Black and angular against blue and round: told apart without colour, and neither side is called good or bad.
MARKS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("99.8", "Outside the 99.8 % limits", {"symbol": "diamond", "size": 14, "color": theme.INK}),
    ("95", "Outside the 95 % limits", {"symbol": "diamond", "size": 10, "color": theme.INK}),
    (INSIDE, "Inside the limits", {"symbol": "circle", "size": 10, "color": theme.MAIN}),
)


def funnel_plot(frame: pd.DataFrame, measure: Measure, curves: pd.DataFrame | None = None) -> go.Figure:
    """Mean change of each unit over its n, with the curves of the limits.

    Columns: ``label``, ``n`` and ``eligible`` (courses of care), ``figure`` (mean change, positive is better, the one
    that limits are for) with its interval ``low`` and ``high``, ``aside`` (the same without adjusting), ``place``
    (``inside``, ``not judged``, or which limits it lies outside of); optional ``hidden``. *curves*: ``n``, ``target``
    and the columns of `CURVES`. Raises `ChartError` on no rows.
    """
    table = theme.checked(frame, COLUMNS, "funnel plot")
    title, span = words.change_title(measure, "above"), marks.change_range(measure)
    said = [_said(row, words.decimals(measure), 1.0, measure.unit) for row in theme.each(table)]
    axis = theme.axis(title, range=span, showgrid=True)
    return _figure(table, curves, axis, said, "above 0 is better", "Before adjusting for who came")


def share_funnel(frame: pd.DataFrame, measure: Measure, curves: pd.DataFrame | None = None) -> go.Figure:
    """Share improved of each unit over its n, with the curves of the limits.

    As `funnel_plot`, in shares of 0 to 1; ``aside`` is the adjusted share, for which the limits are not made.
    """
    table = theme.checked(frame, COLUMNS, "funnel plot")
    title = words.title(f"Share improved in {words.inside(measure.short)} (higher is better)")
    said = [_said(row, 0, 100.0, "%") for row in theme.each(table)]
    ticks = {"tickvals": [0, 0.25, 0.5, 0.75, 1], "ticktext": ["0 %", "25 %", "50 %", "75 %", "100 %"]}
    axis = theme.axis(title, range=[0, 1], showgrid=True, **ticks)
    return _figure(table, curves, axis, said, "higher is better", "Adjusted for who came")


def _figure(
    table: pd.DataFrame, curves: pd.DataFrame | None, axis: dict[str, Any], said: Sequence[str], direction: str,
    aside: str,
) -> go.Figure:  # fmt: skip
    seen = table["figure"].notna() & ~table["hidden"]
    most = max(float(table["n"].max()), 10.0) if table["n"].notna().any() else 10.0
    span = [0.0, most * 1.1]
    called = dict(zip(table["label"], names.short(table["label"].astype(str).tolist()), strict=True))
    named = [names.Dot(row.n, row.figure, row.low, row.high, called[row.label], row.place != INSIDE)
             for row in theme.each(table[seen])]  # fmt: skip
    target = None if curves is None else float(curves["target"].iloc[0])
    return theme.figure(
        [*_curves(curves), *_aside(table[seen], aside), *_dots(table, seen, said), *_unshown(seen)],
        height=HEIGHT,
        n=theme.total(table),
        direction=direction,
        showlegend=True,
        xaxis=theme.axis("Courses of care counted (n)", range=span, showgrid=False, nticks=6),
        yaxis=axis,
        shapes=[] if target is None else [marks.line(target, "y", "All together", "solid", theme.AXIS)],
        annotations=names.beside(named, WIDE, HEIGHT - AROUND, span, axis["range"]),
    )


def _curves(curves: pd.DataFrame | None) -> list[dict[str, Any]]:
    if curves is None:
        return []
    common = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    drawn = [(ends, name, line) for *ends, name, line in CURVES if curves[ends[0]].notna().any()]
    return [
        common | {"x": curves["n"].to_numpy(), "y": curves[end].to_numpy(), "name": name, "showlegend": not place,
                  "line": line | {"color": theme.QUIET}}
        for ends, name, line in drawn for place, end in enumerate(ends)
    ]  # fmt: skip


def _aside(shown: pd.DataFrame, name: str) -> list[dict[str, Any]]:
    """The same figure the other way, small and open; left out where both are the same."""
    apart = shown[(shown["aside"] - shown["figure"]).abs() > 1e-9]
    if apart.empty:
        return []
    ring = {"symbol": "circle-open", "size": 7, "color": theme.QUIET, "line": {"width": 1.5}}
    return [{"type": "scatter", "mode": "markers", "x": apart["n"].to_numpy(), "y": apart["aside"].to_numpy(),
             "name": name, "marker": ring, "hoverinfo": "skip"}]  # fmt: skip


def _dots(table: pd.DataFrame, seen: pd.Series, said: Sequence[str]) -> list[dict[str, Any]]:
    traces = []
    for part, name, mark in MARKS:
        mine = seen & table["place"].astype(str).str.contains(part, regex=False)
        if mine.any():
            rows = table[mine]
            traces.append({
                "type": "scatter", "mode": "markers", "x": rows["n"].to_numpy(), "y": rows["figure"].to_numpy(),
                "name": name, "marker": mark, "hoverinfo": "text", "hovertext": [said[place] for place in rows.index],
                "error_y": _bars(rows),
            })  # fmt: skip
    return traces


def _bars(rows: pd.DataFrame) -> dict[str, Any]:
    above, below = (rows["high"] - rows["figure"]).to_numpy(), (rows["figure"] - rows["low"]).to_numpy()
    return {"type": "data", "symmetric": False, "array": above, "arrayminus": below, "color": theme.AXIS,
            "thickness": 1, "width": 0}  # fmt: skip


def _unshown(seen: pd.Series) -> list[dict[str, Any]]:
    few = int((~seen).sum())
    return [marks.silent(f"{few} {words.HIDDEN}")] if few else []


def _said(row: Any, places: int, times: float, unit: str) -> str:
    value, low, high = (number * times for number in (row.figure, row.low, row.high))
    figures = f"{words.number(value, places)} {words.escape(unit)} (95 % CI {words.number(low, places)} to "
    counted = f"{words.whole(row.n)} of {words.whole(row.eligible)} due courses of care"
    return f"<b>{words.wrap(row.label, 40)}</b><br>{figures}{words.number(high, places)})<br>{counted}<br>{row.place}"
