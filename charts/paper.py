"""The sheet a picture is drawn on: boxes in layout pixels, and how a text, a rule or a field is put on it.

Everything is placed in pixels from the top left; Plotly's paper coordinates are the whole picture (no margins).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from charts import lettering, theme, words
from charts.look import Palette

LINE = lettering.ASCENT + lettering.DESCENT  # height of a line's box in letters
ANCHORS = {"left": 0.0, "center": 0.5, "right": 1.0}


class NoRoom(theme.ChartError):
    """The chart cannot be drawn legibly in this box; another layout may give it more."""


@dataclass(frozen=True)
class Box:
    """A rectangle in layout pixels from the top left of the picture."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height

    @property
    def area(self) -> float:
        """Square pixels."""
        return self.width * self.height

    def inside(self, other: Box, slack: float = 0.5) -> bool:
        """Whether it lies wholly in *other*."""
        return (self.x >= other.x - slack and self.y >= other.y - slack
                and self.right <= other.right + slack and self.bottom <= other.bottom + slack)  # fmt: skip

    def overlaps(self, other: Box, slack: float = 0.5) -> bool:
        """Whether the two share more than their edges."""
        return (self.x < other.right - slack and other.x < self.right - slack
                and self.y < other.bottom - slack and other.y < self.bottom - slack)  # fmt: skip


@dataclass(frozen=True)
class Canvas:
    """Where a chart may draw: its box on a sheet of ``width`` by ``height``, the colours, the letters and their size.

    ``size`` is the letter size of the chart's words, ``least`` the smallest that may stand in the picture.
    """

    box: Box
    width: float
    height: float
    palette: Palette
    family: str = lettering.DEFAULT
    size: float = 12.0
    least: float = 9.0


@dataclass
class ChartPart:
    """What a chart adds to the picture, in Plotly's own words, with the box of every text for the tests."""

    traces: list[dict[str, Any]] = field(default_factory=list)
    layout: dict[str, Any] = field(default_factory=dict)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)
    texts: list[Box] = field(default_factory=list)
    smallest: float = float("inf")


def runs_width(runs: Sequence[lettering.Run], size: float, family: str) -> float:
    """Pixels a line of bold and regular words takes."""
    return sum(lettering.width(text, size, bold, family) for text, bold in runs)


def put(
    part: ChartPart, canvas: Canvas, x: float, y: float, text: str | Sequence[lettering.Run], size: float,
    *, bold: bool = False, colour: str = "", anchor: str = "left",
) -> Box:  # fmt: skip
    """One line of text with the top of its box at *y*; *anchor* says which side of it stands at *x*."""
    runs = [(text, bold)] if isinstance(text, str) else list(text)
    wide = runs_width(runs, size, canvas.family)
    box = Box(x - wide * ANCHORS[anchor], y, wide, size * LINE)
    marked = "".join(f"<b>{words.escape(said)}</b>" if strong else words.escape(said) for said, strong in runs)
    part.annotations.append({
        "xref": "paper", "yref": "paper", "x": x / canvas.width, "y": 1 - y / canvas.height,
        "xanchor": anchor, "yanchor": "top", "text": marked, "showarrow": False, "borderpad": 0, "align": "left",
        "font": {"family": lettering.family(canvas.family).css, "size": size, "color": colour or canvas.palette.ink},
    })  # fmt: skip
    part.texts.append(box)
    part.smallest = min(part.smallest, size)
    return box


def block(
    part: ChartPart, canvas: Canvas, x: float, y: float, lines: Sequence[str], size: float, pitch: float, **how: Any
) -> float:
    """Lines one under another; returns the y below the last one."""
    for place, line in enumerate(lines):
        put(part, canvas, x, y + place * pitch, line, size, **how)
    return y + len(lines) * pitch


def pitch(size: float) -> int:
    """Pixels from one line to the next: whole ones, because Plotly sets a text on whole pixels."""
    return round(size * 1.22)


def rectangle(part: ChartPart, canvas: Canvas, box: Box, colour: str, layer: str = "below") -> None:
    """A filled field."""
    part.shapes.append({"type": "rect", "xref": "paper", "yref": "paper", "layer": layer, "fillcolor": colour,
                        "line": {"width": 0}} | _corners(box, canvas))  # fmt: skip


def rule(
    part: ChartPart, canvas: Canvas, start: tuple[float, float], end: tuple[float, float], colour: str,
    width: float = 1, dash: str = "solid", layer: str = "below",
) -> None:  # fmt: skip
    """A straight line from one point to another."""
    box = Box(start[0], start[1], end[0] - start[0], end[1] - start[1])
    part.shapes.append({"type": "line", "xref": "paper", "yref": "paper", "layer": layer,
                        "line": {"color": colour, "width": width, "dash": dash}} | _corners(box, canvas))  # fmt: skip


def _corners(box: Box, canvas: Canvas) -> dict[str, float]:
    return {"x0": box.x / canvas.width, "x1": box.right / canvas.width,
            "y0": 1 - box.y / canvas.height, "y1": 1 - box.bottom / canvas.height}  # fmt: skip


def circle(canvas: Canvas, x: float, y: float, radius: float, edge: str, fill: str) -> dict[str, Any]:
    """A dot for a key."""
    box = Box(x - radius, y - radius, 2 * radius, 2 * radius)
    return {"type": "circle", "xref": "paper", "yref": "paper", "layer": "below", "fillcolor": fill,
            "line": {"color": edge, "width": 2}} | _corners(box, canvas)  # fmt: skip


def upright(part: ChartPart, canvas: Canvas, x: float, y: float, text: str, size: float) -> Box:
    """One line of text read from below, around the point (*x*, *y*)."""
    long = lettering.width(text, size, False, canvas.family)
    box = Box(x - size * LINE / 2, y - long / 2, size * LINE, long)
    part.annotations.append({
        "xref": "paper", "yref": "paper", "x": x / canvas.width, "y": 1 - y / canvas.height, "xanchor": "center",
        "yanchor": "middle", "text": words.escape(text), "showarrow": False, "borderpad": 0, "textangle": -90,
        "font": {"family": lettering.family(canvas.family).css, "size": size, "color": canvas.palette.ink},
    })  # fmt: skip
    part.texts.append(box)
    part.smallest = min(part.smallest, size)
    return box
