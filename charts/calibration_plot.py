"""Calibration plot: what a model led one to expect against what came, by parts from least to most expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import intervals, marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("label", "n", "predicted", "observed", "ci_low", "ci_high")


def calibration_plot(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """Observed mean change over the expected one, with 95 % intervals, n above each dot, and the line of no gap.

    Columns: ``label``, ``n`` (courses of care), ``predicted``, ``observed`` (mean change, positive is better),
    ``ci_low``, ``ci_high`` (of the observed); optional ``hidden``. Raises `ChartError` on no rows.
    """
    span = marks.change_range(measure)
    table = intervals.fitted(theme.checked(frame, COLUMNS, "calibration plot"), "observed", span)
    table["x"] = table["predicted"].mask(table["hidden"])
    level = {"type": "scatter", "mode": "lines", "x": span, "y": span, "name": "As expected", "hoverinfo": "skip",
             "line": {"color": theme.AXIS, "width": 1.5, "dash": "dash"}}  # fmt: skip
    return theme.figure(
        [*([] if table["hidden"].all() else [level]), _dots(table, measure), *_unshown(table),
         *intervals.beyond(table, "y", "x", theme.MAIN)],
        height=520,
        n=theme.total(table),
        direction="above 0 is better",
        showlegend=True,
        xaxis=theme.axis(words.change_title(measure, "right of", "Expected change"), range=span, showgrid=True),
        yaxis=theme.axis(words.change_title(measure, "above", "Change that came"), range=span, showgrid=True),
        annotations=_counts(table),
    )  # fmt: skip


def _dots(table: pd.DataFrame, measure: Measure) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "x": table["x"].to_numpy(), "y": table["at"].to_numpy(),
        "name": "Mean of a part, 95 % interval", "marker": {"size": 10, "color": theme.MAIN},
        "error_y": intervals.bars(table, theme.MAIN), "hoverinfo": "text",
        "hovertext": [_said(row, measure) for row in theme.each(table)],
    }  # fmt: skip


def _counts(table: pd.DataFrame) -> list[dict[str, Any]]:
    """n to the upper left and the lower right of the dots in turn, so that neighbours do not touch."""
    common = {"showarrow": False, "borderpad": 0, "font": {"size": 11, "color": theme.INK}}
    sides = ({"xanchor": "right", "xshift": -7, "yanchor": "bottom", "yshift": 1},
             {"xanchor": "left", "xshift": 7, "yanchor": "top", "yshift": -1})  # fmt: skip
    shown = table[table["x"].notna() & table["at"].notna()]
    return [common | sides[row.Index % 2] | {"x": row.x, "y": row.at, "text": f"n {words.whole(row.n)}"}
            for row in theme.each(shown)]  # fmt: skip


def _unshown(table: pd.DataFrame) -> list[dict[str, Any]]:
    few = int(table["hidden"].sum())
    return [marks.silent(f"{few} {words.HIDDEN}")] if few else []


def _said(row: Any, measure: Measure) -> str:
    places, unit = words.decimals(measure), words.escape(measure.unit)
    came = words.interval(row.observed, row.ci_low, row.ci_high, places)
    return (f"<b>{words.wrap(row.label, 40)}</b><br>Expected {words.number(row.predicted, places)} {unit}<br>"
            f"Came {came} {unit}<br>{words.whole(row.n)} courses of care{intervals.said(row)}")  # fmt: skip
