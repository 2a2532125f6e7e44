"""Heaping bars: how often each value is written down, against what an even hand would write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from charts import theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("value", "n", "expected")


def heaping_bars(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """Readings at each value as bars, the expected number as a short line over each.

    Columns: ``value`` (the measure's unit), ``n`` (readings), ``expected`` (readings); optional ``hidden``.
    Raises `ChartError` on no rows.
    """
    rows = theme.checked(frame, COLUMNS, "chart of values written down")
    unit = words.escape(measure.unit)
    said = [f"<b>{words.trimmed(row.value)} {unit}</b><br>{words.whole(row.n)} readings, about "
            f"{words.whole(row.expected)} expected" for row in rows.itertuples()]  # fmt: skip
    return go.Figure(dict(data=[
        {"type": "bar", "x": rows["value"].to_numpy(), "y": rows["n"].to_numpy(), "name": "written down",
         "marker": {"color": theme.MAIN}, "hoverinfo": "text", "hovertext": said},
        {"type": "scatter", "mode": "markers", "x": rows["value"].to_numpy(), "y": rows["expected"].to_numpy(),
         "name": "expected", "hoverinfo": "skip",
         "marker": {"symbol": "line-ew", "size": 18, "line": {"width": 3, "color": theme.SECOND}}},
    ], layout=theme.layout(
        height=380, n=theme.total(rows), direction=words.direction(measure), showlegend=True, bargap=0.25,
        xaxis=theme.axis(words.wrap(measure.axis_title, 46)),
        yaxis=theme.axis(f"Readings (n = {theme.total(rows)})", rangemode="tozero", showgrid=True),
    )))  # fmt: skip
