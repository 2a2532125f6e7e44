"""The words a public picture may not go without, set in columns of even height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from charts import lettering, paper
from charts.lettering import Run
from charts.paper import Box

LONGEST_LINE = 74  # letters: beyond it the eye loses the next line's start, so two columns are set
AIR, DENSE = 0.42, 0.1  # letters between two paragraphs; where room is short
_LETTER = 0.53  # of the letter size: how wide a letter is on average


@dataclass(frozen=True)
class Column:
    """One column: its box, and each line with the y it starts at."""

    box: Box
    lines: tuple[tuple[float, tuple[Run, ...]], ...]


def column_count(room: float, size: float) -> int:
    """How many columns keep a line short enough to read."""
    return 1 if room / (size * _LETTER) <= LONGEST_LINE else 2


def columns(
    paragraphs: Sequence[Sequence[Run]], x: float, y: float, room: float, size: float, family: str, air: float = AIR
) -> list[Column]:
    """The paragraphs in one or two columns from (*x*, *y*) within *room* pixels, *air* letters between two."""
    count = min(column_count(room, size), len(paragraphs))
    if not count:
        return []
    gutter = round(size * 2.2)
    wide = (room - gutter * (count - 1)) / count
    flowed = [lettering.flowed(paragraph, wide, size, family) for paragraph in paragraphs]
    gap = round(size * air)
    return [_set(part, x + place * (wide + gutter), y, wide, size, gap)
            for place, part in enumerate(_balanced(flowed, count, size, gap))]  # fmt: skip


def height(columns: Sequence[Column]) -> float:
    """Pixels the highest column takes."""
    return max((column.box.height for column in columns), default=0.0)


def _tall(paragraphs: Sequence[list[list[Run]]], size: float, gap: int) -> float:
    lines = sum(len(paragraph) for paragraph in paragraphs)
    return lines * paper.pitch(size) + max(len(paragraphs) - 1, 0) * gap


def _balanced(paragraphs: list[list[list[Run]]], count: int, size: float, gap: int) -> list[list[list[list[Run]]]]:
    """The way to part the paragraphs whose highest column is lowest."""
    cuts = ((0, *inner, len(paragraphs)) for inner in combinations(range(1, len(paragraphs)), count - 1))
    ways = [[paragraphs[start:end] for start, end in pairwise(cut)] for cut in cuts]
    return min(ways, key=lambda way: max(_tall(part, size, gap) for part in way))


def _set(paragraphs: list[list[list[Run]]], x: float, y: float, wide: float, size: float, gap: int) -> Column:
    lines: list[tuple[float, tuple[Run, ...]]] = []
    at = y
    for paragraph in paragraphs:
        for line in paragraph:
            lines.append((at, tuple(line)))
            at += paper.pitch(size)
        at += gap
    return Column(Box(x, y, wide, _tall(paragraphs, size, gap)), tuple(lines))
