"""A chart of a page as a picture of exact size for the clinic itself: with its title and its sentences above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from charts import lettering, theme, words

if TYPE_CHECKING:
    from charts.presets import Preset

EDGE, TITLE, SAID = 24, 20.0, 13.0  # layout pixels: the margin, the title's letters, the sentences' letters
LINE = 1.3  # Plotly's own distance from line to line, in letters
WIDEST = 900  # a chart of a page is made for a column no wider than this


def framed(chart: go.Figure, title: str, said: str, foot: str, preset: Preset) -> tuple[go.Figure, int, int]:
    """The chart with its words above it, and the layout pixels it needs: the preset's shape, as large as it wants.

    A chart keeps the height it was made for, so that nothing in it is squeezed; the whole is drawn smaller instead.
    """
    wide, high = preset.layout
    while True:
        head = _head(title, said, foot, wide - 2 * EDGE)
        needed = _height(head) + (chart.layout.height or 480) + EDGE
        if high >= needed or wide >= WIDEST * 4:
            break
        wide, high = round(wide * 1.06), round(wide * 1.06 * preset.height / preset.width)
    return _composed(chart, head, wide, high), wide, high


def _head(title: str, said: str, foot: str, room: float) -> tuple[list[str], list[str]]:
    broken = [line for text in (said, foot) for line in lettering.broken(text, room, SAID)]
    return lettering.broken(title, room, TITLE, bold=True), broken


def _height(head: tuple[list[str], list[str]]) -> float:
    large, small = head
    return EDGE + LINE * (TITLE * len(large) + SAID * (len(small) + 1)) + theme.TOP


def _composed(chart: go.Figure, head: tuple[list[str], list[str]], wide: int, high: int) -> go.Figure:
    large, small = ("<br>".join(words.escape(line) for line in lines) for lines in head)
    figure = go.Figure(chart)
    margin = {side: (figure.layout.margin[side] or 8) + EDGE for side in "lrb"}
    figure.update_layout(
        width=wide,
        height=high,
        autosize=False,
        font={"family": lettering.family(lettering.DEFAULT).css},
        margin=margin | {"t": _height(head)},
        title={
            "text": f"<b>{large}</b><br><span style='font-size:{SAID:g}px'>{small}</span>",
            "x": 0,
            "y": 1,
            "xref": "container",
            "yref": "container",
            "xanchor": "left",
            "yanchor": "top",
            "pad": {"l": EDGE, "t": EDGE},
            "font": {"size": TITLE},
        },
    )
    return figure
