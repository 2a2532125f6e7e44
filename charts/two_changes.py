"""Two changes: what a session did at once, and what was left by the next, each on its own axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("number", "kind", "n", "mean", "ci_low", "ci_high")
KINDS = {
    "immediate": ("Immediate change: before to after the same session", theme.SECOND, "diamond"),
    "carried over": ("Carried over: before this session to before the next", theme.MAIN, "circle"),
}


def two_changes(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """The immediate and the carried-over change per session in two panels on one fixed scale, never in one axis.

    Columns: ``number``, ``kind`` (``immediate``, ``carried over``), ``n``, ``mean``, ``ci_low``, ``ci_high``
    (positive is better); optional ``hidden``. Raises `ChartError` on no rows.
    """
    rows = theme.checked(frame, COLUMNS, "chart of immediate and carried-over change")
    span = marks.change_range(measure, rows["ci_low"], rows["ci_high"], rows["mean"])
    numbers = sorted(rows["number"].unique())
    panels: dict[str, Any] = {}
    for kind, suffix, domain in (("immediate", "", [0.6, 0.95]), ("carried over", "2", [0.05, 0.4])):
        panels[f"yaxis{suffix}"] = theme.axis(words.wrap(words.change_title(measure, "above"), 26), range=span,
                                              domain=domain, showgrid=True, nticks=5)  # fmt: skip
        panels[f"xaxis{suffix}"] = theme.axis(
            "Session, with n", anchor=f"y{suffix}", range=[min(numbers) - 0.5, max(numbers) + 0.5], tickvals=numbers,
            ticktext=[_under(rows, kind, number) for number in numbers], tickfont={"size": 11, "color": theme.INK},
        )
    return go.Figure(dict(data=[_points(rows, kind, measure) for kind in KINDS], layout=theme.layout(
        height=620, n=theme.total(rows[rows["kind"] == "immediate"]), direction="above 0 is better",
        shapes=[_zero(""), _zero("2")], annotations=[_heading("immediate", 1), _heading("carried over", 0.45)],
        **panels,
    )))  # fmt: skip


def _points(rows: pd.DataFrame, kind: str, measure: Measure) -> dict[str, Any]:
    part = rows[(rows["kind"] == kind) & ~rows["hidden"]]
    _, colour, symbol = KINDS[kind]
    suffix = "" if kind == "immediate" else "2"
    return {
        "type": "scatter", "mode": "markers", "name": kind, "x": part["number"].to_numpy(), "y": part["mean"].to_numpy(),
        "xaxis": f"x{suffix}", "yaxis": f"y{suffix}", "marker": {"color": colour, "symbol": symbol, "size": 10},
        "error_y": marks.whiskers(part["mean"], part["ci_low"], part["ci_high"], colour), "hoverinfo": "text",
        "hovertext": [_said(row, measure) for row in part.itertuples()],
    }  # fmt: skip


def _under(rows: pd.DataFrame, kind: str, number: int) -> str:
    here = rows.loc[(rows["kind"] == kind) & (rows["number"] == number), "n"]
    return f"<b>{number}</b><br>{words.whole(here.iloc[0]) if len(here) else '–'}"


def _zero(suffix: str) -> marks.Shape:
    return marks.line(0, "y", dash="solid", colour=theme.AXIS) | {"xref": f"x{suffix} domain", "yref": f"y{suffix}"}


def _heading(kind: str, y: float) -> dict[str, Any]:
    return {"xref": "paper", "yref": "paper", "x": 0, "y": y, "xanchor": "left", "yanchor": "bottom",
            "text": f"<b>{words.wrap(KINDS[kind][0], 44)}</b>", "showarrow": False, "align": "left",
            "font": {"size": 13}}  # fmt: skip


def _said(row: Any, measure: Measure) -> str:
    figures = words.interval(row.mean, row.ci_low, row.ci_high, words.decimals(measure))
    return f"<b>Session {row.number}, {row.kind}</b><br>Mean {figures} {words.escape(measure.unit)}<br>n {words.whole(row.n)}"
