"""Quarter by quarter, for the public: mean change with its interval, above 0 is better, n under every point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from charts import lettering, marks, paper, theme, words
from charts.paper import ChartPart
from charts.public_columns import Columns, columns, hidden
from charts.public_field import checked, dots, largest, plain

if TYPE_CHECKING:
    from charts.paper import Canvas
    from data.catalogue import Measure

COLUMNS = ("period", "n", "mean_change", "ci_low", "ci_high")


def public_periods(frame: pd.DataFrame, measure: Measure, canvas: Canvas) -> ChartPart:
    """Mean change per quarter (``period``: its first day), turned so that above 0 is better, with 95 % interval."""
    table = checked(frame, COLUMNS, "public chart of quarters")
    return largest(canvas, lambda smaller: _drawn(table, measure, smaller))


def _drawn(table: pd.DataFrame, measure: Measure, canvas: Canvas) -> ChartPart:
    part = ChartPart()
    low, high = marks.change_range(measure)
    title = f"Mean change in {words.inside(measure.short)}, 95 % interval ({measure.unit}; above 0 is better)"
    made = columns(part, canvas, _under(table), (low, high), plain, title)
    hidden(part, made, table["hidden"].tolist())
    size = max(6.0, min(canvas.size, made.cell * 0.34))
    part.traces.append(dots(made.field, table.mask(table["hidden"]), made.middles, "mean_change",
                            canvas.palette.main, size))  # fmt: skip
    _values(part, made, table, measure, size)
    part.layout.update(made.field.axes())
    return part


def _under(table: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Quarter, its year where a new one begins, and n."""
    days = [pd.Timestamp(day) for day in table["period"]]
    years = [str(day.year) if place == 0 or days[place - 1].year != day.year else "" for place, day in enumerate(days)]
    counts = [words.whole(float("nan") if row.hidden else row.n) for row in theme.each(table)]
    return [("Quarter", [f"Q{day.quarter}" for day in days]), ("Year", years), ("n", counts)]


def _values(part: ChartPart, made: Columns, table: pd.DataFrame, measure: Measure, mark: float) -> None:
    """Each mean above its interval, where the columns are wide enough to read it."""
    canvas, size = made.field.canvas, made.field.canvas.size
    said = ["" if row.hidden else words.number(row.mean_change, words.decimals(measure)) for row in theme.each(table)]
    if max(lettering.width(text, size, True, canvas.family) for text in said) > made.cell - 2:
        return
    for row, text, middle in zip(theme.each(table), said, made.middles, strict=True):
        if text:
            end = row.mean_change if pd.isna(row.ci_high) else row.ci_high
            top = min(made.field.at(end), made.field.at(row.mean_change) - mark / 2)
            y = max(top - size * 1.3, made.field.box.y)
            paper.put(part, canvas, middle, y, text, size, bold=True, anchor="center")
