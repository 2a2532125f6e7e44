"""Rows of shares: a bar from 0 to its share with a Wilson interval, used by two charts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts import marks, theme, words


def share_rows(rows: pd.DataFrame, title: str, beside: list[str], n: int, direction: str) -> go.Figure:
    """One horizontal bar per row; *rows* has ``label``, ``share``, ``low``, ``high`` (0 to 1), ``hidden``."""
    rows = rows.assign(y=-rows.index.to_numpy(dtype="float64"))
    labels = [words.wrap(label) for label in rows["label"]]
    return go.Figure(dict(data=[_bars(rows, beside)], layout=theme.layout(
        height=round(48 * len(rows) + 80), n=n, direction=direction,
        xaxis=theme.axis(title, range=[0, 1], tickformat=".0%", showgrid=True),
        yaxis=theme.axis(range=[-len(rows) + 0.5, 0.5], tickvals=rows["y"].tolist(), ticktext=labels),
        annotations=marks.beside(rows["y"], beside) + marks.hidden_labels(rows.loc[rows["hidden"], "y"], 0.5),
        margin={"l": 8, "r": marks.room_for(beside), "t": 12, "b": 8, "pad": 6},
    )))  # fmt: skip


def _bars(rows: pd.DataFrame, beside: list[str]) -> dict[str, Any]:
    shown = rows[~rows["hidden"]]
    return {
        "type": "bar", "orientation": "h", "x": shown["share"].to_numpy(), "y": shown["y"].to_numpy(), "width": 0.5,
        "marker": {"color": theme.PALE}, "hoverinfo": "text",
        "error_x": marks.whiskers(shown["share"], shown["low"], shown["high"], theme.INK),
        "hovertext": [f"<b>{words.wrap(row.label, 40)}</b><br>{words.percent(row.share)} (95 % CI "
                      f"{words.percent(row.low)} to {words.percent(row.high)})<br>{beside[row.Index]}"
                      for row in shown.itertuples()],
    }  # fmt: skip
