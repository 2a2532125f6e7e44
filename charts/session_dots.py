"""Session dots: every course of care's reading before each session, and the median; for groups too small for a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from charts import marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("number", "value", "n", "at_risk", "median")
DOT = 8  # pixels across for one course; the area grows with their number


def session_dots(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """A dot for each value before each session, its area by how many courses stand there, and the median as a bar.

    Columns: ``number`` (session), ``value`` (the measure's unit), ``n`` (courses at it), ``at_risk`` (courses that
    reached the session), ``median`` of the session; optional ``hidden``. Raises `ChartError` on no rows.
    """
    table = theme.checked(frame, COLUMNS, "chart of single readings").sort_values(["number", "value"])
    shown = table[~table["hidden"]]
    by_number = shown.groupby("number").agg(n=("n", "sum"), at_risk=("at_risk", "first"), median=("median", "first"))
    numbers = sorted(table["number"].unique())
    by_number = by_number.reindex(numbers)
    under = [
        f"<b>{number}</b><br>{words.whole(row.n or np.nan)}<br>{words.whole(row.at_risk)}"
        for number, row in zip(numbers, theme.each(by_number), strict=True)
    ]
    return theme.figure(
        [_dots(shown, measure), _medians(by_number, measure)],
        height=520,
        n=int(shown.loc[shown["number"] == numbers[0], "n"].sum()),
        direction=words.direction(measure),
        showlegend=True,
        xaxis=marks.session_axis(numbers, under, "Session; beneath: courses measured, courses still coming"),
        yaxis=theme.axis(words.title(measure.axis_title), range=[measure.low, measure.high], showgrid=True),
        annotations=marks.hidden_words(table.loc[table["hidden"], "number"].unique(), measure.low),
    )


def _dots(shown: pd.DataFrame, measure: Measure) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "name": "Courses of care (larger: more of them)", "cliponaxis": False,
        "x": shown["number"].to_numpy(), "y": shown["value"].to_numpy(),
        "marker": {"color": theme.PALE, "size": (DOT * np.sqrt(shown["n"].to_numpy(dtype=float))).tolist(),
                   "line": {"color": theme.QUIET, "width": 1}},
        "hoverinfo": "text",
        "hovertext": [f"Before session {row.number}: {words.trimmed(row.value)} {words.escape(measure.unit)}, "
                      f"{words.whole(row.n)} courses of care" for row in theme.each(shown)],
    }  # fmt: skip


def _medians(by_number: pd.DataFrame, measure: Measure) -> dict[str, Any]:
    said = [f"Median before session {number}: {words.number(middle, 1)} {words.escape(measure.unit)}"
            for number, middle in by_number["median"].items()]  # fmt: skip
    return {
        "type": "scatter", "mode": "markers", "name": "Median", "x": by_number.index.to_numpy(), "cliponaxis": False,
        "y": by_number["median"].to_numpy(), "hoverinfo": "text", "hovertext": said,
        "marker": {"symbol": "line-ew", "size": 34, "line": {"color": theme.MAIN, "width": 4}},
    }  # fmt: skip
