"""The shipped letters: how wide a text is, where its lines break, and the files a browser draws them with.

Widths are the advance widths in the font files, so a line measured here is at most as wide when a browser draws
it (kerning only pulls letters together, within a hair). Plotly never breaks a line by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
ASCENT, DESCENT = 0.95, 0.25  # of the letter size, the same in all shipped files: a line's box is 1.2 letters high
WEIGHTS = (400, 700)
_SPACES = re.compile(r"[ \t\r\n]+")  # not the space that keeps "69 %" together
_UNKNOWN = 1000.0  # thousandths: a letter the file does not have is drawn by another font, at most a square wide

Run = tuple[str, bool]  # some words and whether they are bold


@dataclass(frozen=True)
class Family:
    """One typeface: the name people choose, the name the picture asks for, and its files by weight."""

    name: str
    css: str
    files: tuple[str, str]


FAMILIES: dict[str, Family] = {
    "Inter": Family("Inter", "Clinic Inter", ("inter-400.ttf", "inter-700.ttf")),
    "Legible": Family("Legible", "Clinic Legible", ("legible-400.ttf", "legible-700.ttf")),
    "Serif": Family("Serif", "Clinic Serif", ("serif-400.ttf", "serif-700.ttf")),
}
DEFAULT = "Inter"


def family(name: str) -> Family:
    """The family called *name*, the default one for a name that is not shipped (a look saved by another version)."""
    return FAMILIES.get(name, FAMILIES[DEFAULT])


@cache
def faces(name: str = DEFAULT) -> tuple[tuple[int, bytes], ...]:
    """The family's files as (weight, content), regular first."""
    files = zip(WEIGHTS, family(name).files, strict=True)
    return tuple((weight, (FOLDER / file).read_bytes()) for weight, file in files)


@cache
def _advances(file: str) -> dict[int, float]:
    from reportlab.pdfbase.ttfonts import TTFontFile

    widths: dict[int, float] = TTFontFile(str(FOLDER / file)).charWidths
    return widths


@lru_cache(maxsize=20_000)
def _thousandths(text: str, file: str) -> float:
    advances = _advances(file)
    return sum(advances.get(ord(letter), _UNKNOWN) for letter in text)


def width(text: str, size: float, bold: bool = False, name: str = DEFAULT) -> float:
    """How wide *text* is in pixels when its letters are *size* pixels high."""
    return _thousandths(text, family(name).files[bold]) * size / 1000


def broken(text: str, room: float, size: float, bold: bool = False, name: str = DEFAULT) -> list[str]:
    """*text* on as few lines as fit *room* pixels; a word longer than a line is broken inside."""
    lines = flowed([(text, bold)], room, size, name)
    return ["".join(words for words, _ in line) for line in lines]


def even(text: str, room: float, size: float, bold: bool = False, name: str = DEFAULT) -> list[str]:
    """As `broken`, with lines of like length: no single word left over on the last."""
    lines = broken(text, room, size, bold, name)
    longest = max((width(word, size, bold, name) for word in _SPACES.split(text)), default=0.0)
    narrow = room
    while len(lines) > 1 and (narrow := narrow - size / 2) > longest:
        tighter = broken(text, narrow, size, bold, name)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def flowed(runs: Sequence[Run], room: float, size: float, name: str = DEFAULT) -> list[list[Run]]:
    """Lines of runs, bold and regular words mixed, each line at most *room* pixels wide."""
    lines: list[list[Run]] = [[]]
    used = 0.0
    for word, bold in _pieces(runs, room, size, name):
        wide = width(word, size, bold, name)
        gap = width(" ", size, bold, name) if lines[-1] else 0.0
        if lines[-1] and used + gap + wide > room:
            lines.append([])
            used = gap = 0.0
        _join(lines[-1], word, bold)
        used += gap + wide
    return lines


def _join(line: list[Run], word: str, bold: bool) -> None:
    if not line:
        line.append((word, bold))
    elif line[-1][1] == bold:
        line[-1] = (f"{line[-1][0]} {word}", bold)
    else:
        line.append((f" {word}", bold))


def _pieces(runs: Sequence[Run], room: float, size: float, name: str) -> list[Run]:
    return [(piece, bold) for text, bold in runs for word in _SPACES.split(text) if word
            for piece in _cut(word, room, size, bold, name)]  # fmt: skip


def _cut(word: str, room: float, size: float, bold: bool, name: str) -> list[str]:
    if width(word, size, bold, name) <= room:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold, name) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
