"""Flow bars: from everyone seen to everyone counted, with each loss and its reason."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts import theme, words

COLUMNS = ("stage", "n", "dropped", "reason")
STEP = 78  # pixels from one bar to the next: a bar and two lines of words


def flow_bars(frame: pd.DataFrame) -> go.Figure:
    """One bar per stage, and between two bars how many were lost there and why.

    Columns: ``stage``, ``n`` (courses of care that reached it), ``dropped`` (lost on the way to it),
    ``reason``; optional ``hidden``. Raises `ChartError` on no rows.
    """
    rows = theme.checked(frame, COLUMNS, "inclusion flow")
    rows["y"] = -rows.index.to_numpy(dtype="float64")
    most = float(rows["n"].max()) if rows["n"].notna().any() else 1.0
    return go.Figure(dict(data=[_bars(rows)], layout=theme.layout(
        height=STEP * len(rows) + 40, n=int(rows["n"].fillna(0).iloc[-1]), direction="fewer lost is better",
        xaxis=theme.axis(None, range=[0, max(most, 1) * 1.18], visible=False),
        yaxis=theme.axis(range=[-len(rows) + 0.55, 0.5], tickvals=rows["y"].tolist(), showline=True,
                         ticktext=[words.wrap(stage, 14) for stage in rows["stage"]]),
        annotations=[_loss(row) for row in rows.itertuples() if row.Index and row.dropped > 0],
    )))  # fmt: skip


def _bars(rows: pd.DataFrame) -> dict[str, Any]:
    texts = [words.HIDDEN if row.hidden else words.whole(row.n) for row in rows.itertuples()]
    return {
        "type": "bar", "orientation": "h", "x": rows["n"].fillna(0).to_numpy(), "y": rows["y"].to_numpy(),
        "width": 0.42, "marker": {"color": theme.MAIN}, "text": texts, "textposition": "outside", "cliponaxis": False,
        "textfont": {"size": 13, "color": theme.INK}, "hoverinfo": "text",
        "hovertext": [f"{words.escape(row.stage)}: {text} courses of care"
                      for row, text in zip(rows.itertuples(), texts, strict=True)],
    }  # fmt: skip


def _loss(row: Any) -> dict[str, Any]:
    text = words.wrap(f"− {words.whole(row.dropped)}: {row.reason}", 36)
    return {"x": 0, "y": row.y + 0.5, "text": text, "showarrow": False, "xanchor": "left", "align": "left",
            "xshift": 8, "font": {"size": 12, "color": theme.QUIET}}  # fmt: skip
