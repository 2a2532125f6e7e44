"""Weeks bars: how long after the first reading people were last measured."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from charts import theme, words

COLUMNS = ("weeks", "n")


def weeks_bars(frame: pd.DataFrame) -> go.Figure:
    """Courses of care by weeks to follow-up, in the frame's order.

    Columns: ``weeks`` (the band's label), ``n``; optional ``hidden``. Raises `ChartError` on no rows.
    """
    rows = theme.checked(frame, COLUMNS, "chart of time to follow-up")
    labels = [words.wrap(band, 9) for band in rows["weeks"]]
    counts = ["hidden" if row.hidden else words.whole(row.n) for row in rows.itertuples()]
    return go.Figure(dict(data=[{
        "type": "bar", "x": list(range(len(rows))), "y": rows["n"].fillna(0).to_numpy(), "text": counts,
        "textposition": "outside", "cliponaxis": False, "marker": {"color": theme.MAIN}, "hoverinfo": "text",
        "hovertext": [f"{words.escape(row.weeks)} weeks: {count} courses of care"
                      for row, count in zip(rows.itertuples(), counts, strict=True)],
    }], layout=theme.layout(
        height=340, n=theme.total(rows), direction="neither way is better", bargap=0.3,
        xaxis=theme.axis("Weeks from first to last reading", tickvals=list(range(len(rows))), ticktext=labels),
        yaxis=theme.axis(f"Courses of care (n = {theme.total(rows)})", rangemode="tozero", showgrid=True),
        margin={"l": 8, "r": 12, "t": 28, "b": 8, "pad": 4},
    )))  # fmt: skip
