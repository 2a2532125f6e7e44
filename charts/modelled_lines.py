"""Modelled lines: the mean before each session of those still there, of complete cases, and by a model of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import intervals, marks, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = (
    "number", "n", "at_risk", "mean", "ci_low", "ci_high", "complete_n", "complete", "complete_low", "complete_high",
    "modelled", "modelled_low", "modelled_high",
)  # fmt: skip
# The middle, its n, its ends; which way from the session's tick, colour, sign and dash: told apart without colour too.
LINES = {
    "Still measured": (("mean", "n", "ci_low", "ci_high"), -1, theme.MAIN, "circle", "solid"),
    "Only those who reached the last session": (
        ("complete", "complete_n", "complete_low", "complete_high"), 1, theme.QUIET, "square", "dot",
    ),
    "Model: all who began": (
        ("modelled", "begun", "modelled_low", "modelled_high"), 0, theme.SECOND, "diamond", "dash",
    ),
}  # fmt: skip
LAST = list(LINES)[-1]
SHADE = "rgba(11, 138, 125, 0.16)"  # of the model's own colour: three sets of bars side by side would be a fence
NO_MODEL = "Model: not shown"


def modelled_lines(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """Three means before each session with 95 % intervals, n measured and n still coming under every session.

    Columns: ``number`` (session), ``n`` (measured), ``at_risk`` (courses that reached it), ``mean``, ``complete`` and
    ``modelled`` with their ends, in the measure's unit, not oriented; ``complete_n``; optional ``hidden``. Where the
    model is blank throughout, the key says so. Raises `ChartError` on no rows.
    """
    table = theme.checked(frame, COLUMNS, "chart of those who stopped").sort_values("number", ignore_index=True)
    table["begun"] = table["n"].max()
    drawn = [name for name, look in LINES.items() if table[look[0][0]].notna().any()]
    traces = [_line(table, name, measure) for name in drawn]
    beyond = [trace for name in drawn if name != LAST for trace in _beyond(table, name, measure)]
    missing = [] if LAST in drawn else [marks.silent(NO_MODEL)]
    numbers = table["number"].tolist()
    return theme.figure(
        [*(_shade(table, measure) if LAST in drawn else []), *traces, *intervals.once(beyond), *missing],
        height=560,
        n=theme.total(table.head(1)),
        direction=words.direction(measure),
        showlegend=True,
        xaxis=marks.session_axis(numbers, [_under(row) for row in theme.each(table)],
                                 "Session; beneath: courses measured, courses still coming"),
        yaxis=theme.axis(words.title(measure.axis_title), range=[measure.low, measure.high], showgrid=True),
        annotations=marks.hidden_words(table.loc[table["hidden"], "number"], measure.low),
    )  # fmt: skip


def _fitted(table: pd.DataFrame, name: str, measure: Measure) -> pd.DataFrame:
    (middle, count, low, high), side, *_ = LINES[name]
    apart = min(0.13, 0.012 * len(table))
    own = pd.DataFrame({
        "x": table["number"] + side * apart, "middle": table[middle], "n": table[count], "ci_low": table[low],
        "ci_high": table[high], "number": table["number"], "hidden": table["hidden"],
    })  # fmt: skip
    return intervals.fitted(own, "middle", (measure.low, measure.high))


def _line(table: pd.DataFrame, name: str, measure: Measure) -> dict[str, Any]:
    part, (_, _, colour, symbol, dash) = _fitted(table, name, measure), LINES[name]
    ends = {} if name == LAST else {"error_y": intervals.bars(part, colour)}
    return ends | {
        "type": "scatter", "mode": "lines+markers", "name": name, "connectgaps": False, "cliponaxis": False,
        "x": part["x"].to_numpy(), "y": part["at"].to_numpy(), "line": {"color": colour, "width": 2, "dash": dash},
        "marker": {"color": colour, "symbol": symbol, "size": 8},
        "hoverinfo": "text", "hovertext": [_said(row, name, measure) for row in theme.each(part)],
    }  # fmt: skip


def _shade(table: pd.DataFrame, measure: Measure) -> list[dict[str, Any]]:
    """The model's interval as a band from its upper end down to its lower one."""
    part = _fitted(table, LAST, measure).dropna(subset=["at", "low_end", "high_end"])
    x, y = [*part["x"], *part["x"][::-1]], [*part["high_end"], *part["low_end"][::-1]]
    return [{"type": "scatter", "mode": "lines", "x": x, "y": y, "fill": "toself", "fillcolor": SHADE,
             "line": {"width": 0}, "name": "95 % CI of the model", "showlegend": True,
             "hoverinfo": "skip"}]  # fmt: skip


def _beyond(table: pd.DataFrame, name: str, measure: Measure) -> list[dict[str, Any]]:
    return intervals.beyond(_fitted(table, name, measure), "y", "x", LINES[name][2])


def _under(row: Any) -> str:
    """The tick's lines: the session, then n measured and n still coming (a dash where hidden)."""
    return f"<b>{row.number}</b><br>{words.whole(row.n)}<br>{words.whole(row.at_risk)}"


def _said(row: Any, name: str, measure: Measure) -> str:
    figures = words.interval(row.middle, row.ci_low, row.ci_high, words.decimals(measure))
    return (f"<b>{name}, before session {row.number}</b><br>Mean {figures} {words.escape(measure.unit)}<br>"
            f"{words.whole(row.n)} courses of care{intervals.said(row)}")  # fmt: skip
