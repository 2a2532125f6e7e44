"""Small still pictures of a public chart for the gallery: the chart's own shape, without a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go

from charts.look import Palette
from charts.paper import Box, Canvas, ChartPart

WIDTH, HEIGHT, MARGIN = 260, 160, 12
SPECK = 8.0  # pixels: anything smaller says nothing without its words
_LETTER = 4.0  # only keeps the room between the marks: no letter is drawn


def thumbnail(
    draw: Callable[[Canvas], ChartPart], palette: Palette, width: int = WIDTH, height: int = HEIGHT
) -> go.Figure:
    """*draw*'s chart, *width* by *height* pixels, without its words."""
    box = Box(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN)
    part = draw(Canvas(box, width, height, palette, size=_LETTER, least=_LETTER))
    layout: dict[str, Any] = {
        "template": {"layout": {}}, "width": width, "height": height, "autosize": False, "showlegend": False,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0}, "hovermode": False, "dragmode": False,
        "paper_bgcolor": palette.paper, "plot_bgcolor": "rgba(0,0,0,0)",
        "shapes": [shape for shape in part.shapes if not _small(shape, width, height)],
    }  # fmt: skip
    return go.Figure({"data": part.traces, "layout": layout | part.layout})


def _small(shape: dict[str, Any], width: int, height: int) -> bool:
    """A mark of the key, whose words are left out, or a tick: a speck at this size."""
    wide, high = abs(shape["x1"] - shape["x0"]) * width, abs(shape["y1"] - shape["y0"]) * height
    return max(wide, high) < SPECK
