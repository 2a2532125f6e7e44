"""Pictures: one more when the browser is warm, and a pack of sixty, against empty figures of the same sizes."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from benchmarks.timing import Result, in_turns
from charts.look import Look
from charts.presets import PRESETS, Preset
from reports.drawing_job import job
from reports.render import ChromeMissing, Renderer

if TYPE_CHECKING:
    import plotly.graph_objects as go

PACK = 60
CHANNELS = ("square", "story", "wide", "website", "slide", "a4")
LINES = 12  # of small print, about as many words as a picture for the public has to carry


def run(rounds: int) -> list[Result]:
    """Seconds for one picture, and for sixty of six sizes asked for by two callers."""
    drawing = Renderer(timeout=120)
    try:
        drawing.render(_job(PRESETS["square"], _full))  # the browser starts before anything is measured
        square, empty = _job(PRESETS["square"], _full), _job(PRESETS["square"], _empty)
        ours, floor = _pack(_full), _pack(_empty)
        return [
            in_turns(
                "One picture as PNG, browser warm", "1080 x 1080", lambda: drawing.render(square),
                "an empty figure of that size", lambda: drawing.render(empty), rounds * 4,
            ),
            in_turns(
                f"A pack of {PACK} pictures as PNG", "6 channels", lambda: _drawn(drawing, ours),
                f"{PACK} empty figures of those sizes", lambda: _drawn(drawing, floor), rounds,
            ),
        ]  # fmt: skip
    except ChromeMissing:
        return []
    finally:
        drawing.close()


def _drawn(renderer: Renderer, jobs: list[dict[str, Any]]) -> float:
    begun = time.perf_counter()
    with ThreadPoolExecutor(2) as callers:
        list(callers.map(renderer.render, jobs))
    return time.perf_counter() - begun


def _pack(figure: Callable[[Preset], go.Figure]) -> list[dict[str, Any]]:
    return [_job(PRESETS[CHANNELS[place % len(CHANNELS)]], figure) for place in range(PACK)]


def _job(preset: Preset, figure: Callable[[Preset], go.Figure]) -> dict[str, Any]:
    return job(figure(preset), preset, Look(), "png", title="Benchmark", alt="Benchmark")


def _empty(preset: Preset) -> go.Figure:
    import plotly.graph_objects as go

    wide, high = preset.layout
    return go.Figure({"layout": {"width": wide, "height": high, "template": {}}})


def _full(preset: Preset) -> go.Figure:
    """Ten points with intervals, and the small print beneath: about what a picture for the public holds."""
    print_size = {"size": preset.least, "family": "Clinic Inter"}
    lines = (f"<b>Counted</b> 118 of 164 courses of care were measured again ({line})." for line in range(LINES))
    points = {"type": "scatter", "mode": "markers+text", "x": list(range(10)), "y": [5 - n / 3 for n in range(10)]}
    points |= {"error_y": {"type": "constant", "value": 0.4}, "text": [f"n {100 - n}" for n in range(10)]}
    figure = _empty(preset).add_trace(points)
    note = {"text": "<br>".join(lines), "xref": "paper", "yref": "paper", "x": 0, "y": -0.1, "showarrow": False}
    note["font"] = print_size
    return figure.update_layout(margin={"b": preset.layout[1] * 0.4}, annotations=[note])
