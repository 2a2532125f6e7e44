"""Period line: mean change by month or quarter, with the courses of care behind each point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import intervals, marks, period_axis, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure, Standard

COLUMNS = ("period", "n", "eligible", "followed_up", "mean_change", "ci_low", "ci_high")


def period_line(frame: pd.DataFrame, measure: Measure, agreed: Sequence[Standard] = ()) -> go.Figure:
    """Mean change of the courses begun in each period with 95 % intervals, n under every point; beneath, bars of
    n out of those eligible.

    Columns: ``period`` (Timestamp, its start), ``n``, ``eligible``, ``followed_up`` (counts), ``mean_change``,
    ``ci_low``, ``ci_high`` (positive is better); optional ``patients``, ``hidden``, and ``earlier_mean``, the mean of
    all begun before each period, as a dashed line. *agreed* are standards about the mean change: each is a line over
    the time it holds. Raises `ChartError` on no rows.
    """
    span = marks.change_range(measure)
    checked = theme.checked(frame, COLUMNS, "chart over time").sort_values("period", ignore_index=True)
    table = intervals.fitted(checked, "mean_change", span)
    notes, strip = period_axis.under(table)
    height = 480 + strip
    foot = 0.2 + (strip + 24) / (height - 150)  # about 150 pixels go to the dates, the key and the button
    return theme.figure(
        [*_earlier(table), _line(table, measure), *_counts(table), *intervals.beyond(table, "y", "period", theme.MAIN)],
        height=height,
        n=theme.total(table),
        direction="above 0 is better",
        showlegend=True,
        barmode="overlay",
        xaxis=period_axis.time(table),
        yaxis=theme.axis(words.change_title(measure, "above"), range=span, domain=[foot, 1], showgrid=True),
        yaxis2=theme.axis("Courses<br>of care", domain=[0, 0.2], rangemode="tozero", showgrid=True, nticks=4),
        shapes=[
            marks.line(0, "y", dash="solid", colour=theme.AXIS),
            *_agreed(table, agreed, measure),
            *period_axis.hidden(table),
        ],
        annotations=[note | {"y": foot} for note in notes],
    )


def _line(table: pd.DataFrame, measure: Measure) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "x": table["period"].to_numpy(), "y": table["at"].to_numpy(),
        "connectgaps": False, "line": {"color": theme.MAIN, "width": 2}, "marker": {"size": 8, "color": theme.MAIN},
        "error_y": intervals.bars(table, theme.MAIN), "showlegend": False,
        "hoverinfo": "text", "hovertext": [_said(row, measure) for row in theme.each(table)],
    }  # fmt: skip


def _earlier(table: pd.DataFrame) -> list[dict[str, Any]]:
    if "earlier_mean" not in table.columns or table["earlier_mean"].isna().all():
        return []
    line = {"color": theme.QUIET, "width": 2, "dash": "dash"}
    return [{"type": "scatter", "mode": "lines", "x": table["period"].to_numpy(), "y": table["earlier_mean"].to_numpy(),
             "name": "Own mean of all before", "line": line, "hoverinfo": "skip", "connectgaps": False}]  # fmt: skip


def _agreed(table: pd.DataFrame, agreed: Sequence[Standard], measure: Measure) -> list[marks.Shape]:
    """A line for each standard, from the day it was set to the day it ended, where that lies in the picture."""
    half = period_axis.step(table) * 0.6
    first, last = table["period"].iloc[0] - half, table["period"].iloc[-1] + half
    lines = []
    for one in agreed:
        begin, end = max(pd.Timestamp(one.set_on), first), min(pd.Timestamp(one.until or last), last)
        if begin < end:
            line = marks.agreed(one, measure, "y")
            lines.append(line | {"xref": "x", "x0": begin, "x1": end})
    return lines


def _counts(table: pd.DataFrame) -> list[dict[str, Any]]:
    shown = table[~table["hidden"]]
    wide = period_axis.step(table) / pd.Timedelta(milliseconds=1) * 0.7
    common = {"type": "bar", "x": shown["period"].to_numpy(), "yaxis": "y2", "hoverinfo": "skip", "width": wide}
    return [
        common | {"y": shown["eligible"].to_numpy(), "name": "Eligible", "marker": {"color": theme.PALE}},
        common | {"y": shown["n"].to_numpy(), "name": "Counted (n)", "marker": {"color": theme.MAIN}},
    ]


def _said(row: Any, measure: Measure) -> str:
    figures = words.interval(row.mean_change, row.ci_low, row.ci_high, words.decimals(measure))
    counted = (f"{words.whole(row.n)} counted, {words.whole(row.followed_up)} followed up, "
               f"{words.whole(row.eligible)} eligible")  # fmt: skip
    return (f"<b>Care begun in the period from {row.period:%b %Y}</b><br>"
            f"Mean change {figures} {words.escape(measure.unit)}<br>{counted}{intervals.said(row)}")  # fmt: skip
