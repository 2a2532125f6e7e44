"""Heaping bars: how often each value is written down, against what an even hand would write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    table = theme.checked(frame, COLUMNS, "chart of values written down")
    return theme.figure(
        _traces(table[~table["hidden"]], measure),
        height=400,
        n=theme.total(table),
        direction=words.direction(measure),
        showlegend=True,
        bargap=0.25,
        xaxis=theme.axis(words.title(measure.axis_title)),
        yaxis=theme.axis(f"Readings (n = {theme.total(table)})", rangemode="tozero", showgrid=True),
    )


def _traces(shown: pd.DataFrame, measure: Measure) -> list[dict[str, Any]]:
    unit = words.escape(measure.unit)
    said = [f"<b>{words.trimmed(row.value)} {unit}</b><br>{words.whole(row.n)} readings, about "
            f"{words.whole(row.expected)} expected" for row in theme.each(shown)]  # fmt: skip
    dash = {"symbol": "line-ew", "size": 9, "line": {"width": 3, "color": theme.INK}}
    return [
        {"type": "bar", "x": shown["value"].to_numpy(), "y": shown["n"].to_numpy(), "name": "Written down",
         "marker": {"color": theme.PALE}, "hoverinfo": "text", "hovertext": said},
        {"type": "scatter", "mode": "markers", "x": shown["value"].to_numpy(), "y": shown["expected"].to_numpy(),
         "name": "Expected", "hoverinfo": "skip", "marker": dash},
    ]  # fmt: skip
