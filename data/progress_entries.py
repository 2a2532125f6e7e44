"""What a rule of progress is made of, and what may be written in one. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.catalogue_errors import CatalogueError

# The numbers every rule's words may use, and by test: its parameters (lowest, highest) and the numbers it adds.
NUMBERS = ("baseline", "last", "change", "worse_by", "unit", "sessions", "n")
BOTH = ("error", "limit_words")
THERE = ("number", "value", "there", "better")
OF_SIMILAR = {"share": (50.0, 99.0), "courses": (5.0, 1000.0)}
TESTS: Mapping[str, tuple[Mapping[str, tuple[float, float]], tuple[str, ...]]] = {
    "worse": ({}, ("limit_words",)),
    "little_room": ({}, BOTH),
    "no_reliable_change": ({"sessions": (1.0, 50.0)}, BOTH),
    "slower_than_similar": (OF_SIMILAR, THERE),
    "improved": ({}, ("limit_words",)),
    "among_similar": (OF_SIMILAR, THERE),
    "otherwise": ({}, ("reason",)),
}
LIMITS = ("not_remeasured", "due_for_review", "closed_without_final", "recently_closed")
LIMIT_NUMBERS = ("days", "limit")
IN_WORDS = ("unit", "limit_words", "reason")  # filled with words; the rest are numbers


class RulesOutOfOrder(CatalogueError):
    """The rule that always fits is not the last one, or is not there: later rules would never be tried."""


class UnknownNumber(CatalogueError):
    """Words with a name in braces that the rule's test does not know, or that cannot be filled."""


@dataclass(frozen=True)
class Rule:
    """One rule: which test, with which parameters, what it says and advises, how much need it adds to the list."""

    id: str
    name: str
    when: str
    words: str
    next_step: str
    need: float
    source: str
    reviewer: str
    off_track: bool = False
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Limit:
    """A number of days at which a flag of the list of patients goes up."""

    id: str
    name: str
    value: float
    unit: str
    words: str
    next_step: str
    need: float
    source: str
    reviewer: str


@dataclass(frozen=True)
class ProgressRules:
    """The rules in the file's order, and the limits by id."""

    rules: tuple[Rule, ...]
    limits: Mapping[str, Limit]
