"""The words a public picture may not go without, set in columns of even height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

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
    if not paragraphs:
        return []
    count = column_count(room, size)
    gutter = round(size * 2.2)
    wide = (room - gutter * (count - 1)) / count
    flowed = [lettering.flowed(paragraph, wide, size, family) for paragraph in paragraphs]
    gap = round(size * air)
    return [_set(part, x + place * (wide + gutter), y, wide, size)
            for place, part in enumerate(_balanced(flowed, count, size, gap))]  # fmt: skip


def height(columns: Sequence[Column]) -> float:
    """Pixels the highest column takes."""
    return max((column.box.height for column in columns), default=0.0)


def _steps(paragraphs: Sequence[list[list[Run]]], size: float, gap: int) -> list[tuple[list[Run], float]]:
    """All lines one after another, each with the pixels to the next one."""
    return [(line, paper.pitch(size) + (gap if line is paragraph[-1] else 0))
            for paragraph in paragraphs for line in paragraph]  # fmt: skip


def _balanced(
    paragraphs: Sequence[list[list[Run]]], count: int, size: float, gap: int
) -> list[list[tuple[list[Run], float]]]:
    """The lines in *count* columns of even height; a paragraph is parted only where two of its lines stay together."""
    steps = _steps(paragraphs, size, gap)
    if count == 1:
        return [steps]
    ends = set(accumulate(len(paragraph) for paragraph in paragraphs))
    allowed = [at for at in range(1, len(steps)) if at in ends or not {at - 1, at + 1} & (ends | {0})]
    if not allowed:
        return [steps]
    return min(([steps[:at], steps[at:]] for at in allowed), key=lambda way: max(_tall(part) for part in way))


def _tall(steps: Sequence[tuple[list[Run], float]]) -> float:
    return sum(step for _, step in steps)


def _set(steps: Sequence[tuple[list[Run], float]], x: float, y: float, wide: float, size: float) -> Column:
    starts = accumulate((step for _, step in steps[:-1]), initial=y)
    lines = tuple((at, tuple(line)) for at, (line, _) in zip(starts, steps, strict=True))
    return Column(Box(x, y, wide, lines[-1][0] + paper.pitch(size) - y), lines)
