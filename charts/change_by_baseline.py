"""Change by baseline: mean change by where people began, beside the line expected of readings alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import intervals, marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("bin_low", "bin_high", "n", "mean_baseline", "mean_change", "ci_low", "ci_high", "expected")
SMALL = {"size": 11, "color": theme.INK}
EXPECTED = "Expected of readings alone"
WIDE = 3  # digits of n beyond which every second one stands lower, so that they never touch on a phone


def change_by_baseline(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """Mean change with its 95 % interval at the mean first reading of each band, n under every point; the whole scale.

    Columns: ``bin_low``, ``bin_high`` (the band), ``n``, ``mean_baseline``, ``mean_change``, ``ci_low``, ``ci_high``,
    ``expected`` (positive is better; blank: not known); optional ``patients``, ``hidden``. Raises `ChartError` on no
    rows.
    """
    span = marks.change_range(measure)
    table = intervals.fitted(theme.checked(frame, COLUMNS, "chart of change by first reading"), "mean_change", span)
    return theme.figure(
        [*_expected(table, span), _points(table, measure),
         *intervals.beyond(table, "y", "mean_baseline", theme.MAIN)],
        height=460,
        n=theme.total(table),
        direction="above 0 is better",
        showlegend=True,
        xaxis=_scale(measure),
        yaxis=theme.axis(words.change_title(measure, "above"), range=span, showgrid=True),
        shapes=[marks.line(0, "y", dash="solid", colour=theme.AXIS), *_hidden(table, measure)],
        annotations=_counts(table),
    )  # fmt: skip


def _scale(measure: Measure) -> dict[str, Any]:
    edge = (measure.high - measure.low) * 0.04
    title = words.title(f"First reading, {words.inside(measure.short)} ({measure.unit}; {words.direction(measure)})")
    return theme.axis(title, range=[measure.low - edge, measure.high + edge], nticks=11, ticklabelstandoff=34)


def _hidden(table: pd.DataFrame, measure: Measure) -> list[marks.Shape]:
    """A grey stripe over each hidden band; the key says what it means once."""
    edge = (measure.high - measure.low) * 0.02
    gone = table[table["hidden"]]
    ends = zip(gone["bin_low"], gone["bin_high"], strict=True)
    stripes = [marks.band(low - edge, high + edge, words.HIDDEN.capitalize(), "x") for low, high in ends]
    return [stripe | {"showlegend": place == 0} for place, stripe in enumerate(stripes)]


def _points(table: pd.DataFrame, measure: Measure) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "x": table["mean_baseline"].to_numpy(), "y": table["at"].to_numpy(),
        "name": "Mean change, 95 % interval", "marker": {"size": 9, "color": theme.MAIN}, "showlegend": True,
        "error_y": intervals.bars(table, theme.MAIN),
        "hoverinfo": "text", "hovertext": [_said(row, measure) for row in theme.each(table)],
    }  # fmt: skip


def _expected(table: pd.DataFrame, span: list[float]) -> list[dict[str, Any]]:
    known = table[table["expected"].notna() & ~table["hidden"]]
    if known.empty:
        return []
    return [{
        "type": "scatter", "mode": "lines+markers", "x": known["mean_baseline"].to_numpy(),
        "y": known["expected"].clip(*span).to_numpy(), "name": EXPECTED, "showlegend": True, "hoverinfo": "skip",
        "line": {"color": theme.INK, "width": 2, "dash": "dash"},
        "marker": {"size": 7, "color": theme.PAPER, "symbol": "diamond", "line": {"color": theme.INK, "width": 1.5}},
    }]  # fmt: skip


def _counts(table: pd.DataFrame) -> list[dict[str, Any]]:
    """n under every point, between the picture and the numbers of its axis."""
    texts = [words.whole(n) for n in table["n"]]
    crowded = max(map(len, texts)) > WIDE
    common = {"yref": "paper", "y": 0, "yanchor": "top", "showarrow": False, "borderpad": 0, "font": SMALL}
    notes = [
        common | {"x": at, "text": text, "yshift": -4 - (14 if crowded and place % 2 else 0)}
        for place, (at, text) in enumerate(zip(table["mean_baseline"], texts, strict=True))
        if at == at
    ]
    return [
        *notes,
        common | {"x": 0, "xref": "paper", "xanchor": "right", "xshift": -4, "yshift": -4, "text": "<b>n</b>"},
    ]


def _said(row: Any, measure: Measure) -> str:
    figures = words.interval(row.mean_change, row.ci_low, row.ci_high, words.decimals(measure))
    fall = "" if row.expected != row.expected else (
        f"<br>Expected of readings alone {words.number(row.expected, words.decimals(measure))}"
    )  # fmt: skip
    return (f"<b>Began at {words.trimmed(row.bin_low)} to {words.trimmed(row.bin_high)}</b><br>Mean change {figures} "
            f"{words.escape(measure.unit)}<br>n {words.whole(row.n)}{fall}{intervals.said(row)}")  # fmt: skip
