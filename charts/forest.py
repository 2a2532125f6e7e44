"""Forest: one row per group, mean change as a dot with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from charts import marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure, Threshold

COLUMNS = ("label", "n", "eligible", "mean_change", "ci_low", "ci_high")


def forest(
    frame: pd.DataFrame, measure: Measure, important: Threshold | None = None, error: Threshold | None = None
) -> go.Figure:
    """Mean change per row with its 95 % interval, in the frame's order; right of 0 is better.

    Columns: ``label``, ``n``, ``eligible`` (counts), ``mean_change``, ``ci_low``, ``ci_high`` in the
    measure's unit, oriented so that positive is better; optional ``hidden``. Raises `ChartError` on no rows.
    """
    rows = theme.checked(frame, COLUMNS, "forest chart")
    rows["y"] = -rows.index.to_numpy(dtype="float64")
    important, error = marks.drawable(important, measure), marks.drawable(error, measure)
    beside = [f"{words.whole(n)} of {words.whole(all_)}" for n, all_ in zip(rows["n"], rows["eligible"], strict=True)]
    labels = [words.wrap(label) for label in rows["label"]]
    key = marks.absent(measure, important, error)
    span = marks.change_range(measure, rows["ci_low"], rows["ci_high"], rows["mean_change"])
    return go.Figure(dict(data=[_dots(rows, measure), *key], layout=theme.layout(
        height=round(44 * len(rows) + 6 * sum(label.count("<br>") for label in labels) + 150),
        n=theme.total(rows), direction="right of 0 is better", sources=marks.sources(important, error),
        showlegend=True,
        xaxis=theme.axis(words.wrap(words.change_title(measure, "right of"), 46), range=span, showgrid=True),
        yaxis=theme.axis(range=[-len(rows) + 0.5, 0.5], tickvals=rows["y"].tolist(), ticktext=labels),
        shapes=marks.thresholds(measure, important, error, "x"),
        annotations=marks.beside(rows["y"], beside, "n of eligible")
        + marks.hidden_labels(rows.loc[rows["hidden"], "y"], 0),
        margin={"l": 8, "r": marks.room_for([*beside, "n of eligible"]), "t": 30, "b": 8, "pad": 6},
    )))  # fmt: skip


def _dots(rows: pd.DataFrame, measure: Measure) -> dict:
    shown = rows[~rows["hidden"]]
    return {
        "type": "scatter", "mode": "markers", "x": shown["mean_change"].to_numpy(), "y": shown["y"].to_numpy(),
        "marker": {"size": 11, "color": theme.MAIN}, "showlegend": False, "hoverinfo": "text",
        "error_x": marks.whiskers(shown["mean_change"], shown["ci_low"], shown["ci_high"], theme.MAIN),
        "hovertext": [_said(row, measure) for row in shown.itertuples()],
    }  # fmt: skip


def _said(row, measure: Measure) -> str:
    figures = words.interval(row.mean_change, row.ci_low, row.ci_high, words.decimals(measure))
    counted = f"{words.whole(row.n)} of {words.whole(row.eligible)} eligible courses of care"
    return f"<b>{words.wrap(row.label, 40)}</b><br>Mean change {figures} {words.escape(measure.unit)}<br>{counted}"
