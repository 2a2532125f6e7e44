"""Improved, unchanged and worse, for the public: one bar of 100 % per row, every part with its count and share."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from charts import lettering, paper, theme, words
from charts.paper import Box, Canvas, ChartPart, NoRoom
from charts.public_field import HIDDEN, Field, largest, overhang, scale

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("label", "n", "improved", "unchanged", "worse")
MERGED = "unchanged or worse (fewer than 10 worse)"
TITLE = "Share of the courses of care that were measured again (%; whole scale)"


@dataclass(frozen=True)
class Share:
    """One part of a bar: what it is called, its count, its share of the row (0 to 1) and its colour."""

    name: str
    count: float
    share: float
    colour: str


def public_classes(frame: pd.DataFrame, measure: Measure | None, canvas: Canvas) -> ChartPart:  # noqa: ARG001
    """A whole bar per row. Blank ``unchanged`` and ``worse`` with ``unchanged_or_worse`` are drawn as one part.

    Columns: ``label``, ``n``, ``improved``, ``unchanged``, ``worse`` (counts); optional ``unchanged_or_worse``,
    ``merged_said`` (the words of the merged part) and ``hidden``.
    """
    table = theme.checked(frame, COLUMNS, "public chart of improved, unchanged and worse")
    return largest(canvas, lambda smaller: _drawn(table, smaller))


def shares(row: Any, canvas: Canvas) -> list[Share]:
    """The parts of one row from left to right; together they are the whole bar."""
    colours = canvas.palette
    parts = [("improved", row.improved, colours.improved)]
    merged = getattr(row, "unchanged_or_worse", float("nan"))
    if pd.isna(row.worse) and not pd.isna(merged):
        said = getattr(row, "merged_said", None)
        parts.append((said if isinstance(said, str) and said else MERGED, merged, colours.pale))
    else:
        parts += [("unchanged", row.unchanged, colours.unchanged), ("worse", row.worse, colours.worse)]
    whole = sum(count for _, count, _ in parts)
    return [Share(name, count, count / whole, colour) for name, count, colour in parts if count > 0 or name == "worse"]


def _drawn(table: pd.DataFrame, canvas: Canvas) -> ChartPart:
    part = ChartPart()
    size, box, pitch = canvas.size, canvas.box, paper.pitch(canvas.size)
    made = [[] if row.hidden else shares(row, canvas) for row in theme.each(table)]
    top = _key(part, canvas, [share for row in made for share in row])
    title = lettering.broken(TITLE, box.width, size, False, canvas.family)
    body = box.bottom - size * 1.5 - len(title) * pitch - top
    tall = body / len(table)
    head = 0 if len(table) == 1 else pitch
    if tall < head + 1.5 * size + pitch * 1.3:
        raise NoRoom("There are too many rows for this picture. Choose fewer groups or a larger size.")
    end = overhang((0, 100), _per_cent, size, canvas.family)
    field = Field(canvas, Box(box.x + end, top, box.width - 2 * end, body), (0, 100), "x")
    scale(part, field, _per_cent, size)
    paper.block(part, canvas, box.x, field.box.bottom + size * 1.5, title, size, pitch)
    for place, (row, parts) in enumerate(zip(theme.each(table), made, strict=True)):
        _row(part, field, top + place * tall, tall, row, parts)
    part.layout.update(field.axes())
    return part


def _per_cent(value: float) -> str:
    return f"{value:.0f}"


def _key(part: ChartPart, canvas: Canvas, parts: list[Share]) -> float:
    """The names of the parts beside their colours, once, above the bars; returns the y below them."""
    size, x, y = canvas.size, canvas.box.x, canvas.box.y
    square = size * 0.85
    for name, colour in {share.name: share.colour for share in parts}.items():
        wide = square + size * 0.45 + lettering.width(name, size, True, canvas.family)
        if x > canvas.box.x and x + wide > canvas.box.right:
            x, y = canvas.box.x, y + paper.pitch(size)
        paper.rectangle(part, canvas, Box(x, y + size * 0.2, square, square), colour)
        paper.put(part, canvas, x + square + size * 0.45, y, name, size, bold=True)
        x += wide + size * 1.4
    return y + paper.pitch(size) + size * 0.5


def _row(part: ChartPart, field: Field, y: float, tall: float, row: Any, parts: list[Share]) -> None:
    canvas, size, pitch = field.canvas, field.canvas.size, paper.pitch(field.canvas.size)
    single = tall > field.box.height - 1
    head = 0 if single else pitch
    thick = min(tall - head - pitch * 1.3, size * (5 if single else 2.4))
    gap = (tall - head - pitch - thick) / 2
    if head:
        _named(part, canvas, y + gap * 0.8, row)
    top = y + gap * 0.8 + head + size * 0.15
    if row.hidden:
        paper.rectangle(part, canvas, Box(field.box.x, top, field.box.width, thick), canvas.palette.band)
        paper.put(part, canvas, field.box.x + size * 0.6, top + (thick - size * paper.LINE) / 2, HIDDEN, size)
        return
    _bar(part, field, top, thick, parts)
    _figures(part, field, top + thick + size * 0.1, parts)


def _named(part: ChartPart, canvas: Canvas, y: float, row: Any) -> None:
    size = canvas.size
    counted = "" if row.hidden else f"n {words.whole(row.n)}"
    taken = lettering.width(counted, size, False, canvas.family)
    if lettering.width(str(row.label), size, True, canvas.family) > canvas.box.width - taken - size:
        raise NoRoom("A name is too long for this picture. Choose a wider size.")
    paper.put(part, canvas, canvas.box.x, y, str(row.label), size, bold=True)
    if counted:
        paper.put(part, canvas, canvas.box.right, y, counted, size, anchor="right")


def _bar(part: ChartPart, field: Field, top: float, thick: float, parts: list[Share]) -> None:
    start = 0.0
    for share in parts:
        end = start + share.share * 100
        bar = field.bar(top + thick / 2, thick, start, end, share.colour) | {"name": share.name}
        bar["marker"]["line"] = {"width": 1, "color": field.canvas.palette.paper}
        part.traces.append(bar)
        start = end


def _figures(part: ChartPart, field: Field, y: float, parts: list[Share]) -> None:
    """Under each part its share and count, moved aside where two would touch."""
    canvas, size = field.canvas, field.canvas.size
    said = [[(words.percent(share.share).replace(" ", "\u00a0"), True), (f" ({words.whole(share.count)})", False)]
            for share in parts]  # fmt: skip
    wide = [paper.runs_width(runs, size, canvas.family) for runs in said]
    ends = list(itertools.accumulate(share.share * 100 for share in parts))
    wanted = [field.at(end - share.share * 100) for end, share in zip(ends, parts, strict=True)]
    for x, runs in zip(apart(wanted, wide, size * 0.8, canvas.box.x, canvas.box.right), said, strict=True):
        paper.put(part, canvas, x, y, runs, size)


def apart(wanted: list[float], wide: list[float], gap: float, left: float, right: float) -> list[float]:
    """Left edges near the *wanted* ones, in order, at least *gap* apart and within *left* to *right*."""
    placed: list[float] = []
    at = left
    for want, width in zip(wanted, wide, strict=True):
        placed.append(max(want, at))
        at = placed[-1] + width + gap
    edge = right
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], edge - wide[place])
        edge = placed[place] - gap
    if placed and placed[0] < left - 0.5:
        raise NoRoom("The figures of a row do not fit beside one another. Choose a wider size.")
    return placed
