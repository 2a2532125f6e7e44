"""Names beside the dots of a picture: where there is room, and always for those that have to be named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from charts import theme, words

LETTER, LINE, GAP = 6.2, 15, 9  # pixels of a letter and a line in this type, and from a dot to its name
SIZE = 11
# Where a name may stand, best first: its near edge, and how far from the dot.
SIDES: tuple[tuple[str, str, int, int], ...] = (
    ("left", "middle", GAP, 0), ("right", "middle", -GAP, 0), ("left", "bottom", 5, 5), ("left", "top", 5, -5),
    ("right", "bottom", -5, 5), ("right", "top", -5, -5),
)  # fmt: skip
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Dot:
    """A dot with its interval, its label, and whether it has to be named."""

    x: float
    y: float
    low: float
    high: float
    label: str
    must: bool = False


def short(labels: Sequence[str]) -> list[str]:
    """The fewest first words by which all *labels* are told apart: ``Ann`` and ``Bo`` of Ann Lee and Bo Chan."""
    split = [label.split() for label in labels]
    for few in range(1, max(map(len, split), default=0)):
        found = [" ".join(parts[:few]) for parts in split]
        if len(set(found)) == len(found):
            return found
    return list(labels)


def beside(
    dots: Sequence[Dot], wide: float, high: float, x_span: Sequence[float], y_span: Sequence[float]
) -> list[dict[str, Any]]:
    """The names of *dots* for a picture of at least *wide* x *high* pixels.

    A name is left out where it would lie over a dot, an interval or another name on a picture as small as that.
    """
    x_scale, y_scale = wide / (x_span[1] - x_span[0]), high / (y_span[1] - y_span[0])
    places = [((one.x - x_span[0]) * x_scale, (one.y - y_span[0]) * y_scale) for one in dots]
    marks: list[Box] = [(x - 6, y - 6, x + 6, y + 6) for x, y in places]
    ends = [((one.low - y_span[0]) * y_scale, (one.high - y_span[0]) * y_scale) for one in dots]
    bars: list[Box] = [(x - 2, low, x + 2, top) for (x, _), (low, top) in zip(places, ends, strict=True)]
    taken, notes = [*marks, *bars], []
    for at in sorted(range(len(dots)), key=lambda one: not dots[one].must):
        past = (round(ends[at][1] - places[at][1]) + 3, round(ends[at][0] - places[at][1]) - 3)
        sides = (*SIDES, ("center", "bottom", 0, past[0]), ("center", "top", 0, past[1]))  # past the interval's ends
        boxes = [(side, _box(places[at], side, len(dots[at].label))) for side in sides]
        within = [(side, box) for side, box in boxes if _inside(box, wide, high)]
        free = [(side, box) for side, box in within if not _meets(box, taken)]
        if free or dots[at].must:
            side, box = (free or within or boxes)[0]
            taken.append(box)
            notes.append(_note(dots[at], side))
    return notes


def _box(place: tuple[float, float], side: tuple[str, str, int, int], letters: int) -> Box:
    width = letters * LETTER
    left = place[0] + side[2] - {"left": 0.0, "right": width, "center": width / 2}[side[0]]
    low = place[1] + side[3] - {"middle": LINE / 2, "bottom": 0.0, "top": float(LINE)}[side[1]]
    return left, low, left + width, low + LINE


def _inside(box: Box, wide: float, high: float) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= wide and box[3] <= high


def _meets(box: Box, others: Sequence[Box]) -> bool:
    return any(box[0] < one[2] and one[0] < box[2] and box[1] < one[3] and one[1] < box[3] for one in others)


def _note(dot: Dot, side: tuple[str, str, int, int]) -> dict[str, Any]:
    return {
        "x": dot.x, "y": dot.y, "text": words.escape(dot.label), "showarrow": False, "xanchor": side[0],
        "yanchor": side[1], "xshift": side[2], "yshift": side[3], "borderpad": 0, "bgcolor": "rgba(255,255,255,0.75)",
        "font": {"size": SIZE, "color": theme.INK},
    }  # fmt: skip
