"""Flow bars: from everyone seen to everyone counted, with each loss and its reason."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts import rows, theme, words

COLUMNS = ("stage", "n", "dropped", "reason")
STEP = 78  # pixels from one bar to the next: a bar and two lines of words


def flow_bars(frame: pd.DataFrame) -> go.Figure:
    """One bar per stage, and between two bars how many were lost there and why.

    Columns: ``stage``, ``n`` (courses of care that reached it), ``dropped`` (lost on the way to it),
    ``reason``; optional ``hidden``. Raises `ChartError` on no rows.
    """
    table = rows.placed(frame, COLUMNS, "inclusion flow")
    table["label"] = table["stage"]
    most = max(table["n"].max(), 1.0) if table["n"].notna().any() else 1.0
    losses = [_loss(row) for row in theme.each(table) if row.Index and row.dropped > 0]
    return theme.figure(
        [_bars(table[~table["hidden"]])],
        height=STEP * len(table) + 40,
        n=int(table["n"].fillna(0).iloc[-1]),
        direction="longer lower bars are better",
        xaxis=theme.axis(range=[0, most * 1.18], visible=False),
        yaxis=rows.axis(table),
        annotations=losses + rows.blank_labels(table, table["n"], "not known"),
    )


def _bars(shown: pd.DataFrame) -> dict[str, Any]:
    return {
        "type": "bar", "orientation": "h", "x": shown["n"].to_numpy(), "y": shown["y"].to_numpy(), "width": 0.42,
        "marker": {"color": theme.MAIN}, "text": [words.whole(n) for n in shown["n"]], "textposition": "outside",
        "cliponaxis": False, "textfont": {"size": 13, "color": theme.INK}, "hoverinfo": "text",
        "hovertext": [f"{words.escape(row.stage)}: {words.whole(row.n)} courses of care" for row in theme.each(shown)],
    }  # fmt: skip


def _loss(row: Any) -> dict[str, Any]:
    text = words.wrap(f"− {words.whole(row.dropped)}: {row.reason}", 36)
    return {"x": 0, "y": row.y + 0.5, "text": text, "showarrow": False, "xanchor": "left", "align": "left",
            "xshift": 8, "font": {"size": 12, "color": theme.QUIET}}  # fmt: skip
