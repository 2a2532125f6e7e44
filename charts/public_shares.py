"""The parts of a bar of improved, unchanged and worse: what they are called, their colours, and their figures."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import pandas as pd

from charts import lettering, paper, words
from charts.paper import Box, Canvas, ChartPart, NoRoom
from charts.public_field import Field

NAMES = ("improved", "unchanged", "worse")
MERGED = "unchanged or worse (fewer than 10 worse)"


@dataclass(frozen=True)
class Share:
    """One part of a bar: its name, count, share of the row (0 to 1) and colour; ``merged`` holds two classes."""

    name: str
    count: float
    share: float
    colour: str
    merged: bool = False


def shares(row: Any, canvas: Canvas) -> list[Share]:
    """The parts of one row from left to right; together they are the whole bar. Worse is there even at 0."""
    colours = canvas.palette
    parts = [("improved", row.improved, colours.improved)]
    merged = getattr(row, "unchanged_or_worse", float("nan"))
    if pd.isna(row.worse) and not pd.isna(merged):
        said = getattr(row, "merged_said", None)
        parts.append((said if isinstance(said, str) and said else MERGED, merged, colours.unchanged))
    else:
        parts += [("unchanged", row.unchanged, colours.unchanged), ("worse", row.worse, colours.worse)]
    whole = sum(count for _, count, _ in parts)
    return [Share(name, count, count / whole, colour, name not in NAMES)
            for name, count, colour in parts if count > 0 or name == "worse"]  # fmt: skip


def key(part: ChartPart, canvas: Canvas, parts: list[Share]) -> float:
    """The names of the parts beside their colours, once, above the bars; returns the y below them."""
    size, x, y = canvas.size, canvas.box.x, canvas.box.y
    square = size * 0.85
    for name, share in sorted({share.name: share for share in parts}.items(), key=lambda item: item[1].merged):
        wide = square + size * 0.45 + lettering.width(name, size, True, canvas.family)
        if x > canvas.box.x and x + wide > canvas.box.right:
            x, y = canvas.box.x, y + paper.pitch(size)
        paper.rectangle(part, canvas, Box(x, y + size * 0.2, square, square), share.colour)
        if share.merged:
            paper.rectangle(part, canvas, Box(x + square / 2, y + size * 0.2, square / 2, square), canvas.palette.worse)
        paper.put(part, canvas, x + square + size * 0.45, y, name, size, bold=True)
        x += wide + size * 1.4
    return y + paper.pitch(size) + size * 0.5


def bar(part: ChartPart, field: Field, middle: float, thick: float, parts: list[Share]) -> None:
    """The whole bar; a merged part is hatched with the colour of worse, so that worse is never out of sight."""
    start, palette = 0.0, field.canvas.palette
    for share in parts:
        end = start + share.share * 100
        drawn = field.bar(middle, thick, start, end, share.colour) | {"name": share.name}
        drawn["marker"]["line"] = {"width": 1, "color": palette.paper}
        if share.merged:
            drawn["marker"]["pattern"] = {"shape": "/", "fgcolor": palette.worse, "solidity": 0.3, "size": 9,
                                          "bgcolor": share.colour, "fillmode": "replace"}  # fmt: skip
        part.traces.append(drawn)
        start = end


def figures(part: ChartPart, field: Field, y: float, parts: list[Share], larger: float = 1) -> None:
    """Under each part its share and count, moved aside where two would touch; *larger* than the chart's letters."""
    canvas, size = field.canvas, field.canvas.size * larger
    said = [[(words.percent(share.share).replace(" ", "\u00a0"), True), (f" ({words.whole(share.count)})", False)]
            for share in parts]  # fmt: skip
    wide = [paper.runs_width(runs, size, canvas.family) for runs in said]
    ends = itertools.accumulate(share.share * 100 for share in parts)
    wanted = [field.at(end - share.share * 100) for end, share in zip(ends, parts, strict=True)]
    for x, runs in zip(apart(wanted, wide, size * 0.7, field.box.x, field.box.right), said, strict=True):
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
