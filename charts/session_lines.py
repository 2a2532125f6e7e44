"""Session lines: where people stood before and after each session, on the measure's whole scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure, Threshold

COLUMNS = ("number", "phase", "n", "at_risk", "mean", "ci_low", "ci_high")
# Before stands a little left of the session's tick and after a little right, so that intervals never overlap.
LOOKS = {"before": (-0.13, theme.MAIN, "circle"), "after": (0.13, theme.SECOND, "diamond")}


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
    ``hidden``. *baseline* is the mean to draw the thresholds from. Raises `ChartError` on no rows.
    """
    rows = theme.checked(frame, COLUMNS, "chart of sessions")
    important, error = marks.drawable(important, measure), marks.drawable(error, measure)
    numbers = sorted(rows["number"].unique())
    known = baseline is not None and math.isfinite(baseline)
    return go.Figure(dict(data=[
        _drops(rows), *(_line(rows, phase, measure) for phase in LOOKS),
        *(marks.absent(measure, important, error) if known else []),
    ], layout=theme.layout(
        height=470, n=theme.total(rows[rows["phase"] == "before"].head(1)), direction=words.direction(measure),
        sources=marks.sources(important, error) if known else [], showlegend=True,
        xaxis=theme.axis("Session, with the number of readings before and after it", tickvals=numbers,
                         ticktext=[_under(rows, number) for number in numbers],
                         range=[min(numbers) - 0.5, max(numbers) + 0.5], tickfont={"size": 11, "color": theme.INK}),
        yaxis=theme.axis(words.wrap(measure.axis_title, 42), range=[measure.low, measure.high], showgrid=True),
        shapes=_levels(measure, important, error, baseline) if known else [],
        annotations=_hidden(rows, measure),
    )))  # fmt: skip


def _line(rows: pd.DataFrame, phase: str, measure: Measure) -> dict[str, Any]:
    shift, colour, symbol = LOOKS[phase]
    part = rows[(rows["phase"] == phase)].sort_values("number")
    part = part.assign(mean=part["mean"].mask(part["hidden"]))
    return {
        "type": "scatter", "mode": "lines+markers", "name": f"{phase.capitalize()} the session",
        "x": part["number"].to_numpy(dtype="float64") + shift, "y": part["mean"].to_numpy(), "connectgaps": False,
        "line": {"color": colour, "width": 2 if phase == "before" else 0},
        "marker": {"color": colour, "symbol": symbol, "size": 9}, "cliponaxis": False,
        "error_y": marks.whiskers(part["mean"], part["ci_low"], part["ci_high"], colour),
        "hoverinfo": "text", "hovertext": [_said(row, measure) for row in part.itertuples()],
    }  # fmt: skip


def _drops(rows: pd.DataFrame) -> dict[str, Any]:
    """One trace with a gap after each session: before -> after, the immediate change of that session."""
    wide = rows[~rows["hidden"]].pivot_table(index="number", columns="phase", values="mean").reindex(columns=list(LOOKS))
    wide = wide.dropna()
    x = [part for number in wide.index for part in (number + LOOKS["before"][0], number + LOOKS["after"][0], None)]
    y = [part for before, after in wide.to_numpy() for part in (before, after, None)]
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": {"color": theme.QUIET, "width": 1.5,
            "dash": "dot"}, "hoverinfo": "skip", "showlegend": False}  # fmt: skip


def _under(rows: pd.DataFrame, number: int) -> str:
    """The tick's lines: the session, then n before and n after (a dash where hidden)."""
    here = rows[rows["number"] == number].set_index("phase")["n"]
    return "<br>".join([f"<b>{number}</b>", *(words.whole(here.get(phase, float("nan"))) for phase in LOOKS)])


def _levels(
    measure: Measure, important: Threshold | None, error: Threshold | None, baseline: float
) -> list[marks.Shape]:
    start = f"First reading: {words.number(baseline, words.decimals(measure))} {measure.unit}"
    shapes = [marks.line(baseline, "y", words.escape(start), "solid", theme.AXIS)]
    if error is not None:
        name = marks.named(error, measure, "error")
        shapes.insert(0, marks.band(baseline - error.value, baseline + error.value, name, "y"))
    if important is not None:
        at = baseline + measure.sign * important.value
        shapes.append(marks.line(at, "y", marks.named(important, measure, "important")))
    return shapes


def _hidden(rows: pd.DataFrame, measure: Measure) -> list[dict[str, Any]]:
    gone = rows.groupby("number")["hidden"].all()
    middle = (measure.low + measure.high) / 2
    return [label | {"x": number, "y": middle, "textangle": -90}
            for number in gone[gone].index for label in marks.hidden_labels([0], 0)]  # fmt: skip


def _said(row: Any, measure: Measure) -> str:
    figures = words.interval(row.mean, row.ci_low, row.ci_high, words.decimals(measure))
    return (f"<b>{row.phase.capitalize()} session {row.number}</b><br>Mean {figures} {words.escape(measure.unit)}<br>"
            f"{words.whole(row.n)} of {words.whole(row.at_risk)} courses of care that reached it")  # fmt: skip
