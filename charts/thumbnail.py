"""Small still pictures of a public chart for the gallery: the chart's own shape, without a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go

from charts.look import Palette
from charts.paper import Box, Canvas, ChartPart

WIDTH, HEIGHT, MARGIN = 260, 160, 12
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
        "paper_bgcolor": palette.paper, "plot_bgcolor": "rgba(0,0,0,0)", "shapes": part.shapes,
    }  # fmt: skip
    return go.Figure({"data": part.traces, "layout": layout | part.layout})
