"""What lies over a poster: the watermark of a draft or of invented data, and the clinic's logo."""

from __future__ import annotations

import math
from typing import Any

from charts import lettering, words
from charts.look import Look, Palette
from charts.paper import Box
from charts.poster_words import PosterError, clean

LEAST_TALL = 0.08  # of the shorter side: capitals this high cannot be taken for decoration or cropped off unseen
CAPITAL = 0.7  # of the letter size, in all shipped families
OPACITY = {False: 0.13, True: 0.17}  # by dark: seen at once, and the chart's own words stay readable through it
WANTED = 0.155  # letter size wanted, of the shorter side
SLANTS, MOST_LINES = (48, 38, 28, 20, 12, 0), 4  # degrees, steepest first: a slanted mark is hard to cut off
_BREAK = 1.3  # Plotly's own distance of lines, in letters
HIGH = 1.6  # height over width from which the mark is written twice


def watermark(text: str, width: float, height: float, look: Look, palette: Palette) -> list[dict[str, Any]]:
    """*text* large and slanted across the picture, once, or twice where the picture is high; nothing for no text."""
    said = clean(text).upper()
    if not said:
        return []
    twice = height > HIGH * width
    room = height * (0.46 if twice else 0.92)
    lines, size, angle = _largest(said, width * 0.94, room, min(width, height), look.font)
    return [{
        "xref": "paper", "yref": "paper", "x": 0.5, "y": y, "xanchor": "center", "yanchor": "middle",
        "text": "<b>" + "<br>".join(words.escape(line) for line in lines) + "</b>", "showarrow": False,
        "textangle": -angle, "align": "center", "opacity": OPACITY[look.dark], "borderpad": 0, "name": "watermark",
        "font": {"family": lettering.family(look.font).css, "size": size, "color": palette.ink},
    } for y in ((0.73, 0.27) if twice else (0.5,))]  # fmt: skip


def _largest(said: str, width: float, height: float, shorter: float, family: str) -> tuple[list[str], float, int]:
    """Lines, size and angle: the steepest slant and the fewest lines whose letters are high enough."""
    words_ = said.split()
    steepest = math.degrees(math.atan2(height, width))  # the picture's own diagonal
    enough, least = WANTED * shorter, LEAST_TALL / CAPITAL * shorter
    best: tuple[float, int, list[str]] = (0.0, 0, [said])
    for angle in (slant for slant in SLANTS if slant <= steepest):
        for count in range(1, min(MOST_LINES, len(words_)) + 1):
            lines = [line.strip(" ·") for line in _parted(words_, count, family)]
            size = min(_fitting(lines, width, height, angle, family), enough)
            if size > best[0] and (best[0] < least or size > 1.25 * best[0]):
                best = (size, angle, lines)
        if best[0] >= least:
            break
    if best[0] < least:
        raise PosterError("The words of the watermark are too long to be seen. Shorten them.")
    return best[2], math.floor(best[0] * 2) / 2, best[1]


def _parted(said: list[str], count: int, family: str) -> list[str]:
    """The words on at most *count* lines, the longest as short as it can be."""
    room = max(lettering.width(word, 1, True, family) for word in said)
    while len(lines := lettering.broken(" ".join(said), room, 1, True, family)) > count:
        room += 0.2
    return lines


def _fitting(lines: list[str], width: float, height: float, angle: int, family: str) -> float:
    """The letter size at which the slanted lines just fit."""
    long = max(lettering.width(line, 1, True, family) for line in lines)
    tall = _BREAK * len(lines)
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    return min(width / (long * cosine + tall * sine), height / (long * sine + tall * cosine))


def logo(look: Look, box: Box | None, width: float, height: float) -> list[dict[str, Any]]:
    """The logo as a layout image in its *box*."""
    if box is None:
        return []
    return [{"source": look.logo, "xref": "paper", "yref": "paper", "x": box.x / width, "y": 1 - box.y / height,
             "sizex": box.width / width, "sizey": box.height / height, "xanchor": "left", "yanchor": "top",
             "sizing": "contain", "layer": "above"}]  # fmt: skip
