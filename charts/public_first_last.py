"""First and last reading, for the public: two bars on the measure's whole scale, each mean with its interval and n."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from charts import lettering, paper, theme, words
from charts.paper import Box, Canvas, ChartPart, NoRoom
from charts.public_field import HIDDEN, Field, checked, dots, largest, plain, sideways
from charts.public_measured import track
from charts.public_rows import Rows

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("moment", "n", "mean", "ci_low", "ci_high")
VALUE = 1.9  # of the chart's letters: the two means are what is looked for


def public_first_last(frame: pd.DataFrame, measure: Measure, canvas: Canvas) -> ChartPart:
    """Mean per ``moment`` in the measure's own unit with its 95 % interval and ``n``, on the whole scale."""
    table = checked(frame, COLUMNS, "public chart of first and last readings")
    return largest(canvas, lambda smaller: _drawn(table, measure, smaller))


def _drawn(table: pd.DataFrame, measure: Measure, canvas: Canvas) -> ChartPart:
    part = ChartPart()
    size, box = canvas.size, canvas.box
    title = lettering.even(f"{measure.axis_title}; line: 95 % interval", box.width, size, False, canvas.family)
    body = box.height - size * 1.5 - len(title) * paper.pitch(size)
    tall = body / len(table)
    if tall < size * (VALUE + 2.4):
        raise NoRoom("There is no room for both readings in this picture. Choose a larger size.")
    field = Field(canvas, Box(box.x, box.y, box.width, body), (measure.low, measure.high), "x")
    sideways(part, field, plain, size, [])
    paper.block(part, canvas, box.x, field.box.bottom + size * 1.5, title, size, paper.pitch(size))
    made = _rows(field, len(table), tall, size)
    for row, middle in zip(theme.each(table), made.middles, strict=True):
        _row(part, made, middle, row, measure)
    shown = table[~table["hidden"]]
    middles = [middle for middle, gone in zip(made.middles, table["hidden"], strict=True) if not gone]
    part.traces.append(_means(made, shown, middles))
    part.layout.update(field.axes())
    return part


def _rows(field: Field, count: int, tall: float, size: float) -> Rows:
    head = size * VALUE * paper.LINE
    thick = min(tall - head - size * 1.2, size * 4.5)
    gap = min((tall - head - thick) / 2, size * 2)
    tall = head + thick + 2 * gap
    start = field.box.y + (field.box.height - count * tall) / 2
    middles = tuple(start + place * tall + gap * 0.9 + head + thick / 2 for place in range(count))
    return Rows(field, middles, thick)


def _row(part: ChartPart, made: Rows, middle: float, row: Any, measure: Measure) -> None:
    """The row's words above its bar on one foot line, and the bar."""
    canvas = made.field.canvas
    size, large = canvas.size, canvas.size * VALUE
    foot = middle - made.thick / 2 - large * 0.32
    from_low = measure.bounds == "scale"
    colour = canvas.palette.main if row.Index == len(made.middles) - 1 else canvas.palette.second
    track(part, made, middle, row.mean if from_low and not row.hidden else measure.low, colour, measure.low)
    named = paper.put(part, canvas, canvas.box.x, foot - size * 1.1 * lettering.ASCENT,
                      str(row.moment)[:1].upper() + str(row.moment)[1:], size * 1.1, bold=True)  # fmt: skip
    if row.hidden:
        paper.put(part, canvas, canvas.box.right, foot - size * lettering.ASCENT, HIDDEN, size, anchor="right")
        return
    places = words.decimals(measure)
    said = f"95 % CI {words.number(row.ci_low, places)} to {words.number(row.ci_high, places)}   n {words.whole(row.n)}"
    beside = paper.put(part, canvas, canvas.box.right, foot - size * lettering.ASCENT, said, size, anchor="right")
    value = paper.put(part, canvas, beside.x - size * 0.6, foot - large * lettering.ASCENT,
                      words.number(row.mean, places), large, bold=True, anchor="right")  # fmt: skip
    if value.x < named.right + size * 0.4:
        raise NoRoom("There is no room for both readings in this picture. Choose a wider size.")


def _means(made: Rows, shown: pd.DataFrame, middles: list[float]) -> dict[str, Any]:
    palette = made.field.canvas.palette
    trace = dots(made.field, shown, middles, "mean", palette.ink, max(6, min(made.thick * 0.4, 14)))
    trace["marker"] |= {"line": {"color": palette.paper, "width": 1.5}}
    trace["error_x"] |= {"thickness": 2, "width": made.thick * 0.22}
    return trace
