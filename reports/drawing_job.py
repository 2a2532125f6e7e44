"""What is handed to the drawing script: one composed figure with its size, its fonts and its words, as plain JSON."""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from charts import lettering
from charts.look import Look
from charts.presets import MM_PER_INCH, Preset

if TYPE_CHECKING:
    import plotly.graph_objects as go

PLAIN, TWICE = 2.0, 4.0  # pixels of the file per layout pixel: a preset's own size, and twice that
PRINT = TWICE  # the paper presets are 150 dots to the inch at their own size, so 300 here


def job(
    figure: go.Figure, preset: Preset, look: Look, form: str, scale: float = PLAIN, title: str = "", alt: str = ""
) -> dict[str, Any]:
    """One picture to draw: *form* is png, svg or pdf, *scale* the file's pixels per layout pixel.

    *title* and *alt* are plain text, read out in place of the picture and kept in SVG and PDF files.
    """
    wide, high = preset.layout
    return {
        "figure": json.loads(figure.to_json()),
        "width": wide,
        "height": high,
        "scale": scale,
        "format": form,
        "dpi": dots(preset, scale),
        "title": title,
        "alt": alt,
        "family": lettering.family(look.font).css,
        "faces": _faces(look.font),
        "paper": list(preset.paper) if preset.paper else None,
    }


def dots(preset: Preset, scale: float) -> int | None:
    """Dots to the inch where the picture is meant for a sheet of paper; a screen has no inches."""
    if preset.paper is None:
        return None
    return round(preset.layout[0] * scale / (preset.paper[0] / MM_PER_INCH))


def _faces(font: str) -> list[dict[str, Any]]:
    return [{"weight": weight, "data": data} for weight, data in _encoded(font)]


@lru_cache(maxsize=8)
def _encoded(font: str) -> tuple[tuple[int, str], ...]:
    return tuple((weight, base64.b64encode(content).decode()) for weight, content in lettering.faces(font))
