"""Session lines: where people stood before and after each session, on the measure's whole scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import intervals, marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure, Threshold

COLUMNS = ("number", "phase", "n", "at_risk", "mean", "ci_low", "ci_high")
# Which way from the session's tick, colour, sign: before and after differ without their colours too.
LOOKS = {"before": (-1, theme.MAIN, "circle"), "after": (1, theme.SECOND, "diamond")}


def session_lines(
    frame: pd.DataFrame,
    measure: Measure,
    important: Threshold | None = None,
    error: Threshold | None = None,
    baseline: float | None = None,
) -> go.Figure:
    """Means before and after each session with 95 % intervals; a drop line joins the two of one session.

    Columns: ``number`` (session), ``phase`` (``before``, ``after``), ``n``, ``at_risk`` (courses that
    reached the session), ``mean``, ``ci_low``, ``ci_high`` in the measure's unit, not oriented; optional
    ``patients``, ``hidden``. *baseline* is the mean that thresholds are drawn from; without it none is. Raises
    `ChartError` on no rows.
    """
    table = _placed(theme.checked(frame, COLUMNS, "chart of sessions"))
    table = intervals.fitted(table, "mean", (measure.low, measure.high))
    beyond = intervals.once(
        [
            trace
            for phase, look in LOOKS.items()
            for trace in intervals.beyond(table[table["phase"] == phase], "y", "x", look[1])
        ]
    )
    numbers = sorted(table["number"].unique())
    if baseline is None or not math.isfinite(baseline):
        shapes, key, sources = [], [], []
    else:
        important, error = marks.drawable(important, measure), marks.drawable(error, measure)
        shapes = _levels(measure, important, error, baseline)
        key, sources = marks.absent(important, error), marks.sources(important, error)
    return theme.figure(
        [_drops(table), *(_points(table, phase, measure) for phase in LOOKS), *beyond, *key],
        height=560,
        n=theme.total(table[table["phase"] == "before"].head(1)),
        direction=words.direction(measure),
        sources=sources,
        showlegend=True,
        xaxis=marks.session_axis(numbers, [_under(table, number) for number in numbers],
                                 "Session; beneath: n before, n after"),
        yaxis=theme.axis(words.title(measure.axis_title), range=[measure.low, measure.high], showgrid=True),
        shapes=shapes,
        annotations=_hidden(table, measure),
    )  # fmt: skip


def _placed(table: pd.DataFrame) -> pd.DataFrame:
    """Before a little left of the tick and after a little right, by the same few pixels however many sessions."""
    apart = min(0.13, 0.012 * table["number"].nunique())
    side = [LOOKS[phase][0] * apart for phase in table["phase"]]
    return table.assign(x=table["number"].astype("float64") + side).sort_values(["number", "x"])


def _points(table: pd.DataFrame, phase: str, measure: Measure) -> dict[str, Any]:
    _, colour, symbol = LOOKS[phase]
    part = table[table["phase"] == phase]
    return {
        "type": "scatter", "mode": "lines+markers" if phase == "before" else "markers", "connectgaps": False,
        "name": f"{phase.capitalize()} the session", "x": part["x"].to_numpy(), "y": part["at"].to_numpy(),
        "line": {"color": colour, "width": 2}, "marker": {"color": colour, "symbol": symbol, "size": 9},
        "cliponaxis": False, "error_y": intervals.bars(part, colour),
        "hoverinfo": "text", "hovertext": [_said(row, measure) for row in theme.each(part)],
    }  # fmt: skip


def _drops(table: pd.DataFrame) -> dict[str, Any]:
    """One trace with a gap after each session: before -> after, the immediate change of that session."""
    shown = table[~table["hidden"] & table["mean"].notna()]
    pairs = [part for _, part in shown.groupby("number") if len(part) == len(LOOKS)]
    x = [at for part in pairs for at in (*part["x"], None)]
    y = [at for part in pairs for at in (*part["mean"], None)]
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip", "showlegend": False,
            "line": {"color": theme.QUIET, "width": 1.5, "dash": "dot"}}  # fmt: skip


def _under(table: pd.DataFrame, number: int) -> str:
    """The tick's lines: the session, then n before and n after (a dash where hidden)."""
    here = table[table["number"] == number].set_index("phase")["n"]
    counts = [(words.whole(here.get(phase, math.nan)), look[1]) for phase, look in LOOKS.items()]
    return "<br>".join([f"<b>{number}</b>", *(f'<span style="color:{colour}">{n}</span>' for n, colour in counts)])


def _levels(
    measure: Measure, important: Threshold | None, error: Threshold | None, baseline: float
) -> list[marks.Shape]:
    start = f"First reading: {words.number(baseline, words.decimals(measure))} {measure.unit}"
    shapes = [marks.line(baseline, "y", words.escape(start), "solid", theme.AXIS)]
    if error is not None:
        name = marks.named(error, "error")
        shapes.insert(0, marks.band(baseline - error.value, baseline + error.value, name, "y"))
    if important is not None:
        at = baseline + measure.sign * important.value
        shapes.append(marks.line(at, "y", marks.named(important, "important")))
    return shapes


def _hidden(table: pd.DataFrame, measure: Measure) -> list[dict[str, Any]]:
    """Upright grey words at the foot of each hidden mean; once for a session that is hidden altogether."""
    return marks.hidden_words(table[table["hidden"]].groupby("number")["x"].mean(), measure.low)


def _said(row: Any, measure: Measure) -> str:
    figures = words.interval(row.mean, row.ci_low, row.ci_high, words.decimals(measure))
    return (f"<b>{row.phase.capitalize()} session {row.number}</b><br>Mean {figures} {words.escape(measure.unit)}<br>"
            f"{_counted(row)}{intervals.said(row)}")  # fmt: skip


def _counted(row: Any) -> str:
    """How many were measured, of how many who came; those may be hidden where they are nearly the same."""
    if math.isnan(row.at_risk):
        return f"{words.whole(row.n)} courses of care"
    return f"{words.whole(row.n)} of {words.whole(row.at_risk)} courses of care that reached it"
