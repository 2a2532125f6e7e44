"""The words the clinic measures with: outcome measures, their thresholds, and conditions.

Each measure and each condition is one TOML file in ``measures/`` or ``conditions/``; the file's name
is its id. A clinic adds its own with a folder of the same shape named in ``CLINIC_CATALOGUE``, and there,
in ``standards/``, what it has agreed to reach (`data.standards`). Files are read strictly (see
`data.catalogue_errors`). Standard library only, so that every room may import it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from data.catalogue_entries import Condition, Fact, Measure, Standard, Threshold
from data.catalogue_errors import CatalogueError, UnknownCondition, UnknownMeasure, nearest
from data.catalogue_load import read_folders

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Condition",
    "Fact",
    "Measure",
    "Standard",
    "Threshold",
    "UnknownCondition",
    "UnknownMeasure",
    "load_catalogue",
]

WINDOW_WEEKS = 1.0  # a reading "at 6 weeks" is one within 6 weeks +-7 days: the same window for horizons


@dataclass(frozen=True)
class Catalogue:
    """All measures and conditions, keyed by id in alphabetical order, and the clinic's agreed standards."""

    measures: dict[str, Measure]
    conditions: dict[str, Condition]
    standards: tuple[Standard, ...] = ()

    def measure(self, id: str) -> Measure:
        """The measure called *id*; `UnknownMeasure` names the nearest right ids."""
        if id not in self.measures:
            raise UnknownMeasure(f'There is no measure "{id}".{nearest(id, self.measures)}')
        return self.measures[id]

    def condition(self, id: str) -> Condition:
        """The condition called *id*; `UnknownCondition` names the nearest right ids."""
        if id not in self.conditions:
            raise UnknownCondition(f'There is no condition "{id}".{nearest(id, self.conditions)}')
        return self.conditions[id]

    def threshold(
        self, measure: str, kind: str, condition: str | None = None, weeks: float | None = None
    ) -> Threshold | None:
        """The rule that decides this case, in the measure's unit, or ``None`` when there is none.

        The most specific wins: condition and horizon, condition, horizon, general. A threshold with a
        horizon is used only for changes at that horizon, within 7 days. Thresholds that are only
        ``shown`` are never returned. Raises `UnknownMeasure`.
        """
        found = self.measure(measure)
        fitting = [
            rule
            for rule in found.thresholds
            if rule.use == "rule" and rule.kind == kind and rule.unit == found.unit and _fits(rule, condition, weeks)
        ]
        return min(fitting, key=lambda rule: _rank(rule, weeks), default=None)

    def agreed(self, condition: str, measure: str, figure: str, weeks: float | None = None) -> tuple[Standard, ...]:
        """What was agreed about one figure at one horizon, the earliest first, whether or not it still holds."""
        asked = (condition, measure, figure, weeks)
        return tuple(one for one in self.standards if (one.condition, one.measure, one.figure, one.weeks) == asked)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the whole content: the same words give the same digest."""
        return hashlib.sha256(repr((self.measures, self.conditions, self.standards)).encode()).hexdigest()


def _fits(rule: Threshold, condition: str | None, weeks: float | None) -> bool:
    if rule.condition not in (None, condition):
        return False
    return rule.weeks is None or (weeks is not None and abs(rule.weeks - weeks) <= WINDOW_WEEKS)


def _rank(rule: Threshold, weeks: float | None) -> tuple[bool, bool, float]:
    away = 0.0 if rule.weeks is None or weeks is None else abs(rule.weeks - weeks)
    return rule.condition is None, rule.weeks is None, away


def load_catalogue(extra: Path | None = None, standards: Path | None = None) -> Catalogue:
    """The built-in catalogue, with the folder *extra* (default: ``$CLINIC_CATALOGUE``) added.

    The agreed standards are those of *extra*, or of the folder *standards* where one is named. Kept for the life of the
    program. Raises a `CatalogueError` that says the file and the field.
    """
    own = extra or (Path(os.environ["CLINIC_CATALOGUE"]) if os.environ.get("CLINIC_CATALOGUE") else None)
    own = own.expanduser().resolve() if own else None
    return _load(own, standards or own)


@lru_cache(maxsize=32)
def _load(extra: Path | None, standards: Path | None) -> Catalogue:
    built_in = Path(__file__).parent
    return Catalogue(*read_folders([built_in, extra] if extra else [built_in], standards))
