"""Marks that several charts share: error bands, threshold lines, hidden labels, words beside a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from charts import theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure, Threshold

Shape = dict[str, Any]


def drawable(threshold: Threshold | None, measure: Measure) -> Threshold | None:
    """The threshold if it may stand on this axis: a rule, in the measure's own unit (never per cent)."""
    fits = threshold is not None and threshold.use == "rule" and threshold.unit == measure.unit
    return threshold if fits else None


def named(threshold: Threshold | None, measure: Measure, kind: str) -> str:
    """The line of the key: what it is, how large, whose number; or that there is none."""
    sign = "±" if kind == "error" else ""
    what = {"error": "Within measurement error", "important": "Important change"}[kind]
    if threshold is None:
        return f"{what}: no threshold for this measure"
    text = f"{what}: {sign}{words.trimmed(threshold.value)} {threshold.unit} ({words.short_source(threshold)})"
    return words.wrap(text, 48)


def sources(*thresholds: Threshold | None) -> list[str]:
    """The full sources of the thresholds that are drawn, for the figure's ``meta``."""
    return [threshold.source for threshold in thresholds if threshold is not None]


def band(low: float, high: float, name: str, along: str) -> Shape:
    """A shaded band from *low* to *high* on the value axis *along* (``x`` or ``y``), behind the data."""
    return _across(along, low, high) | {
        "type": "rect", "fillcolor": theme.BAND, "line": {"width": 0}, "layer": "below",
        "name": name, "showlegend": True,
    }  # fmt: skip


def line(at: float, along: str, name: str | None = None, dash: str = "dash", colour: str = theme.INK) -> Shape:
    """A line across the picture at *at* on the value axis; in the key when it has a *name*."""
    shape = _across(along, at, at) | {
        "type": "line", "layer": "below", "line": {"color": colour, "width": 1.5, "dash": dash},
    }  # fmt: skip
    return shape | ({"name": name, "showlegend": True} if name else {})


def _across(along: str, low: float, high: float) -> Shape:
    other = "y" if along == "x" else "x"
    return {f"{along}0": low, f"{along}1": high, f"{other}ref": "paper", f"{other}0": 0, f"{other}1": 1}


def thresholds(measure: Measure, important: Threshold | None, error: Threshold | None, along: str) -> list[Shape]:
    """Error band around no change, the line of no change, and the important-change line, in that order."""
    shapes = [line(0, along, dash="solid", colour=theme.AXIS)]
    if error is not None:
        shapes.insert(0, band(-error.value, error.value, named(error, measure, "error"), along))
    if important is not None:
        shapes.append(line(important.value, along, named(important, measure, "important")))
    return shapes


def absent(measure: Measure, important: Threshold | None, error: Threshold | None) -> list[dict[str, Any]]:
    """A line of the key, without a sign of its own, for each threshold that does not exist."""
    pairs = (("error", error), ("important", important))
    return [silent(named(None, measure, kind)) for kind, threshold in pairs if threshold is None]


def silent(name: str) -> dict[str, Any]:
    """A line of the key that draws nothing."""
    return {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "name": name, "showlegend": True,
            "marker": {"opacity": 0}, "hoverinfo": "skip"}  # fmt: skip


def change_range(measure: Measure, *values: Iterable[float]) -> list[float]:
    """Half of the measure's scale each way, fixed; wider, still symmetric, only if a value needs it."""
    half = (measure.high - measure.low) / 2
    reach = max((float(np.nanmax(np.abs(part))) for part in map(_floats, values) if np.isfinite(part).any()), default=0)
    edge = half if reach <= half else reach * 1.05
    return [-edge, edge]


def _floats(values: Iterable[float]) -> np.ndarray:
    return np.asarray(list(values), dtype="float64")


def whiskers(middle: pd.Series, low: pd.Series, high: pd.Series, colour: str) -> dict[str, Any]:
    """Plotly's asymmetric interval from bounds; it wants distances, so the bounds are laid out as such."""
    return {"type": "data", "symmetric": False, "array": (high - middle).to_numpy(),
            "arrayminus": (middle - low).to_numpy(), "color": colour, "thickness": 2, "width": 0}  # fmt: skip


def beside(rows: Sequence[float], texts: Sequence[str], heading: str | None = None) -> list[dict[str, Any]]:
    """Words to the right of each row, in one column with an optional heading above it."""
    common = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "showarrow": False, "align": "left"}
    notes = [common | {"y": y, "text": text, "font": {"size": 13}} for y, text in zip(rows, texts, strict=True)]
    if heading:
        quiet = {"size": 12, "color": theme.QUIET}
        notes.append(common | {"yref": "paper", "y": 1, "yanchor": "bottom", "text": heading, "font": quiet})
    return notes


def hidden_labels(rows: Iterable[float], at: float, anchor: str = "center") -> list[dict[str, Any]]:
    """The grey words that stand where a small group's figures would."""
    grey = {"size": 12, "color": theme.QUIET}
    return [{"x": at, "y": y, "text": words.HIDDEN, "showarrow": False, "font": grey, "xanchor": anchor,
             "bgcolor": theme.PAPER} for y in rows]  # fmt: skip


def room_for(texts: Iterable[str], size: float = 13) -> int:
    """Pixels the longest line of *texts* needs, generously, since fonts differ between machines."""
    longest = max((len(part) for text in texts for part in text.split("<br>")), default=0)
    return round(longest * size * 0.58) + 18
