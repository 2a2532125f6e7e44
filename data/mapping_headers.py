"""The header of a measure's column taken apart: which measure, before or after, how many weeks later, which side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from data.catalogue import Catalogue
from data.mapping_names import folded
from data.sheets.cells import is_missing, number

_SPAN = re.compile(
    r"\b(\d{1,3}) ?(d|days?|w|wks?|weeks?|m|mo|mths?|months?|y|yrs?|years?)\b"
    r"|\b(week|wk|w|month|mth|m|year|yr|y) ?(\d{1,3})\b"
)
_WEEKS = {"d": 1 / 7, "w": 1.0, "m": 52 / 12, "y": 52.0}
PHASES = {
    **dict.fromkeys(("before", "pre", "pretreatment", "prior", "pretest"), "before"),
    **dict.fromkeys(("after", "post", "posttreatment", "immediately", "posttest"), "after"),
    **dict.fromkeys(("review", "followup", "final", "discharge", "reassessment", "end"), "review"),
}
START = frozenset({"baseline", "initial", "intake", "start", "bl", "t0"})
SIDES = {**dict.fromkeys(("left", "l", "lt"), "left"), **dict.fromkeys(("right", "r", "rt"), "right")}
FILLING = frozenset(
    {"score", "scale", "value", "level", "rating", "treatment", "session", "needling", "of", "the", "at", "in", "on",
     "0", "10", "100", "degrees", "deg", "points", "mm", "cm", "total", "test", "follow", "up"}
)  # fmt: skip
# What people type for "missing" in a column of numbers; only ever proposed, and only where it is off the scale.
CODES = frozenset({-1.0, -8.0, -9.0, -88.0, -99.0, -999.0, -9999.0, 77.0, 88.0, 99.0, 777.0, 888.0, 999.0, 9999.0})


@dataclass(frozen=True, slots=True)
class HeaderParts:
    """``rest`` is what is left to name the measure; ``phase`` empty and ``weeks`` ``None`` when nothing says so."""

    rest: str
    phase: str = ""
    weeks: float | None = None
    side: str = ""


def take_apart(header: str) -> HeaderParts:
    """Split a column name: ``NPRS left 3 months`` is the measure ``nprs``, left, 13 weeks after the start."""
    name = folded(header)
    weeks: float | None = None
    if found := _SPAN.search(name):
        count, unit = (found.group(1), found.group(2)) if found.group(1) else (found.group(4), found.group(3))
        weeks = float(round(int(count) * _WEEKS[unit[0]]))
        name = name[: found.start()] + name[found.end() :]
    phase = side = ""
    rest = []
    for word in name.split():
        if word in START:
            weeks = 0.0 if weeks is None else weeks
        elif word in PHASES:
            phase = PHASES[word]
        elif word in SIDES:
            side = SIDES[word]
        else:
            rest.append(word)
    return HeaderParts(" ".join(rest), "review" if weeks else phase, weeks, side)


class MeasureNames:
    """Finds the measure that a part of a column name means."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.known = {
            key: entry.id
            for entry in reversed(catalogue.measures.values())
            for word in (*entry.also, entry.short, entry.name, entry.id)
            for key in (_bare(word), folded(word))
        }

    def find(self, rest: str, values: Sequence[str]) -> tuple[str | None, str]:
        """The measure's id, or ``None``, and a reason for doubt (empty when there is none)."""
        for key in (rest, _bare(rest)):
            if key in self.known:
                return self._on_its_scale(self.known[key], values)
        if _bare(rest) in ("pain", "vas", "pain vas", "vas pain", "pain now"):
            measure = "nprs" if highest(values) <= 10 else "vas_pain_100"
            return (measure, "it only says pain") if measure in self.catalogue.measures else (None, "")
        close = get_close_matches(_bare(rest), list(self.known), n=1, cutoff=0.85) if len(rest) > 3 else []
        return (self.known[close[0]], "the name is only similar") if close else (None, "")

    def _on_its_scale(self, measure: str, values: Sequence[str]) -> tuple[str, str]:
        top = self.catalogue.measures[measure].high
        return measure, f"values go up to {highest(values):g}, above {top:g}" if highest(values) > top else ""


def _bare(words: str) -> str:
    return " ".join(word for word in folded(words).split() if word not in FILLING)


def numbers(values: Sequence[str]) -> list[float]:
    """The cells that are numbers, on any scale."""
    read = (number(value) for value in values if not is_missing(value))
    return [value for value in read if isinstance(value, float)]


def highest(values: Sequence[str]) -> float:
    """The largest number of a column that is no usual code for missing; 0 when there is none."""
    return max((value for value in numbers(values) if value not in CODES), default=0.0)
