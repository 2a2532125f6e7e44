"""Period line: mean change by month or quarter, with the courses of care behind each point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("period", "n", "eligible", "followed_up", "mean_change", "ci_low", "ci_high")


def period_line(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """Mean change of the courses begun in each period with 95 % intervals; beneath, n out of those eligible.

    Columns: ``period`` (Timestamp, its start), ``n``, ``eligible``, ``followed_up`` (counts), ``mean_change``,
    ``ci_low``, ``ci_high`` (positive is better); optional ``hidden``. Raises `ChartError` on no rows.
    """
    rows = theme.checked(frame, COLUMNS, "chart over time").sort_values("period", ignore_index=True)
    span = marks.change_range(measure, rows["ci_low"], rows["ci_high"], rows["mean_change"])
    return go.Figure(dict(data=[_line(rows, measure), *_counts(rows)], layout=theme.layout(
        height=470, n=theme.total(rows), direction="above 0 is better", showlegend=True, barmode="overlay", bargap=0.3,
        xaxis=theme.axis(None, type="date", anchor="y2"),
        yaxis=theme.axis(words.wrap(words.change_title(measure, "above"), 34), range=span, domain=[0.3, 1],
                         showgrid=True),
        yaxis2=theme.axis("n", domain=[0, 0.2], rangemode="tozero", showgrid=True, nticks=4),
        shapes=[marks.line(0, "y", dash="solid", colour=theme.AXIS)],
    )))  # fmt: skip


def _line(rows: pd.DataFrame, measure: Measure) -> dict[str, Any]:
    mean = rows["mean_change"].mask(rows["hidden"])
    return {
        "type": "scatter", "mode": "lines+markers", "x": rows["period"].to_numpy(), "y": mean.to_numpy(),
        "connectgaps": False, "line": {"color": theme.MAIN, "width": 2}, "marker": {"size": 8, "color": theme.MAIN},
        "error_y": marks.whiskers(mean, rows["ci_low"], rows["ci_high"], theme.MAIN), "showlegend": False,
        "hoverinfo": "text", "hovertext": [_said(row, measure) for row in rows.itertuples()],
    }  # fmt: skip


def _counts(rows: pd.DataFrame) -> list[dict[str, Any]]:
    few = len(rows) <= 12
    common = {"type": "bar", "x": rows["period"].to_numpy(), "yaxis": "y2", "hoverinfo": "skip"}
    return [
        common | {"y": rows["eligible"].to_numpy(), "name": "eligible", "marker": {"color": theme.PALE}},
        common | {"y": rows["n"].to_numpy(), "name": "counted (n)", "marker": {"color": theme.MAIN},
                  "text": [words.whole(n) for n in rows["n"]] if few else None},
    ]  # fmt: skip


def _said(row: Any, measure: Measure) -> str:
    figures = words.interval(row.mean_change, row.ci_low, row.ci_high, words.decimals(measure))
    return (f"<b>Begun {row.period:%b %Y}</b><br>Mean change {figures} {words.escape(measure.unit)}<br>"
            f"{words.whole(row.n)} counted, {words.whole(row.followed_up)} followed up, "
            f"{words.whole(row.eligible)} eligible")  # fmt: skip
