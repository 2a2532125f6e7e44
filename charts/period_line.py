"""Period line: mean change by month or quarter, with the courses of care behind each point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import intervals, marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure, Standard

COLUMNS = ("period", "n", "eligible", "followed_up", "mean_change", "ci_low", "ci_high")
NARROW = 265  # pixels a phone leaves for the periods: n has to fit there, and then fits everywhere
SMALL = {"size": 10, "color": theme.INK}
DIGIT, LINE = 6, 12  # pixels of one digit and of one line in that type


def period_line(frame: pd.DataFrame, measure: Measure, agreed: Sequence[Standard] = ()) -> go.Figure:
    """Mean change of the courses begun in each period with 95 % intervals, n under every point; beneath, bars of
    n out of those eligible.

    Columns: ``period`` (Timestamp, its start), ``n``, ``eligible``, ``followed_up`` (counts), ``mean_change``,
    ``ci_low``, ``ci_high`` (positive is better); optional ``patients``, ``hidden``. *agreed* are standards about the
    mean change: each is a line over the time it holds. Raises `ChartError` on no rows.
    """
    span = marks.change_range(measure)
    checked = theme.checked(frame, COLUMNS, "chart over time").sort_values("period", ignore_index=True)
    table = intervals.fitted(checked, "mean_change", span)
    notes, strip = _under(table)
    height = 480 + strip
    foot = 0.2 + (strip + 24) / (height - 150)  # about 150 pixels go to the dates, the key and the button
    return theme.figure(
        [_line(table, measure), *_counts(table), *intervals.beyond(table, "y", "period", theme.MAIN)],
        height=height,
        n=theme.total(table),
        direction="above 0 is better",
        showlegend=True,
        barmode="overlay",
        xaxis=_time(table),
        yaxis=theme.axis(words.change_title(measure, "above"), range=span, domain=[foot, 1], showgrid=True),
        yaxis2=theme.axis("Courses<br>of care", domain=[0, 0.2], rangemode="tozero", showgrid=True, nticks=4),
        shapes=[marks.line(0, "y", dash="solid", colour=theme.AXIS), *_agreed(table, agreed, measure), *_hidden(table)],
        annotations=[note | {"y": foot} for note in notes],
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
                      tickfont={"size": 12, "color": theme.INK},
                      range=[table["period"].iloc[0] - edge, table["period"].iloc[-1] + edge])  # fmt: skip


def _under(table: pd.DataFrame) -> tuple[list[dict[str, Any]], int]:
    """n under every point, and the pixels it takes: level in one row or two, upright where there are more periods."""
    texts = [words.whole(n) for n in table["n"]]
    longest = max(map(len, texts)) * DIGIT
    room = NARROW / len(table)
    level = math.ceil((longest + 4) / room) <= 2
    rows = math.ceil((longest + 4 if level else LINE) / room)
    tall = LINE + 1 if level else longest + 4
    common = {"yref": "paper", "yanchor": "top", "showarrow": False, "borderpad": 0, "font": SMALL}
    notes = [common | {"x": at, "text": text, "textangle": 0 if level else -90, "yshift": -8 - tall * (place % rows)}
             for place, (at, text) in enumerate(zip(table["period"], texts, strict=True))]  # fmt: skip
    side = common | {"x": 0, "xref": "paper", "xanchor": "right", "xshift": -4, "yshift": -8, "text": "<b>n</b>"}
    return [*notes, side], rows * tall


def _line(table: pd.DataFrame, measure: Measure) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "x": table["period"].to_numpy(), "y": table["at"].to_numpy(),
        "connectgaps": False, "line": {"color": theme.MAIN, "width": 2}, "marker": {"size": 8, "color": theme.MAIN},
        "error_y": intervals.bars(table, theme.MAIN), "showlegend": False,
        "hoverinfo": "text", "hovertext": [_said(row, measure) for row in theme.each(table)],
    }  # fmt: skip


def _agreed(table: pd.DataFrame, agreed: Sequence[Standard], measure: Measure) -> list[marks.Shape]:
    """A line for each standard, from the day it was set to the day it ended, where that lies in the picture."""
    half = _step(table) * 0.6
    first, last = table["period"].iloc[0] - half, table["period"].iloc[-1] + half
    lines = []
    for one in agreed:
        begin, end = max(pd.Timestamp(one.set_on), first), min(pd.Timestamp(one.until or last), last)
        if begin < end:
            line = marks.agreed(one, measure, "y")
            lines.append(line | {"xref": "x", "x0": begin, "x1": end})
    return lines


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
