"""Marks that several charts share: error bands, threshold lines, the ranges of changes, the axis of sessions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from charts import theme, words

if TYPE_CHECKING:
    from data.catalogue import Measure, Standard, Threshold

Shape = dict[str, Any]


def drawable(threshold: Threshold | None, measure: Measure) -> Threshold | None:
    """The threshold if it may stand on this axis: a rule, in the measure's own unit (never per cent)."""
    fits = threshold is not None and threshold.use == "rule" and threshold.unit == measure.unit
    return threshold if fits else None


def named(threshold: Threshold | None, kind: str) -> str:
    """The entry of the key: what it is, how large, whose number; or that there is none."""
    sign = "±" if kind == "error" else ""
    what = {"error": "Measurement error", "important": "Important change"}[kind]
    if threshold is None:
        return f"{what}: none published that fits"
    size = words.escape(f"{what}: {sign}{words.trimmed(threshold.value)} {threshold.unit}")
    return f"{size}<br>({words.wrap(words.short_source(threshold), 40)})"


def sources(*thresholds: Threshold | None) -> list[str]:
    """The full sources of the thresholds that are drawn, for the figure's ``meta``."""
    return [threshold.source for threshold in thresholds if threshold is not None]


def band(low: Any, high: Any, name: str, along: str) -> Shape:
    """A shaded band from *low* to *high* on the value axis *along* (``x`` or ``y``), behind the data."""
    return _across(along, low, high) | {
        "type": "rect", "fillcolor": theme.BAND, "line": {"width": 0}, "layer": "below",
        "name": name, "showlegend": True,
    }  # fmt: skip


def line(at: float, along: str, name: str | None = None, dash: str = "dash", colour: str = theme.INK) -> Shape:
    """A line across the picture at *at* on the value axis; in the key when it has a *name*."""
    shape = _across(along, at, at) | {
        "type": "line", "layer": "above" if name else "below", "line": {"color": colour, "width": 1.5, "dash": dash},
    }  # fmt: skip
    return shape | ({"name": name, "showlegend": True} if name else {})


def agreed(standard: Standard, measure: Measure, along: str) -> Shape:
    """The line of an agreed standard, with the day it was set in the key: a target of the clinic's own."""
    share = standard.figure == "improved"
    at, unit = (standard.value / 100, "%") if share else (standard.value, measure.unit)
    name = f"Agreed {words.day(standard.set_on)}: {words.escape(words.amount(standard.value, unit))}"
    return line(at, along, name) | {"line": {"color": theme.SECOND, "width": 2.5, "dash": "dashdot"}}


def _across(along: str, low: Any, high: Any) -> Shape:
    other = "y" if along == "x" else "x"
    return {f"{along}0": low, f"{along}1": high, f"{other}ref": "paper", f"{other}0": 0, f"{other}1": 1}


def thresholds(important: Threshold | None, error: Threshold | None, along: str) -> list[Shape]:
    """Error band around no change, the line of no change, and the important-change line, in that order."""
    shapes = [line(0, along, dash="solid", colour=theme.AXIS)]
    if error is not None:
        shapes.insert(0, band(-error.value, error.value, named(error, "error"), along))
    if important is not None:
        shapes.append(line(important.value, along, named(important, "important")))
    return shapes


def absent(important: Threshold | None, error: Threshold | None) -> list[dict[str, Any]]:
    """A line of the key, without a sign of its own, for each threshold that does not exist."""
    pairs = (("error", error), ("important", important))
    return [silent(named(None, kind)) for kind, threshold in pairs if threshold is None]


def silent(name: str) -> dict[str, Any]:
    """A line of the key that draws nothing."""
    return {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "name": name, "showlegend": True,
            "marker": {"color": "rgba(0,0,0,0)"}, "hoverinfo": "skip"}  # fmt: skip


def change_range(measure: Measure) -> list[float]:
    """Half of the measure's scale each way: the same in every chart of its change, whatever the filters leave.

    What runs further is clipped at the edge and marked there, so that two pictures can always be compared.
    """
    half = (measure.high - measure.low) / 2
    return [-half, half]


def single_range(measure: Measure) -> list[float]:
    """All that one course of care can change on a scale with two ends; as `change_range` where the ends are a guess.

    One person may go from one end of the scale to the other, and nobody's change is cut off for looks.
    """
    if measure.bounds != "scale":
        return change_range(measure)
    whole = measure.high - measure.low
    return [-whole, whole]


def grey_label(x: Any, y: Any, text: str) -> dict[str, Any]:
    """Quiet words in the picture, on paper so that lines behind do not strike them through."""
    return {"x": x, "y": y, "text": text, "showarrow": False, "bgcolor": theme.PAPER,
            "font": {"size": 12, "color": theme.QUIET}}  # fmt: skip


def hidden_words(places: Iterable[float], foot: float) -> list[dict[str, Any]]:
    """Upright grey words at the *foot* of the picture, at each of *places*, that something there is hidden."""
    upright = {"textangle": -90, "yanchor": "bottom", "yshift": 6}
    return [grey_label(place, foot, words.HIDDEN) | upright for place in places]


def session_axis(numbers: Sequence[int], under: Sequence[str], title: str) -> dict[str, Any]:
    """The axis of sessions with n in the lines under each tick, so that twelve fit on a phone.

    Where even small counts would touch (four digits, many sessions), every second column stands lower.
    """
    plain = [re.sub(r"</?(?:span|b)\b[^>]*>", "", text).split("<br>") for text in under]
    longest = max(len(part) for parts in plain for part in parts)
    crowded = len(numbers) > 8 and longest > 3
    texts = [_lowered(text) if crowded and place % 2 else text for place, text in enumerate(under)]
    size = 12 if len(numbers) <= 8 else 10
    span = [min(numbers) - 0.5, max(numbers) + 0.5]
    return theme.axis(words.title(title, 44), tickvals=list(numbers), ticktext=texts, range=span,
                      tickfont={"size": size, "color": theme.INK})  # fmt: skip


def _lowered(text: str) -> str:
    number, *counts = text.split("<br>")
    return "<br>".join([number, *["\u200b"] * len(counts), *counts])
