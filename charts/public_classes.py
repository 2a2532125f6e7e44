"""Improved, unchanged and worse, for the public: one bar of 100 % per row, every part with its count and share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from charts import lettering, paper, public_shares, theme, words
from charts.paper import Box, Canvas, ChartPart, NoRoom
from charts.public_field import HIDDEN, Field, checked, largest, plain, sideways
from charts.public_shares import Share

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("label", "n", "improved", "unchanged", "worse")
TITLE = "Share of the courses of care that were measured again (%; whole scale)"
_LARGE = 1.5  # of the chart's letters: the figures of a single bar
NAMES = 0.36  # of the box: what the names take where they stand left of their bars


def public_classes(frame: pd.DataFrame, measure: Measure | None, canvas: Canvas) -> ChartPart:  # noqa: ARG001
    """A whole bar per row. Blank ``unchanged`` and ``worse`` with ``unchanged_or_worse`` are drawn as one part.

    Columns: ``label``, ``n``, ``improved``, ``unchanged``, ``worse`` (counts); optional ``unchanged_or_worse``,
    ``merged_said`` (the words of the merged part) and ``hidden``. *measure* is not drawn.
    """
    table = checked(frame, COLUMNS, "public chart of improved, unchanged and worse")
    return largest(canvas, lambda smaller: _drawn(table, smaller))


def _drawn(table: pd.DataFrame, canvas: Canvas) -> ChartPart:
    part = ChartPart()
    size, box, pitch = canvas.size, canvas.box, paper.pitch(canvas.size)
    made = [[] if row.hidden else public_shares.shares(row, canvas) for row in theme.each(table)]
    top = public_shares.key(part, canvas, [share for row in made for share in row])
    title = lettering.even(TITLE, box.width, size, False, canvas.family)
    body = Box(box.x, top, box.width, box.bottom - size * 1.5 - len(title) * pitch - top)
    tall = body.height / len(table)
    above = tall >= 2 * pitch + 1.9 * size
    left = 0 if above else body.width * NAMES
    field = Field(canvas, Box(body.x + left, body.y, body.width - left, body.height), (0, 100), "x")
    sideways(part, field, plain, size, [])
    paper.block(part, canvas, box.x, body.bottom + size * 1.5, title, size, pitch)
    for place, (row, parts) in enumerate(zip(theme.each(table), made, strict=True)):
        (_under if above else _beside)(part, field, body.y + place * tall, tall, row, parts)
    part.layout.update(field.axes())
    return part


def _under(part: ChartPart, field: Field, y: float, tall: float, row: Any, parts: list[Share]) -> None:
    """Name and n on a line of their own, the bar below it, the figures below the bar."""
    canvas, size, pitch = field.canvas, field.canvas.size, paper.pitch(field.canvas.size)
    single = tall > field.box.height - 1
    head, foot = pitch, pitch * _LARGE if single else float(pitch)
    thick = min(tall - head - foot - size * 0.8, size * (9 if single else 2.4))
    gap = (tall - head - foot - thick) / 2
    _named(part, canvas, y + gap * 0.8, row)
    _mark(part, field, y + gap * 0.8 + head + size * 0.15, thick, row, parts, _LARGE if single else 1)


def _named(part: ChartPart, canvas: Canvas, y: float, row: Any) -> None:
    paper.put(part, canvas, canvas.box.x, y, str(row.label), canvas.size, bold=True)
    if not row.hidden:
        paper.put(part, canvas, canvas.box.right, y, f"n {words.whole(row.n)}", canvas.size, anchor="right")


def _beside(part: ChartPart, field: Field, y: float, tall: float, row: Any, parts: list[Share]) -> None:
    """Name and n at the left, the bar and its figures beside them."""
    canvas, size, pitch = field.canvas, field.canvas.size, paper.pitch(field.canvas.size)
    counted = [] if row.hidden else [(f"n\u00a0{words.whole(row.n)}", False)]
    room = field.box.x - canvas.box.x - size
    named = lettering.flowed([(str(row.label), True), *counted], room, size, canvas.family)
    thick = min(tall - pitch - size * 0.4, 2 * size)
    if thick < 0.8 * size or tall < len(named) * pitch:
        raise NoRoom("There are too many rows for this picture. Choose fewer groups or a larger size.")
    start = y + (tall - thick - pitch) / 2
    beside_bar = start + thick / 2 - len(named) * pitch / 2
    first = min(max(beside_bar, y), y + tall - len(named) * pitch)
    for place, line in enumerate(named):
        paper.put(part, canvas, canvas.box.x, first + place * pitch, line, size)
    _mark(part, field, start, thick, row, parts)


def _mark(
    part: ChartPart, field: Field, top: float, thick: float, row: Any, parts: list[Share], larger: float = 1
) -> None:  # fmt: skip
    canvas, size = field.canvas, field.canvas.size
    if row.hidden:
        thick = max(thick, size * 1.3)
        paper.rectangle(part, canvas, Box(field.box.x, top, field.box.width, thick), canvas.palette.band)
        paper.put(part, canvas, field.box.x + size * 0.6, top + (thick - size * paper.LINE) / 2, HIDDEN, size)
        return
    public_shares.bar(part, field, top + thick / 2, thick, parts)
    public_shares.figures(part, field, top + thick + size * 0.1, parts, larger)
