"""Measured again, for the public: how many of the courses of care that were due, as bars on the whole 0 to 100 %."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from charts import paper, theme, words
from charts.paper import Box, Canvas, ChartPart
from charts.public_field import HIDDEN, checked, largest, plain
from charts.public_rows import Rows, rows

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("label", "n", "eligible", "share", "low", "high")


def public_measured(frame: pd.DataFrame, measure: Measure | None, canvas: Canvas) -> ChartPart:  # noqa: ARG001
    """A bar per row: ``n`` measured again of ``eligible``, ``share`` with its 95 % interval (0 to 1).

    *measure* is not drawn; every public chart is called in the same way.
    """
    table = checked(frame, COLUMNS, "public chart of who was measured again")
    return largest(canvas, lambda smaller: _drawn(table, smaller))


def _drawn(table: pd.DataFrame, canvas: Canvas) -> ChartPart:
    part = ChartPart()
    title = "Courses of care measured again, of those due (%; whole scale; line: 95 % interval)"
    made = rows(part, canvas, [str(label) for label in table["label"]], [_said(row) for row in theme.each(table)],
                (0, 100), plain, title, table["hidden"].tolist())  # fmt: skip
    for row, middle in zip(theme.each(table), made.middles, strict=True):
        track(part, made, middle, 0 if row.hidden else row.share * 100, canvas.palette.main)
        if row.hidden:
            hidden(part, made, middle)
    part.traces.append(_intervals(table, made))
    part.layout.update(made.field.axes())
    return part


def _said(row: Any) -> list[list[tuple[str, bool]]]:
    if row.hidden:
        return [[("–", False)]]
    return [[(words.percent(row.share).replace(" ", "\u00a0"), True)],
            [(f"{words.whole(row.n)} of {words.whole(row.eligible)}", False)]]  # fmt: skip


def track(part: ChartPart, made: Rows, middle: float, value: float, colour: str, low: float = 0) -> None:
    """The whole scale as a pale bar, and the row's own bar from *low* on it."""
    field, canvas = made.field, made.field.canvas
    behind = Box(field.box.x, middle - made.thick / 2, field.box.width, made.thick)
    paper.rectangle(part, canvas, behind, canvas.palette.band)
    if value > low:
        part.traces.append(field.bar(middle, made.thick, low, value, colour))


def hidden(part: ChartPart, made: Rows, middle: float) -> None:
    """The words of a row whose group is too small to show."""
    canvas = made.field.canvas
    paper.put(part, canvas, made.field.box.x + canvas.size * 0.6, middle - canvas.size * paper.LINE / 2, HIDDEN,
              canvas.size)  # fmt: skip


def _intervals(table: pd.DataFrame, made: Rows) -> dict[str, Any]:
    """The intervals as lines in ink with a paper edge, so that they are seen on the bar and beside it."""
    shown = table[~table["hidden"]]
    middles = [middle for middle, gone in zip(made.middles, table["hidden"], strict=True) if not gone]
    share = (shown["share"] * 100).astype("float64")
    canvas = made.field.canvas
    return {
        "type": "scatter", "mode": "markers", "hoverinfo": "skip", "cliponaxis": False,
        "marker": {"size": max(5, made.thick * 0.34), "color": canvas.palette.ink,
                   "line": {"color": canvas.palette.paper, "width": 1.5}},
        "error_x": {"type": "data", "symmetric": False, "array": (shown["high"] * 100 - share).tolist(),
                    "arrayminus": (share - shown["low"] * 100).tolist(), "color": canvas.palette.ink,
                    "thickness": 2, "width": made.thick * 0.2},
        **made.field.xy(share.tolist(), middles),
    }  # fmt: skip
