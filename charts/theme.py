"""One look for every picture: colours, type, margins, the legend and what each figure says of itself.

The paper is white on purpose, also inside a dark page: the picture on the screen is the picture that
is saved, and the contrasts the tests compute hold everywhere. Pages therefore draw with ``theme=None``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data.frames import check_columns

FONT = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
PAPER = "#ffffff"
INK = "#1f2933"
QUIET = "#52606d"  # 6.5 to 1 on white: small notes stay readable
GRID = "#e4e7eb"
AXIS = "#9aa5b1"
BAND = "#e4e9ef"
MAIN = "#17568c"
TOP = 36  # pixels kept free above the picture for the button that saves it
SECOND = "#0b8a7d"
PALE = "#c3ced9"
# Light to dark differs between every two classes, so a grey copy still tells them apart.
CLASS_COLOURS: dict[str, str] = {
    "improved beyond both": "#082b55",
    "improved, important only": "#387aae",
    "improved, error only": "#86b8da",
    "within error": "#d9dde1",
    "worse": "#8f3210",
}
CLASS_WORDS: dict[str, str] = {
    "improved beyond both": "Improved beyond error and important",
    "improved, important only": "Improved, important only",
    "improved, error only": "Improved beyond error only",
    "within error": "Within error",
    "worse": "Worse",
}
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "displayModeBar": True,
    "responsive": True,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2, "filename": "dry-needling-outcomes"},
}


class ChartError(ValueError):
    """There is nothing that can honestly be drawn; the message is a sentence for the page."""


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 black to 1 white (WCAG 2.2 definition)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2 definition)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def on(colour: str) -> str:
    """Ink or paper, whichever reads better on *colour*."""
    return max((INK, PAPER), key=lambda text: contrast(text, colour))


def config(filename: str) -> dict[str, Any]:
    """The page's Plotly settings with the name of the saved picture."""
    return {**CONFIG, "toImageButtonOptions": {**CONFIG["toImageButtonOptions"], "filename": filename}}


def alt_text(title: str, sentences: Iterable[str]) -> str:
    """Alternative text: what the picture is, then what it says, each as a full sentence."""
    parts = [part.strip() for part in (f"Chart: {title}", *sentences) if part.strip()]
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)


def checked(frame: pd.DataFrame, columns: Sequence[str], what: str) -> pd.DataFrame:
    """*frame* in its order with a fresh index and a true/false ``hidden`` column.

    Raises `ChartError` when there is no row, `data.frames.FrameError` when a column is missing.
    """
    check_columns(frame, columns, f"The frame for the {what}")
    if frame.empty:
        raise ChartError(f"There are no records to draw in the {what}. Widen the filters or record more.")
    hidden = frame["hidden"].fillna(False).astype(bool) if "hidden" in frame.columns else False
    return frame.assign(hidden=hidden).reset_index(drop=True)


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows one by one, each with its ``Index``; their fields are as the frame's contract says."""
    columns = {"Index": frame.index.tolist(), **{name: frame[name].tolist() for name in frame.columns}}
    for values in zip(*columns.values(), strict=True):
        yield SimpleNamespace(**dict(zip(columns, values, strict=True)))


def total(frame: pd.DataFrame, column: str = "n") -> int:
    """The n of the picture: the shown rows' counts together (blank ones are hidden, not zero)."""
    return int(frame[column].sum())


def axis(title: str | None = None, **more: Any) -> dict[str, Any]:
    """One axis: quiet grid, never zoomed by a finger that wanted to scroll, labels never cut off."""
    plain: dict[str, Any] = {
        "fixedrange": True, "automargin": True, "zeroline": False, "gridcolor": GRID, "linecolor": AXIS,
        "tickfont": {"size": 13, "color": INK}, "ticks": "", "showgrid": False,
        "tickangle": 0, "ticklabelstandoff": 6,
    }  # fmt: skip
    if title:
        plain["title"] = {"text": title, "standoff": 10, "font": {"size": 13, "color": INK}}
    return plain | more


def figure(
    traces: Sequence[dict[str, Any]], *, height: int, n: int, direction: str, sources: Sequence[str] = (), **more: Any
) -> go.Figure:
    """The figure, in the layout all charts share; ``meta`` says n, direction and the thresholds' sources.

    One call with plain dictionaries: building trace by trace takes several times as long. Plotly's own look at every
    value is left to the tests: it takes ten times as long as all the rest of this.
    """
    plain: dict[str, Any] = {
        "template": {"layout": {}}, "height": height, "autosize": True, "dragmode": False,
        "paper_bgcolor": PAPER, "plot_bgcolor": PAPER,
        "font": {"family": FONT, "size": 13, "color": INK},
        "margin": {"l": 8, "r": 14, "t": TOP, "b": 8},
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": AXIS, "font": {"family": FONT, "size": 13, "color": INK},
                       "align": "left", "namelength": 0},
        "hovermode": "closest", "showlegend": False, "legend": LEGEND,
        "meta": {"n": n, "direction": direction, "sources": list(sources)},
    }  # fmt: skip
    return go.Figure({"data": list(traces), "layout": plain | more}, _validate=False)


# Below the picture, and not a switch: hiding a class would quietly change what the rest seems to say.
LEGEND: dict[str, Any] = {
    "orientation": "h", "x": 0, "xanchor": "left", "xref": "container", "y": 0, "yanchor": "bottom",
    "yref": "container",
    "itemclick": False, "itemdoubleclick": False, "font": {"size": 12, "color": INK}, "traceorder": "normal",
}  # fmt: skip
