"""What a whole column of numbers tells: its decimal sign, and whether a value is on the scale of its measure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from data.sheets.sheet import CellProblem

_COMMA = re.compile(r"[+-]?(?:[0-9]*,(?:[0-9]{1,2}|[0-9]{4,})|0*,[0-9]{3}|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+)\s*\D{0,8}")
_POINT = re.compile(
    r"[+-]?(?:[0-9]*\.(?:[0-9]{1,2}|[0-9]{4,})|0*\.[0-9]{3}|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+)\s*\D{0,8}"
)


def column_decimal(values: Iterable[str]) -> Literal[".", ",", "either", "mixed"]:
    """The decimal sign a column was written with.

    ``either`` when no value shows it (whole numbers, or only values such as 1,234), ``mixed`` when both are used.
    """
    commas = points = False
    for value in values:
        plain = value.strip()
        commas = commas or ("," in plain and _COMMA.fullmatch(plain) is not None)
        points = points or ("." in plain and _POINT.fullmatch(plain) is not None)
    if commas and points:
        return "mixed"
    return "," if commas else "." if points else "either"


def within(value: float, low: float, high: float, measure: str) -> CellProblem | None:
    """``above_scale`` or ``below_scale`` when a value is off the scale of a measure, else ``None``."""
    advice = "Correct the row or leave it blank."
    if value > high:
        return CellProblem(
            "above_scale", f"{value:.15g} is above {high:.15g}, the highest value of {measure}. {advice}"
        )
    if value < low:
        return CellProblem("below_scale", f"{value:.15g} is below {low:.15g}, the lowest value of {measure}. {advice}")
    return None
