"""Names beside the dots of a picture: where there is room, and always for those that have to be named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from charts import theme, words

LETTER, LINE, GAP = 6.2, 15, 9  # pixels of a letter and a line in this type, and from a dot to its name
SIZE = 11
# Where a name may stand, best first: its near edge, and how far from the dot.
SIDES: tuple[tuple[str, str, int, int], ...] = (
    ("left", "middle", GAP, 0), ("right", "middle", -GAP, 0), ("center", "bottom", 0, GAP), ("center", "top", 0, -GAP),
)  # fmt: skip
Box = tuple[float, float, float, float]


def beside(
    dots: Sequence[tuple[float, float, str, bool]],
    wide: float,
    high: float,
    x_span: Sequence[float],
    y_span: Sequence[float],
) -> list[dict[str, Any]]:
    """The names of *dots* (x, y, name, whether it has to be named) for a picture of at least *wide* x *high* pixels.

    A name is left out where it would lie over a dot or another name on a picture as small as that.
    """
    x_scale, y_scale = wide / (x_span[1] - x_span[0]), high / (y_span[1] - y_span[0])
    places = [((x - x_span[0]) * x_scale, (y - y_span[0]) * y_scale) for x, y, _, _ in dots]
    taken: list[Box] = [(x - 6, y - 6, x + 6, y + 6) for x, y in places]
    notes = []
    for at in sorted(range(len(dots)), key=lambda one: not dots[one][3]):
        x, y, name, must = dots[at]
        boxes = [(side, _box(places[at], side, len(name))) for side in SIDES]
        others = [box for place, box in enumerate(taken) if place != at]
        free = [(side, box) for side, box in boxes if _inside(box, wide, high) and not _meets(box, others)]
        if free or must:
            side, box = (free or [(side, box) for side, box in boxes if _inside(box, wide, high)] or boxes)[0]
            taken.append(box)
            notes.append(_note(x, y, name, side))
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


def _note(x: float, y: float, name: str, side: tuple[str, str, int, int]) -> dict[str, Any]:
    return {
        "x": x, "y": y, "text": words.escape(name), "showarrow": False, "xanchor": side[0], "yanchor": side[1],
        "xshift": side[2], "yshift": side[3], "borderpad": 0, "font": {"size": SIZE, "color": theme.INK},
    }  # fmt: skip
