"""The head of a poster: title, subtitle and logo, and the foot at its very bottom."""

from __future__ import annotations

from dataclasses import dataclass

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
    narrow = room
    while len(made.lines) > 1 and narrow > room / 2:
        narrow -= size / 2
        tighter = lines(text, x, y, narrow, size, family, bold=True)
        if len(tighter.lines) > len(made.lines) or " ".join(tighter.lines) != " ".join(made.lines):
            break
        made = Lines(made.box, tighter.lines, size, made.pitch, True)
    return made


def logo(uri: str, right: float, y: float, tall: float, widest: float) -> Box | None:
    """The logo's box with its own proportions, its right upper corner at (*right*, *y*); ``None`` without a logo."""
    if not uri:
        return None
    ratio = shape(uri)
    wide = min(tall * ratio, widest)
    return Box(right - wide, y, wide, wide / ratio)
