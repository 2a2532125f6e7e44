"""The head of a poster: title, subtitle and logo, and the foot at its very bottom."""

from __future__ import annotations

from dataclasses import dataclass, replace

from charts import lettering, paper
from charts.look_logo import shape
from charts.paper import Box
from charts.poster_words import PosterError, Words, clean

TITLE_LINES = 3


@dataclass(frozen=True)
class Lines:
    """Some lines of one size in a box."""

    box: Box
    lines: tuple[str, ...]
    size: float
    pitch: int
    bold: bool = False
    anchor: str = "left"


def lines(text: str, x: float, y: float, room: float, size: float, family: str, bold: bool = False) -> Lines:
    """*text* set from (*x*, *y*) in *room* pixels."""
    broken = [line for line in lettering.broken(clean(text), room, size, bold, family) if line]
    pitch = round(size * 1.16) if bold else paper.pitch(size)
    return Lines(Box(x, y, room, len(broken) * pitch), tuple(broken), size, pitch, bold)


def title(words: Words, x: float, y: float, room: float, sizes: tuple[float, float], family: str) -> Lines:
    """The title as large as leaves it on few lines; `PosterError` where it takes more than three at its smallest."""
    largest, least = sizes
    size = largest
    while size > least:
        if len((made := even(words.title, x, y, room, size, family)).lines) <= 2:
            return made
        size = max(least, size - 0.5)
    made = even(words.title, x, y, room, least, family)
    if len(made.lines) > TITLE_LINES:
        letters = round(TITLE_LINES * room / (least * 0.58))
        raise PosterError(f"The title is too long for this size. Shorten it to about {letters} letters.")
    return made


def even(text: str, x: float, y: float, room: float, size: float, family: str) -> Lines:
    """A title on lines of like length, so that no word is left over on the last."""
    made = lines(text, x, y, room, size, family, bold=True)
    return replace(made, lines=tuple(lettering.even(clean(text), room, size, True, family)))


def foot(
    clinic: str, said: str, x: float, room: float, bottom: float, size: float, family: str
) -> tuple[tuple[Lines, ...], float]:  # fmt: skip
    """The clinic's name and what stands beside it, ending at *bottom*; with the y where they begin.

    On one line where both fit, the second one at the right; else one above the other.
    """
    parts = [(text, bold) for text, bold in ((clean(clinic), True), (clean(said), False)) if text]
    wide = [lettering.width(text, size, bold, family) for text, bold in parts]
    if len(parts) == 2 and sum(wide) + 2 * size <= room:
        y = bottom - paper.pitch(size)
        left = lines(parts[0][0], x, y, wide[0] + 1, size, family, bold=True)
        right = lines(parts[1][0], x + room - wide[1] - 1, y, wide[1] + 1, size, family)
        return (left, replace(right, anchor="right")), y
    made = [lines(text, x, 0, room, size, family, bold) for text, bold in parts]
    y = start = bottom - sum(part.box.height for part in made)
    placed = []
    for part in made:
        placed.append(replace(part, box=replace(part.box, y=y)))
        y += part.box.height
    return tuple(placed), start


def logo(uri: str, x: float, y: float, tall: float, widest: float, right: bool = False) -> Box | None:
    """The logo's box in its own proportions, *x* its left or *right* edge, *y* its top; ``None`` without a logo.

    A logo too wide for *tall* pixels of height stands in the middle of them.
    """
    if not uri:
        return None
    ratio = shape(uri)
    wide = min(tall * ratio, widest)
    return Box(x - wide if right else x, y + (0 if right else (tall - wide / ratio) / 2), wide, wide / ratio)
