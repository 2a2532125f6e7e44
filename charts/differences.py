"""Differences: one row per thing looked at, the difference with its interval around the line of no difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from charts import intervals, marks, rows, theme, words

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from data.catalogue import Measure

COLUMNS = ("kind", "label", "n", "with_it", "without_it", "difference", "low", "high", "beyond_chance")
SOLID = "Beyond what so many looks give by chance"
HOLLOW = "Could be chance among so many looks"
ROW, HEAD = 40, 34  # pixels of a row, and of the name of a kind above its rows
HEADING = 0.9  # rows that the name of a kind stands above its first


def differences(frame: pd.DataFrame, measure: Measure, looked_at: float | None = None) -> go.Figure:
    """Adjusted differences in change, in the frame's order under the name of each kind; right of 0 changed more.

    Columns: ``kind``, ``label``, ``n``, ``with_it``, ``without_it`` (courses of care), ``difference``, ``low``,
    ``high`` (the measure's unit; positive: those with it improved more), ``beyond_chance`` (true or false); optional
    ``patients``, ``hidden``. A filled dot lies beyond chance, a hollow one may be chance. *looked_at* is how
    many courses of care were looked at, where that is more than in any row. Raises `ChartError` on no rows.
    """
    checked = theme.checked(frame, COLUMNS, "chart of differences")
    table = checked.rename(columns={"low": "ci_low", "high": "ci_high"})
    span = marks.change_range(measure)
    table = intervals.fitted(_placed(table), "difference", span)
    beside = _counts(table)
    bottom, n = float(table["y"].min()), table["n"].fillna(0).max() if looked_at is None else looked_at
    return theme.figure(
        [
            *_dots(table, measure),
            *intervals.beyond(table, "x", "y", theme.MAIN),
            *rows.beside(table, beside, span[1]),
        ],
        height=round(-bottom * ROW) + 170,
        n=int(n),
        direction="right of 0 is better",
        showlegend=True,
        xaxis=theme.axis(
            f"{_title(measure)}<br>n = {words.whole(n)} courses of care looked at", range=span, showgrid=True
        ),
        yaxis=theme.axis(range=[bottom - 0.6, 0.5], **_ticks(table)),
        shapes=[marks.line(0, "x", dash="solid", colour=theme.QUIET)],
        annotations=[
            rows.heading("<b>with</b> / without<br>n, together"),
            *rows.blank_labels(table, table["difference"]),
        ],
        margin={"l": 8, "r": rows.room_for([*beside, "with / without"]), "t": theme.TOP + 20, "b": 8},
    )


def _title(measure: Measure) -> str:
    direction = f"({measure.unit}; right of 0: those with it improved more)"
    return words.title(f"Difference in change of {words.inside(measure.short)} {direction}", 44)


def _placed(table: pd.DataFrame) -> pd.DataFrame:
    """Each row's height, with room above the first row of every kind for the kind's name."""
    begins = table["kind"].ne(table["kind"].shift())
    return table.assign(begins=begins, y=-(pd.RangeIndex(len(table)) + begins.cumsum() * HEAD / ROW).to_numpy(float))


def _labels(table: pd.DataFrame) -> list[str]:
    return [words.wrap(label, 18) for label in table["label"]]


def _counts(table: pd.DataFrame) -> list[str]:
    return [
        f"<b>{words.whole(row.with_it)}</b> / {words.whole(row.without_it)}<br>n {words.whole(row.n)}"
        for row in theme.each(table)
    ]


def _ticks(table: pd.DataFrame) -> dict[str, Any]:
    """The rows' labels, and above the first of every kind the kind's name."""
    begun = table[table["begins"]]
    names = [f"<b>{words.wrap(kind, 18)}</b>" for kind in begun["kind"]]
    return {"tickvals": [*table["y"], *(begun["y"] + HEADING)], "ticktext": [*_labels(table), *names]}


def _dots(table: pd.DataFrame, measure: Measure) -> list[dict[str, Any]]:
    shown = table[~table["hidden"]]
    return [_trace(shown[shown["beyond_chance"].astype(bool) == beyond], beyond, measure) for beyond in (True, False)]


def _trace(rows_: pd.DataFrame, beyond: bool, measure: Measure) -> dict[str, Any]:
    line = {"color": theme.MAIN, "width": 2}
    blank = rows_ if len(rows_) else None
    return {
        "type": "scatter", "mode": "markers", "name": SOLID if beyond else HOLLOW, "showlegend": True,
        "x": rows_["at"].to_numpy() if blank is not None else [None],
        "y": rows_["y"].to_numpy() if blank is not None else [None],
        "marker": {"size": 11, "color": theme.MAIN if beyond else theme.PAPER, "line": line},
        "error_x": intervals.bars(rows_, theme.MAIN), "hoverinfo": "text",
        "hovertext": [_said(row, measure) for row in theme.each(rows_)],
    }  # fmt: skip


def _said(row: Any, measure: Measure) -> str:
    figures = words.interval(row.difference, row.ci_low, row.ci_high, words.decimals(measure))
    counted = f"{words.whole(row.with_it)} with it, {words.whole(row.without_it)} without it"
    said = (
        f"Adjusted difference {figures} {words.escape(measure.unit)}<br>{counted} courses of care{intervals.said(row)}"
    )
    return f"<b>{words.wrap(row.label, 40)}</b><br>{said}"
