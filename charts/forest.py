"""Forest: one row per group, mean change as a dot with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import intervals, marks, rows, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure, Threshold

COLUMNS = ("label", "n", "eligible", "mean_change", "ci_low", "ci_high")


def forest(
    frame: pd.DataFrame, measure: Measure, important: Threshold | None = None, error: Threshold | None = None
) -> go.Figure:
    """Mean change per row with its 95 % interval, in the frame's order; right of 0 is better.

    Columns: ``label``, ``n``, ``eligible`` (counts), ``mean_change``, ``ci_low``, ``ci_high`` in the
    measure's unit, oriented so that positive is better; optional ``patients``, ``hidden``.
    Raises `ChartError` on no rows.
    """
    table = rows.placed(frame, COLUMNS, "forest chart")
    important, error = marks.drawable(important, measure), marks.drawable(error, measure)
    beside = ["" if row.hidden else f"<b>{words.whole(row.n)}</b><br>of {words.whole(row.eligible)}"
              for row in theme.each(table)]  # fmt: skip
    span = marks.change_range(measure)
    table = intervals.fitted(table, "mean_change", span)
    return theme.figure(
        [
            _dots(table, measure),
            *intervals.beyond(table, "x", "y", theme.MAIN),
            *marks.absent(important, error),
            *rows.beside(table, beside, span[1]),
        ],
        height=rows.height(table) + 190,
        n=theme.total(table),
        direction="right of 0 is better",
        sources=marks.sources(important, error),
        showlegend=True,
        xaxis=theme.axis(words.change_title(measure, "right of"), range=span, showgrid=True),
        yaxis=rows.axis(table),
        shapes=marks.thresholds(important, error, "x"),
        annotations=[rows.heading("n of<br>eligible")] + rows.blank_labels(table, table["mean_change"]),
        margin={"l": 8, "r": rows.room_for([*beside, "eligible"]), "t": theme.TOP + 20, "b": 8},
    )


def _dots(table: pd.DataFrame, measure: Measure) -> dict[str, Any]:
    shown = table[~table["hidden"]]
    return {
        "type": "scatter", "mode": "markers", "x": shown["at"].to_numpy(), "y": shown["y"].to_numpy(),
        "marker": {"size": 11, "color": theme.MAIN}, "showlegend": False, "hoverinfo": "text",
        "error_x": intervals.bars(shown, theme.MAIN),
        "hovertext": [_said(row, measure) for row in theme.each(shown)],
    }  # fmt: skip


def _said(row: Any, measure: Measure) -> str:
    figures = words.interval(row.mean_change, row.ci_low, row.ci_high, words.decimals(measure))
    counted = f"{words.whole(row.n)} of {words.whole(row.eligible)} eligible courses of care"
    said = f"Mean change {figures} {words.escape(measure.unit)}<br>{counted}{intervals.said(row)}"
    return f"<b>{words.wrap(row.label, 40)}</b><br>{said}"
