"""Public charts with one column per session or quarter: values upwards on one whole axis, n in a table below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from charts import lettering, paper
from charts.paper import Box, Canvas, ChartPart, NoRoom
from charts.public_field import HIDDEN, Field, ticks, upwards


@dataclass(frozen=True)
class Columns:
    """A field with the pixel of each column's middle and the width of one column."""

    field: Field
    middles: tuple[float, ...]
    cell: float


def columns(
    part: ChartPart, canvas: Canvas, under: Sequence[tuple[str, Sequence[str]]], span: tuple[float, float],
    form: Callable[[float], str], title: str, key: float = 0,
) -> Columns:  # fmt: skip
    """Title, axis and the table *under* the field: rows of (head, one text per column); `NoRoom` where they touch.

    *key* pixels are left free between the title and the field.
    """
    size, box, pitch = canvas.size, canvas.box, paper.pitch(canvas.size)
    lines = lettering.even(title, box.width, size, False, canvas.family)
    top = paper.block(part, canvas, box.x, box.y, lines, size, pitch) + key + size
    heads = [lettering.width(head, size, False, canvas.family) for head, _ in under]
    left = max(*heads, *(lettering.width(form(value), size, False, canvas.family) for value in ticks(span))) + size
    cell = (box.width - left) / len(under[0][1])
    deep = [_staggered(texts, cell, canvas) for _, texts in under]
    foot = sum(deep) * pitch + size * 0.8
    field = Field(canvas, Box(box.x + left, top, box.width - left, box.bottom - foot - top), span, "y")
    if field.box.height < 7 * size:
        raise NoRoom("There is no room for this chart. Choose a larger size.")
    upwards(part, field, form, size)
    middles = tuple(field.box.x + (place + 0.5) * cell for place in range(len(under[0][1])))
    y = field.box.bottom + size * 0.8
    for (head, texts), rows in zip(under, deep, strict=True):
        _table_row(part, canvas, y, head, texts, middles, rows)
        y += rows * pitch
    return Columns(field, middles, cell)


def _staggered(texts: Sequence[str], cell: float, canvas: Canvas) -> int:
    """1 where the texts fit side by side, 2 where every second one has to stand lower."""
    written = [(place, lettering.width(text, canvas.size, False, canvas.family) + canvas.size * 0.3)
               for place, text in enumerate(texts) if text]  # fmt: skip
    for rows in (1, 2):
        if all(
            (wide + after) / 2 <= (later - place) * cell
            for row in range(rows)
            for (place, wide), (later, after) in pairwise(pair for pair in written if pair[0] % rows == row)
        ):
            return rows  # fmt: skip
    raise NoRoom("There are too many columns for this picture. Choose a shorter period or a wider size.")


def _table_row(
    part: ChartPart, canvas: Canvas, y: float, head: str, texts: Sequence[str], middles: Sequence[float], rows: int
) -> None:
    quiet, pitch = canvas.palette.quiet, paper.pitch(canvas.size)
    paper.put(part, canvas, canvas.box.x, y, head, canvas.size, colour=quiet)
    for place, (text, middle) in enumerate(zip(texts, middles, strict=True)):
        if text:
            paper.put(part, canvas, middle, y + (place % rows) * pitch, text, canvas.size, anchor="center")


def hidden(part: ChartPart, made: Columns, gone: Sequence[bool]) -> None:
    """The words of the columns that are too small to show, once for neighbours."""
    place = 0
    for missing, group in groupby(gone):
        count = len(list(group))
        if missing:
            _block(part, made, place, count)
        place += count


def _block(part: ChartPart, made: Columns, first: int, count: int) -> None:
    """A pale block over *count* columns with the words across it, upright where it is narrow."""
    canvas, box, size = made.field.canvas, made.field.box, made.field.canvas.size
    left, wide = made.middles[first] - made.cell / 2, made.cell * count
    paper.rectangle(part, canvas, Box(left + 1, box.y, wide - 2, box.height), canvas.palette.band)
    lines = lettering.broken(HIDDEN, wide - size * 0.6, size, False, canvas.family)
    if max(lettering.width(word, size, False, canvas.family) for word in HIDDEN.split()) <= wide - size * 0.6:
        pitch = paper.pitch(size)
        y = box.y + (box.height - len(lines) * pitch) / 2
        paper.block(part, canvas, left + wide / 2, y, lines, size, pitch, anchor="center")
        return
    if lettering.width(HIDDEN, size, False, canvas.family) > box.height:
        raise NoRoom("There is no room for this chart. Choose a larger size.")
    paper.upright(part, canvas, left + wide / 2, box.y + box.height / 2, HIDDEN, size)
