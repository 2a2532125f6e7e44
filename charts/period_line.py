"""Period line: mean change by month or quarter, with the courses of care behind each point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("period", "n", "eligible", "followed_up", "mean_change", "ci_low", "ci_high")
WRITTEN_OUT = 12  # periods: up to a year of months, n is written in its bar; beyond, only the bar has room


def period_line(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """Mean change of the courses begun in each period with 95 % intervals; beneath, n out of those eligible.

    Columns: ``period`` (Timestamp, its start), ``n``, ``eligible``, ``followed_up`` (counts), ``mean_change``,
    ``ci_low``, ``ci_high`` (positive is better); optional ``hidden``. Raises `ChartError` on no rows.
    """
    table = theme.checked(frame, COLUMNS, "chart over time").sort_values("period", ignore_index=True)
    span = marks.change_range(measure, table["ci_low"], table["ci_high"], table["mean_change"])
    return theme.figure(
        [_line(table, measure), *_counts(table)],
        height=500,
        n=theme.total(table),
        direction="above 0 is better",
        showlegend=True,
        barmode="overlay",
        uniformtext={"mode": "hide", "minsize": 10},
        xaxis=_time(table),
        yaxis=theme.axis(words.change_title(measure, "above"), range=span, domain=[0.3, 1], showgrid=True),
        yaxis2=theme.axis("Courses<br>of care", domain=[0, 0.2], rangemode="tozero", showgrid=True, nticks=4),
        shapes=[marks.line(0, "y", dash="solid", colour=theme.AXIS), *_hidden(table)],
    )


def _step(table: pd.DataFrame) -> pd.Timedelta:
    """From one period to the next; a month where there is only one."""
    return table["period"].diff().min() if len(table) > 1 else pd.Timedelta(days=30)


def _time(table: pd.DataFrame) -> dict[str, Any]:
    """At most eight periods are named, and the year only where it is a new one, so that names never touch."""
    named = table["period"].iloc[:: -(-len(table) // 8)]
    years = named.dt.year.ne(named.dt.year.shift())
    texts = [f"{at:%b}<br>{at:%Y}" if new else f"{at:%b}" for at, new in zip(named, years, strict=True)]
    edge = _step(table) * 0.6
    return theme.axis("When care began", type="date", anchor="y2", tickvals=named.to_list(), ticktext=texts,
                      range=[table["period"].iloc[0] - edge, table["period"].iloc[-1] + edge])  # fmt: skip


def _line(table: pd.DataFrame, measure: Measure) -> dict[str, Any]:
    mean = table["mean_change"].mask(table["hidden"])
    return {
        "type": "scatter", "mode": "lines+markers", "x": table["period"].to_numpy(), "y": mean.to_numpy(),
        "connectgaps": False, "line": {"color": theme.MAIN, "width": 2}, "marker": {"size": 8, "color": theme.MAIN},
        "error_y": marks.whiskers(mean, table["ci_low"], table["ci_high"], theme.MAIN), "showlegend": False,
        "hoverinfo": "text", "hovertext": [_said(row, measure) for row in theme.each(table)],
    }  # fmt: skip


def _hidden(table: pd.DataFrame) -> list[marks.Shape]:
    """A grey stripe over each hidden period; words would not fit, so the key says what it means once."""
    half = _step(table) * 0.4
    said = words.HIDDEN.capitalize()
    stripes = [marks.band(at - half, at + half, said, "x") for at in table.loc[table["hidden"], "period"]]
    return [stripe | {"showlegend": place == 0} for place, stripe in enumerate(stripes)]


def _counts(table: pd.DataFrame) -> list[dict[str, Any]]:
    shown = table[~table["hidden"]]
    wide = _step(table) / pd.Timedelta(milliseconds=1) * 0.7
    common = {"type": "bar", "x": shown["period"].to_numpy(), "yaxis": "y2", "hoverinfo": "skip", "width": wide}
    written = [words.whole(n) for n in shown["n"]] if len(table) <= WRITTEN_OUT else None
    return [
        common | {"y": shown["eligible"].to_numpy(), "name": "Eligible", "marker": {"color": theme.PALE}},
        common | {"y": shown["n"].to_numpy(), "name": "Counted (n)", "marker": {"color": theme.MAIN},
                  "text": written, "textangle": 0, "textposition": "inside"},
    ]  # fmt: skip


def _said(row: Any, measure: Measure) -> str:
    figures = words.interval(row.mean_change, row.ci_low, row.ci_high, words.decimals(measure))
    return (f"<b>Care begun in the period from {row.period:%b %Y}</b><br>"
            f"Mean change {figures} {words.escape(measure.unit)}<br>{words.whole(row.n)} counted, "
            f"{words.whole(row.followed_up)} followed up, {words.whole(row.eligible)} eligible")  # fmt: skip
