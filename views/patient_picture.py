"""One large picture for the patient: their own score from the first day to the last, drawn as an SVG of fixed size.

It has no band, no line of anybody else, and no word that needs explaining.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from views.text import day

WIDE, HIGH = 760, 500
LEFT, RIGHT, TOP, BOTTOM = 70, 740, 100, 400
INK, MAIN, QUIET, GRID = "#1f2933", "#17568c", "#52606d", "#e4e7eb"


@dataclass(frozen=True)
class Point:
    """One day's score."""

    on: date
    value: float


def picture(points: Sequence[Point], low: float, high: float, lower_is_better: bool) -> str:
    """The scores in order of date, on the whole scale from *low* to *high*, the first and the last in large figures."""
    placed = [(_x(point, points), _y(point.value, low, high), point) for point in points]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y, _ in placed)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="sans-serif">',
        f'<rect width="{WIDE}" height="{HIGH}" fill="#ffffff"/>',
        *_scale(low, high, lower_is_better),
        f'<polyline points="{line}" fill="none" stroke="{MAIN}" stroke-width="6" stroke-linejoin="round"/>',
        *(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="9" fill="{MAIN}"/>' for x, y, _ in placed),
        *_ends(placed),
        "</svg>",
    ]
    return "".join(parts)


def _x(point: Point, points: Sequence[Point]) -> float:
    first, span = points[0].on, (points[-1].on - points[0].on).days
    inner = RIGHT - LEFT - 180
    return LEFT + 90 + (inner * (point.on - first).days / span if span else 0)


def _y(value: float, low: float, high: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low)


def _scale(low: float, high: float, lower_is_better: bool) -> list[str]:
    """The two ends of the scale in words, and which of them is the good one."""
    words = {True: ("No pain", "Worst pain"), False: ("Least", "Most")}[lower_is_better]
    found = []
    for value, word in ((low, words[0]), (high, words[1])):
        y = _y(value, low, high)
        found.append(f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y:.0f}" y2="{y:.0f}" stroke="{GRID}" stroke-width="3"/>')
        found.append(_text(LEFT - 14, y + 11, f"{value:g}", 32, QUIET, "end"))
        middle = (LEFT + RIGHT) / 2  # the large figures stand at both ends
        found.append(_text(middle, y - 14 if value == high else y + 38, word, 32, QUIET, "middle"))
    return found


def _ends(placed: Sequence[tuple[float, float, Point]]) -> list[str]:
    """The first and the last score in figures, each with its day."""
    ends = placed if len(placed) == 1 else [placed[0], placed[-1]]
    found = []
    for x, y, point in ends:
        found.append(_text(x, y - 26, f"{point.value:g}", 68, MAIN, "middle", bold=True))
        found.append(_text(x, BOTTOM + 52, day(point.on), 32, INK, "middle"))
    return found


def _text(x: float, y: float, words: str, size: int, colour: str, anchor: str, bold: bool = False) -> str:
    weight = ' font-weight="700" stroke="#ffffff" stroke-width="10" paint-order="stroke"' if bold else ""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"{weight}>'
        f"{escape(words)}</text>"
    )
