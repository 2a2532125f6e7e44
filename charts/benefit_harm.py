"""Benefit and harm: who improved and who got worse, and below, on an axis of its own, how often there was an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from charts import intervals, rows, stacked, theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("panel", "kind", "kind_words", "n", "had", "per_100", "low", "high", "at_most", "sessions")
WHOLE, HALF = (0.0, 100.0), (0.0, 50.0)  # of courses of care; of sessions, the same half in every picture
COLOURS = {
    "improved": theme.CLASS_COLOURS["improved beyond both"], "between": theme.CLASS_COLOURS["within error"],
    "worse": theme.CLASS_COLOURS["worse"], "mild": "#d9a58b", "significant": "#b85c33", "serious": "#7a1f0a",
}  # fmt: skip
BENEFIT = "Per 100 courses of care (more improved and fewer worse is better)"
HARM = "Per 100 sessions asked (lower is better; the axis ends at 50)"


def benefit_harm(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """Two panels that never share an axis: courses of care by how they changed, sessions by their worst event.

    Columns: ``panel`` (``benefit``, ``harm``), ``kind``, ``kind_words`` (its label), ``n`` (courses of care, or
    sessions asked), ``had``, ``per_100``, ``low``, ``high`` (per 100 of n), ``at_most`` (per 100, where none occurred),
    ``sessions`` (all of them, asked or not); optional ``patients``, ``hidden``. Raises `ChartError` on no rows.
    """
    checked = theme.checked(frame, COLUMNS, "chart of benefit and harm")
    benefit, harm = (_placed(checked, name, span) for name, span in (("benefit", WHOLE), ("harm", HALF)))
    return stacked.stacked(
        [_benefit(benefit, measure), _harm(harm)],
        n=theme.total(benefit.head(1)),
        direction="above: more improved and fewer worse is better; below: lower is better",
    )


def _placed(checked: pd.DataFrame, panel: str, span: tuple[float, float]) -> pd.DataFrame:
    own = checked[checked["panel"] == panel].assign(label=lambda part: part["kind_words"])
    table = rows.placed(own, COLUMNS, "chart of benefit and harm")
    upper = table["at_most"].where(table["at_most"].notna(), table["high"])  # where none occurred: 3 / n, as is said
    return intervals.fitted(table.assign(ci_low=table["low"], ci_high=upper), "per_100", span)


def _benefit(table: pd.DataFrame, measure: Measure) -> stacked.Panel:
    beside = [_counted(row, words.percent(row.per_100 / 100)) for row in theme.each(table)]
    return stacked.Panel(
        "Benefit", f"change in {words.inside(measure.short)}, of those measured again", table, _bars(table),
        theme.axis(words.title(BENEFIT), range=list(WHOLE), showgrid=True), beside, words.UNCLASSED,
    )  # fmt: skip


def _harm(table: pd.DataFrame) -> stacked.Panel:
    first = table.iloc[0]
    below = "how often it was asked is hidden"
    if not first["hidden"]:
        below = f"asked about in {words.whole(first['n'])} of {words.whole(first['sessions'])} sessions"
    beside = [_counted(row, words.number(row.per_100)) if row.had else _none(row) for row in theme.each(table)]
    return stacked.Panel(
        "Harm", below, table, _bars(table),
        theme.axis(words.title(HARM), range=list(HALF), showgrid=True), beside, "not asked about",
    )  # fmt: skip


def _counted(row: Any, figure: str) -> str:
    return f"<b>{figure}</b><br>{words.whole(row.had)} of {words.whole(row.n)}" if _known(row) else ""


def _none(row: Any) -> str:
    return f"<b>none</b> of {words.whole(row.n)}<br>at most {words.number(row.at_most)}" if _known(row) else ""


def _known(row: Any) -> bool:
    return not row.hidden and row.per_100 == row.per_100


def _bars(table: pd.DataFrame) -> dict[str, Any]:
    shown = table[~table["hidden"]]
    colours, edges = [COLOURS[kind] for kind in shown["kind"]], [1.5 if at > 0 else 0 for at in shown["at"]]
    return {
        "type": "bar", "orientation": "h", "x": shown["at"].to_numpy(), "y": shown["y"].to_numpy(), "width": 0.5,
        "marker": {"color": [_tint(colour) for colour in colours], "line": {"color": colours, "width": edges}},
        "showlegend": False,
        "error_x": intervals.bars(shown, theme.INK), "hoverinfo": "text",
        "hovertext": [_said(row) for row in theme.each(shown)],
    }  # fmt: skip


def _tint(colour: str) -> str:
    """The colour thinned with paper, so that an interval in ink can be seen on it from end to end."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.5)"


def _said(row: Any) -> str:
    figures = words.interval(row.per_100, row.low, row.high)
    return (f"<b>{words.wrap(row.label, 40)}</b><br>{figures} per 100<br>{words.whole(row.had)} of "
            f"{words.whole(row.n)}{intervals.said(row)}")  # fmt: skip
