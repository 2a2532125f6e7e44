"""A chart of a page in exact size: its words above it, its own height kept, its shape that of the size asked for."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from charts.inside_picture import framed
from charts.presets import PRESETS
from charts.theme import figure

SAID = "Pain fell by 2.4 points on average (95 % CI 2.0 to 2.8) in 118 of 164 courses of care. " * 3


def chart(height: int) -> go.Figure:
    return figure([{"type": "bar", "x": [1], "y": [2]}], height=height, n=2, direction="higher is better")


@pytest.mark.parametrize("preset", sorted(PRESETS))
@pytest.mark.parametrize("height", [320, 900])
def test_the_shape_is_the_sizes_and_the_chart_is_not_squeezed(preset: str, height: int) -> None:
    size = PRESETS[preset]
    made, wide, high = framed(chart(height), "Change <by> condition", SAID, "For the clinic itself.", size)
    assert wide / high == pytest.approx(size.width / size.height, rel=0.01)
    assert (made.layout.width, made.layout.height) == (wide, high)
    assert high - made.layout.margin.t >= height - 1
    assert "Change &lt;by&gt; condition" in made.layout.title.text
    assert "For the clinic itself." in made.layout.title.text


def test_the_chart_of_the_page_stays_as_it_was() -> None:
    shown = chart(400)
    framed(shown, "Title", SAID, "Foot", PRESETS["a4"])
    assert shown.layout.title.text is None
    assert shown.layout.margin.t == 36
