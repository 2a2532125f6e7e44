"""The poster: a whole picture with its title, its chart, the words it may not go without, and a foot."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts import lettering, paper, poster_marks, poster_plan
from charts.look import Look, Palette, palette
from charts.paper import Box, Canvas, ChartPart, NoRoom
from charts.poster_head import Lines
from charts.poster_plan import Plan
from charts.poster_words import PosterError, Words
from charts.presets import Preset

__all__ = ["Box", "Canvas", "ChartPart", "Draw", "Poster", "PosterError", "Words", "poster"]

Draw = Callable[[Canvas], ChartPart]
CHART_LETTERS = 1.12  # of the context's: the chart is looked at first


@dataclass(frozen=True)
class Poster:
    """A composed picture, its smallest letter in layout pixels, and the boxes of its parts."""

    figure: go.Figure
    smallest: float
    boxes: dict[str, Box]


def poster(words: Words, draw: Draw, preset: Preset, look: Look) -> Poster:
    """The picture in *preset*'s size; `PosterError` where the words do not fit at its smallest letter."""
    colours = palette(look)
    made, canvas, part = _first(words, draw, preset, look, colours)
    sheet = _sheet(made, canvas, colours)
    smallest = min(part.smallest, sheet.smallest)
    if smallest < preset.least - 0.01:
        raise PosterError(f"The chart's letters are too small for {preset.title}. Choose fewer rows or a larger size.")
    width, height = preset.layout
    over = poster_marks.watermark(words.watermark, width, height, look, colours)
    figure = _figure(sheet, part, canvas, look, over, poster_marks.logo(look, made.logo, width, height))
    return Poster(figure, smallest, made.boxes())


def _first(
    words: Words, draw: Draw, preset: Preset, look: Look, colours: Palette
) -> tuple[Plan, Canvas, ChartPart]:  # fmt: skip
    """The first plan whose chart can be drawn as well."""
    width, height = preset.layout
    refused: NoRoom | None = None
    for made in poster_plan.plans(words, preset, look):
        canvas = Canvas(made.chart, width, height, colours, look.font, _chart_letter(made), preset.least)
        try:
            return made, canvas, draw(canvas)
        except NoRoom as error:
            refused = error
    raise PosterError(
        f"{preset.title}: {refused}" if refused else
        f"There are too many words for {preset.title}. Shorten the title or the subtitle, or choose a larger or "
        "higher picture."
    ) from refused  # fmt: skip


def _chart_letter(made: Plan) -> float:
    """The chart is looked at first: its letters are larger than the context's, larger still where it has room."""
    roomy = 0.031 * math.sqrt(made.chart.area)
    return round(min(max(CHART_LETTERS * made.size, roomy), 1.55 * made.size) * 2) / 2


def _sheet(made: Plan, canvas: Canvas, colours: Palette) -> ChartPart:
    """Everything but the chart."""
    sheet = ChartPart()
    paper.rectangle(sheet, canvas, made.panel, colours.panel)
    paper.rectangle(sheet, canvas, Box(0, 0, canvas.width, made.band), colours.main)
    _lines(sheet, canvas, made.title, colours.ink)
    _lines(sheet, canvas, made.subtitle, colours.quiet)
    for column in made.columns:
        for y, runs in column.lines:
            paper.put(sheet, canvas, column.box.x, y, runs, made.size)
    for lines in made.foot:
        _lines(sheet, canvas, lines, colours.ink)
    return sheet


def _lines(sheet: ChartPart, canvas: Canvas, lines: Lines, colour: str) -> None:
    x = lines.box.right if lines.anchor == "right" else lines.box.x
    paper.block(sheet, canvas, x, lines.box.y, lines.lines, lines.size, lines.pitch, bold=lines.bold,
                colour=colour, anchor=lines.anchor)  # fmt: skip


def _figure(
    sheet: ChartPart, part: ChartPart, canvas: Canvas, look: Look, over: list[dict[str, Any]],
    logo: list[dict[str, Any]],
) -> go.Figure:  # fmt: skip
    plain: dict[str, Any] = {
        "template": {"layout": {}}, "width": canvas.width, "height": canvas.height, "autosize": False,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0}, "showlegend": False, "hovermode": False,
        "dragmode": False, "images": logo,
        "paper_bgcolor": canvas.palette.paper, "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": lettering.family(look.font).css, "size": canvas.size, "color": canvas.palette.ink},
        "shapes": [*sheet.shapes, *part.shapes], "annotations": [*sheet.annotations, *part.annotations, *over],
    }  # fmt: skip
    return go.Figure({"data": part.traces, "layout": plain | part.layout})
