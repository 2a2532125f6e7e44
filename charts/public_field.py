"""The field of a public chart: one whole, fixed value axis, and pixels across it.

The other axis of the field is the picture itself (pixels, counted so that no value axis is ever flipped), so that every
word and every mark is placed where its box is known beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import pandas as pd

from charts import lettering, paper, theme, words
from charts.paper import Box, Canvas, ChartPart, NoRoom

STEPS = (0.5, 1, 2, 5, 10, 15, 20, 25, 30, 50, 100)
_TOUCH = 0.09  # of a line's box: the air above capitals and below the line that two boxes may share
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


def checked(frame: pd.DataFrame, columns: Sequence[str], what: str) -> pd.DataFrame:
    """As `charts.theme.checked`, and every number of a hidden row blank, whatever the frame brings."""
    table = theme.checked(frame, columns, what)
    numbers = [name for name in table.select_dtypes("number").columns if name != "number"]  # that one is a place
    return table.assign(**{name: table[name].astype("float64").mask(table["hidden"]) for name in numbers})


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


def upwards(part: ChartPart, field: Field, form: Callable[[float], str], size: float) -> None:
    """The lines of a value axis that runs upwards, their numbers at the left."""
    canvas, box = field.canvas, field.box
    for value in ticks(field.span):
        at = field.at(value)
        paper.rule(part, canvas, (box.x, at), (box.right, at), _line_colour(canvas, value))
        paper.put(part, canvas, box.x - size * 0.5, at - size * paper.LINE / 2, form(value), size, anchor="right")


def sideways(
    part: ChartPart, field: Field, form: Callable[[float], str], size: float, bands: Sequence[tuple[float, float]]
) -> None:
    """The lines of a value axis that runs to the right, only within *bands* (top and bottom of each row's mark).

    Their numbers stand below; the two at the ends end with the field, so that it may be as wide as the chart.
    """
    canvas, box = field.canvas, field.box
    for value in _spaced(field, form, size):
        at = field.at(value)
        for top, bottom in [*bands, (box.bottom - size * 0.25, box.bottom + size * 0.1)]:
            paper.rule(part, canvas, (at, top), (at, bottom), _line_colour(canvas, value))
        anchor = "left" if value == field.span[0] else "right" if value == field.span[1] else "center"
        paper.put(part, canvas, at, box.bottom + size * 0.2, form(value), size, anchor=anchor)


def _spaced(field: Field, form: Callable[[float], str], size: float) -> list[float]:
    """The values whose numbers stand clear of one another: all, else the ends and the middle, else the ends."""
    every = ticks(field.span)
    for some in (every, [every[0], *([every[len(every) // 2]] if len(every) % 2 else []), every[-1]]):
        wide = [lettering.width(form(value), size, False, field.canvas.family) for value in some]
        at = [field.at(value) for value in some]
        starts = [at[0], *(x - width / 2 for x, width in zip(at[1:-1], wide[1:-1], strict=True)), at[-1] - wide[-1]]
        if all(one + width + size * 0.5 <= other for one, width, other in zip(starts, wide, starts[1:], strict=False)):
            return some
    return [every[0], every[-1]]


def _line_colour(canvas: Canvas, value: float) -> str:
    return canvas.palette.axis if value == 0 else canvas.palette.grid


def plain(value: float) -> str:
    """A tick of a scale, with a true minus."""
    return words.trimmed(value)


def largest(canvas: Canvas, draw: Callable[[Canvas], ChartPart]) -> ChartPart:
    """The chart with the largest letters that leave it room, from the canvas's own down to its least."""
    size = canvas.size
    while size > canvas.least:
        try:
            return _clear(draw(replace(canvas, size=size)), canvas)
        except NoRoom:
            size = max(canvas.least, size - 0.5)
    return _clear(draw(replace(canvas, size=canvas.least)), canvas)


def _clear(part: ChartPart, canvas: Canvas) -> ChartPart:
    """The chart, once no word leaves its box and no two touch."""
    if not all(text.inside(canvas.box, slack=1.5) for text in part.texts):
        raise NoRoom("The chart's words do not fit. Choose fewer rows, a shorter period or a larger size.")
    if any(one.overlaps(other, slack=_TOUCH * one.height) for one, other in combinations(part.texts, 2)):
        raise NoRoom("The chart's words would touch. Choose fewer rows, a shorter period or a larger size.")
    return part
