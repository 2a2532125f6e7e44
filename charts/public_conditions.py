"""Mean change per condition, for the public: a dot and its interval on an axis that is the same in every picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from charts import marks, paper, theme, words
from charts.paper import Canvas, ChartPart
from charts.public_field import checked, dots, largest, plain
from charts.public_measured import hidden
from charts.public_rows import rows

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("label", "n", "eligible", "mean_change", "ci_low", "ci_high")


def public_conditions(frame: pd.DataFrame, measure: Measure, canvas: Canvas) -> ChartPart:
    """Mean change per row, turned so that right of 0 is better, with 95 % interval and ``n`` of ``eligible``."""
    table = checked(frame, COLUMNS, "public chart of conditions")
    return largest(canvas, lambda smaller: _drawn(table, measure, smaller))


def _drawn(table: pd.DataFrame, measure: Measure, canvas: Canvas) -> ChartPart:
    part = ChartPart()
    low, high = marks.change_range(measure)
    title = f"Mean change in {words.inside(measure.short)}, 95 % interval ({measure.unit}; right of 0 is better)"
    made = rows(part, canvas, [str(label) for label in table["label"]],
                [_said(row, words.decimals(measure)) for row in theme.each(table)], (low, high), _sided(low, high),
                title, table["hidden"].tolist())  # fmt: skip
    for row, middle in zip(theme.each(table), made.middles, strict=True):
        box = made.field.box
        if row.hidden:
            hidden(part, made, middle)
        else:
            paper.rule(part, canvas, (box.x, middle), (box.right, middle), canvas.palette.grid)
    shown = table[~table["hidden"]]
    middles = [middle for middle, gone in zip(made.middles, table["hidden"], strict=True) if not gone]
    part.traces.append(dots(made.field, shown, middles, "mean_change", canvas.palette.main, min(made.thick * 0.7, 16)))
    part.layout.update(made.field.axes())
    return part


def _sided(low: float, high: float) -> Callable[[float], str]:
    """The numbers of an axis of changes, with what its two ends mean."""
    named = {low: f"{plain(low)} worse", high: f"better {plain(high)}"}
    return lambda value: named.get(value, plain(value))


def _said(row: Any, places: int) -> list[list[tuple[str, bool]]]:
    if row.hidden:
        return [[("–", False)]]
    figures = [(words.number(row.mean_change, places), True),
               (f" ({words.number(row.ci_low, places)} to {words.number(row.ci_high, places)})", False)]  # fmt: skip
    of = "" if pd.isna(row.eligible) else f" of {words.whole(row.eligible)}"
    return [figures, [(f"n {words.whole(row.n)}{of}", False)]]
