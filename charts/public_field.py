"""The field of a public chart: one whole, fixed value axis, and pixels across it.

The other axis of the field is the picture itself (pixels, counted so that no value axis is ever flipped), so that every
word and every mark is placed where its box is known beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from charts import lettering, paper, words
from charts.paper import Box, Canvas, ChartPart, NoRoom

STEPS = (0.5, 1, 2, 5, 10, 15, 20, 25, 30, 50, 100)
HIDDEN = "hidden (small group)"


@dataclass(frozen=True)
class Field:
    """The drawn area: its box, the ends of the value axis, and whether values run along ``x`` or ``y``."""

    canvas: Canvas
    box: Box
    span: tuple[float, float]
    along: str

    def at(self, value: float) -> float:
        """The pixel of *value*, at the edge where it lies beyond the axis."""
        low, high = self.span
        share = (min(max(value, low), high) - low) / (high - low)
        return self.box.x + share * self.box.width if self.along == "x" else self.box.bottom - share * self.box.height

    def axes(self) -> dict[str, Any]:
        """Both axes for the layout: the value axis whole and fixed, the other one pixels."""
        box, canvas = self.box, self.canvas
        place = {"x": [box.x / canvas.width, box.right / canvas.width],
                 "y": [1 - box.bottom / canvas.height, 1 - box.y / canvas.height]}  # fmt: skip
        pixels = {"x": [box.x, box.right], "y": [-box.bottom, -box.y]}
        spans = {axis: list(self.span) if axis == self.along else pixels[axis] for axis in "xy"}
        return {"barmode": "overlay"} | {f"{axis}axis": _axis(place[axis], spans[axis]) for axis in "xy"}

    def xy(self, values: Sequence[float], pixels: Sequence[float]) -> dict[str, list[float]]:
        """The coordinates of marks at *values* along the axis and *pixels* across it."""
        shown = [min(max(value, self.span[0]), self.span[1]) for value in values]
        if self.along == "x":
            return {"x": shown, "y": [-pixel for pixel in pixels]}
        return {"x": list(pixels), "y": shown}

    def bar(self, middle: float, thick: float, start: float, end: float, colour: str) -> dict[str, Any]:
        """A bar along the value axis from *start* to *end*, *thick* pixels, around the pixel *middle*."""
        return {"type": "bar", "orientation": "h", "x": [end - start], "base": [start], "y": [-middle],
                "width": [thick], "marker": {"color": colour, "line": {"width": 0}}, "hoverinfo": "skip"}  # fmt: skip


def _axis(domain: list[float], span: list[float]) -> dict[str, Any]:
    return {"domain": domain, "range": span, "fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "",
            "showticklabels": False, "automargin": False, "showline": False}  # fmt: skip


def ticks(span: tuple[float, float]) -> list[float]:
    """Even, round values from one end to the other; both ends are always among them."""
    low, high = span
    for step in STEPS:
        count = (high - low) / step
        if count <= 6.001 and abs(count - round(count)) < 1e-9 and abs(low / step - round(low / step)) < 1e-9:
            return [low + place * step for place in range(round(count) + 1)]
    middle = (low + high) / 2
    return [low, middle, high]


def dots(
    field: Field, table: pd.DataFrame, pixels: Sequence[float], middle: str, colour: str, size: float,
    low: str = "ci_low", high: str = "ci_high", hollow: bool = False, line: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Dots with their intervals, cut at the ends of the axis."""
    ends = [table[name].clip(*field.span).astype("float64") for name in (middle, low, high)]
    error = {"type": "data", "symmetric": False, "array": (ends[2] - ends[0]).tolist(),
             "arrayminus": (ends[0] - ends[1]).tolist(), "color": colour, "thickness": max(1.5, size / 5),
             "width": 0}  # fmt: skip
    return {
        "type": "scatter", "mode": "lines+markers" if line else "markers", "hoverinfo": "skip", "cliponaxis": False,
        "connectgaps": False, "line": {"color": colour, "width": max(1.5, size / 5)},
        "marker": {"size": size, "color": field.canvas.palette.paper if hollow else colour,
                   "line": {"color": colour, "width": max(1.5, size / 4.5)}},
        f"error_{field.along}": error, **field.xy(ends[0].tolist(), pixels),
    }  # fmt: skip


def scale(part: ChartPart, field: Field, form: Callable[[float], str], size: float) -> None:
    """The lines of the value axis with their numbers: under the field, or at its left."""
    canvas, box = field.canvas, field.box
    for value in ticks(field.span):
        at, said = field.at(value), form(value)
        colour = canvas.palette.axis if value == 0 else canvas.palette.grid
        if field.along == "x":
            paper.rule(part, canvas, (at, box.y), (at, box.bottom), colour)
            paper.put(part, canvas, at, box.bottom + size * 0.2, said, size, anchor="center")
        else:
            paper.rule(part, canvas, (box.x, at), (box.right, at), colour)
            paper.put(part, canvas, box.x - size * 0.5, at - size * paper.LINE / 2, said, size, anchor="right")


def plain(value: float) -> str:
    """A tick of a scale, with a true minus."""
    return words.trimmed(value)


def overhang(span: tuple[float, float], form: Callable[[float], str], size: float, family: str) -> float:
    """Half of the widest number at an end of the axis, which stands out beyond the field."""
    return max(lettering.width(form(value), size, False, family) for value in span) / 2


def largest(canvas: Canvas, draw: Callable[[Canvas], ChartPart]) -> ChartPart:
    """The chart with the largest letters that leave it room, from the canvas's own down to its least."""
    size = canvas.size
    while size > canvas.least:
        try:
            return draw(replace(canvas, size=size))
        except NoRoom:
            size = max(canvas.least, size - 0.5)
    return draw(replace(canvas, size=canvas.least))
