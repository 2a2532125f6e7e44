"""One draft for the public, as the checks look at it, and what they found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import ModuleType
from typing import TYPE_CHECKING

import pandas as pd

from reports.public_use import LEAST_CONDITION, PublicUse

if TYPE_CHECKING:
    from charts.look import Look
    from charts.poster import Poster, Words
    from data.catalogue import Catalogue, Measure
    from data.public_rules import Check, PublicRules
    from reports.facts import Facts
    from reports.period import Period
    from reports.report import Report
    from reports.studio_request import Request

OUTCOME_ONLY = frozenset({"mean", "spread", "shares", "thresholds", "other_care", "no_comparison", "adverse_events"})


@dataclass
class Case:
    """Everything about one draft. What is ``None`` or empty could not be made, because an earlier check forbade it.

    ``sentences`` are the rules' sentences filled with ``values``; ``posters`` the composed pictures by preset, and
    ``unfit`` why one could not be composed; ``overlaps`` what it would give away together with something shown before.
    """

    request: Request
    rules: PublicRules
    catalogue: Catalogue
    look: Look
    setting: str
    as_of: date
    began: date | None
    is_demo: bool
    module: ModuleType
    title: str = ""
    period: Period | None = None
    facts: Facts | None = None
    report: Report | None = None
    table: pd.DataFrame | None = None
    values: dict[str, str] = field(default_factory=dict)
    sentences: dict[str, str] = field(default_factory=dict)
    words: Words | None = None
    posters: dict[str, Poster] = field(default_factory=dict)
    unfit: dict[str, str] = field(default_factory=dict)
    overlaps: tuple[str, ...] = ()

    @property
    def use(self) -> PublicUse | None:
        """How the report may be shown to the public; ``None`` where it may not at all."""
        found = getattr(self.module, "PUBLIC", None)
        return found if isinstance(found, PublicUse) else None

    @property
    def is_enough(self) -> bool:
        """Whether enough courses of care are counted for a picture at all; without them no other figure is judged."""
        return self.facts is not None and self.facts.n >= LEAST_CONDITION

    @property
    def measure(self) -> Measure | None:
        """The measure it is about, once the figures are read."""
        return self.facts.measure if self.facts else None

    def typed(self) -> dict[str, str]:
        """Every text a person typed that stands in the picture, by what it is called on the page."""
        said = {"subtitle": self.request.subtitle, "clinic's name": self.look.clinic, "setting": self.setting}
        return {name: text for name, text in said.items() if text.strip()}


@dataclass(frozen=True)
class Finding:
    """What one check says of a draft: nothing (``said`` is empty), or what breaks it and what to do instead."""

    check: Check
    said: str = ""

    @property
    def holds(self) -> bool:
        """Whether the draft keeps this rule."""
        return not self.said

    def kept(self) -> dict[str, object]:
        """As the register keeps it: the rule as it stood, and whether it held."""
        rule = self.check
        return {
            "name": rule.name, "title": rule.title, "rule": rule.rule, "words": rule.words, "reason": rule.reason,
            "source": rule.source, "read": rule.read, "reviewer": rule.reviewer, "holds": self.holds, "said": self.said,
        }  # fmt: skip


class Refused(ValueError):
    """A draft breaks rules of the public destination; ``findings`` are those that do not hold."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = tuple(one for one in findings if not one.holds)
        said = [f"{one.check.title}: {one.said}" for one in self.findings]
        super().__init__(f"This may not be shown to the public. {' '.join(said)}")
