"""Public charts with one row per group: its name, its mark on one shared axis, and its figures.

The name stands left of the mark where the box is wide, above it where it is narrow; the figures stand at the right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from charts import lettering, paper
from charts.lettering import Run
from charts.paper import Box, Canvas, ChartPart, NoRoom
from charts.public_field import Field, sideways

Said = Sequence[Sequence[Run]]  # the lines at the right of one row
NAMES = 0.34  # of the box: the most the names may take at the left


@dataclass(frozen=True)
class Rows:
    """A field with the pixel of each row's middle, and how thick a mark may be."""

    field: Field
    middles: tuple[float, ...]
    thick: float


def rows(
    part: ChartPart, canvas: Canvas, labels: Sequence[str], said: Sequence[Said], span: tuple[float, float],
    form: Callable[[float], str], title: str, gone: Sequence[bool],
) -> Rows:  # fmt: skip
    """Names, figures, axis and title on *part*; raises `NoRoom` where the rows would touch.

    Where a row is *gone* (its group is too small) the axis's lines leave room for the words that say so.
    """
    size = canvas.size
    under = lettering.even(title, canvas.box.width, size, False, canvas.family)
    foot = size * 1.5 + len(under) * paper.pitch(size)
    body = Box(canvas.box.x, canvas.box.y, canvas.box.width, canvas.box.height - foot)
    made = (_beside(part, canvas, body, labels, said, span, 0.5) or _above(part, canvas, body, labels, said, span)
            or _beside(part, canvas, body, labels, said, span, 0.27))  # fmt: skip
    if made is None:
        raise NoRoom("There are too many rows for this picture. Choose fewer groups or a larger size.")
    sideways(part, made.field, form, size, _bands(made, gone))
    paper.block(part, canvas, canvas.box.x, made.field.box.bottom + size * 1.5, under, size, paper.pitch(size),
                colour=canvas.palette.ink)  # fmt: skip
    return made


def _bands(made: Rows, gone: Sequence[bool]) -> list[tuple[float, float]]:
    """Where the axis's lines are drawn: at the marks, never through a name above one."""
    half = made.thick / 2 + 2
    return [(middle - half, middle + half) for middle, missing in zip(made.middles, gone, strict=True)
            if not missing]  # fmt: skip


def _wide(said: Sequence[Said], canvas: Canvas) -> float:
    return max((paper.runs_width(line, canvas.size, canvas.family) for lines in said for line in lines), default=0)


def _beside(
    part: ChartPart, canvas: Canvas, body: Box, labels: Sequence[str], said: Sequence[Said],
    span: tuple[float, float], least: float,
) -> Rows | None:  # fmt: skip
    size, pitch = canvas.size, paper.pitch(canvas.size)
    longest = max(lettering.width(label, size, True, canvas.family) for label in labels)
    room = min(longest + 1, body.width * NAMES)
    named = [lettering.broken(label, room, size, True, canvas.family) for label in labels]
    right = _wide(said, canvas)
    field = Box(body.x + room + size, body.y, body.width - room - right - 2.2 * size, body.height)
    tall = body.height / len(labels)
    need = max(max(len(lines), len(figures)) for lines, figures in zip(named, said, strict=True)) * pitch + size * 0.15
    if field.width < max(least * body.width, 9 * size) or tall < max(need, 1.8 * size):
        return None
    middles = tuple(body.y + (place + 0.5) * tall for place in range(len(labels)))
    for middle, lines, figures in zip(middles, named, said, strict=True):
        paper.block(part, canvas, body.x, _first(middle, len(lines), size), lines, size, pitch, bold=True)
        for place, line in enumerate(figures):
            paper.put(part, canvas, body.right - right, _first(middle, len(figures), size) + place * pitch, line, size)
    return Rows(Field(canvas, field, span, "x"), middles, min(tall * 0.5, 2.6 * size))


def _first(middle: float, lines: int, size: float) -> float:
    """Where the first of some lines starts that stand around *middle*."""
    return middle - ((lines - 1) * paper.pitch(size) + size * paper.LINE) / 2


def _above(
    part: ChartPart, canvas: Canvas, body: Box, labels: Sequence[str], said: Sequence[Said],
    span: tuple[float, float],
) -> Rows | None:  # fmt: skip
    size, pitch = canvas.size, paper.pitch(canvas.size)
    flat = [[run for place, line in enumerate(lines) for run in ([("  ", False)] if place else []) + list(line)]
            for lines in said]  # fmt: skip
    heads = [_head(label, figures, body.width, canvas) for label, figures in zip(labels, flat, strict=True)]
    head = max(len(names) + own for names, own in heads) * pitch
    tall = body.height / len(labels)
    if tall < head + 1.9 * size:
        return None
    thick = min(tall - head - 0.7 * size, 2.2 * size)
    gap = (tall - head - thick) / 3
    middles = []
    for place, ((names, own), figures) in enumerate(zip(heads, flat, strict=True)):
        y = body.y + place * tall + gap
        bottom = paper.block(part, canvas, body.x, y, names, size, pitch, bold=True)
        paper.put(part, canvas, body.right, bottom - (0 if own else pitch), figures, size, anchor="right")
        middles.append(y + head + thick / 2 + gap * 0.3)
    return Rows(Field(canvas, body, span, "x"), tuple(middles), thick)


def _head(label: str, figures: Sequence[Run], room: float, canvas: Canvas) -> tuple[list[str], int]:
    """The lines of a row's name, and 1 where its figures need a line of their own."""
    size = canvas.size
    taken = paper.runs_width(figures, size, canvas.family)
    names = lettering.broken(label, room - taken - size, size, True, canvas.family) if room > taken + 6 * size else []
    if len(names) == 1:
        return names, 0
    return lettering.broken(label, room, size, True, canvas.family), 1
