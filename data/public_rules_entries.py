"""What the rules of a public picture are made of, and what each of them may hold. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.catalogue_errors import CatalogueError

CONTEXT, BLOCK = "context", "block"
KINDS = (CONTEXT, BLOCK)
# The sentences in the picture, and what no wording of theirs may leave out: {filled by the program}, or words.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "title": (),
    "counted": ("{counted}",),
    "dates": ("{dates}",),
    "setting": ("{setting}",),
    "inclusion": ("{inclusion}",),
    "measure": ("{measure}", "{direction}"),
    "time_point": ("{time_point}",),
    "mean": ("{mean}", "{interval}"),
    "spread": ("{spread}",),
    "shares": ("{shares}",),
    "thresholds": ("{thresholds}",),
    "other_care": ("{other_care}",),
    "no_comparison": ("comparison group", "do not show", "vary"),
    "adverse_events": ("{adverse_events}",),
    "advice": ("individual advice", "risks"),
    "versions": ("{version}", "{code}"),
    "expiry": ("{expires}",),
}
BLOCKS = (
    "words", "testimonials", "least_condition", "least_cell", "overlap", "individual", "podiatrists", "axis",
    "invented", "period", "percentages", "readable", "colours", "chosen_after",
)  # fmt: skip
CHECKS: Mapping[str, str] = dict.fromkeys(NEEDS, CONTEXT) | dict.fromkeys(BLOCKS, BLOCK)
TITLE_NAMES = ("measure", "condition", "period")  # what the program can fill into a title
# Each list of words that may not be typed, and the check that refuses them.
LISTS: Mapping[str, str] = {
    "causal": "words",
    "promise": "words",
    "testimonial": "testimonials",
    "device": "words",
    "protected": "words",
    "percentage": "percentages",
}
REWORDED = ("words", "rule", "reason")  # the parts of a check that a clinic may word in its own way


class NeedLeftOut(CatalogueError):
    """Words of a check without something they must keep."""


class BlockedWord(CatalogueError):
    """A title, or a new wording, with a word that may not be typed."""


class BadPattern(CatalogueError):
    """A pattern of blocked words that is no regular expression."""


@dataclass(frozen=True)
class Check:
    """One rule: its ``rule`` and ``reason`` on the screen; for a context check, the ``words`` in the picture.

    ``read`` says whether the ``source`` itself was read. An empty ``reviewer`` means: not yet reviewed.
    """

    name: str
    title: str
    kind: str
    rule: str
    reason: str
    source: str
    read: bool
    words: str = ""
    needs: tuple[str, ...] = ()
    reviewer: str = ""


@dataclass(frozen=True)
class Title:
    """A neutral title, and the questions it may stand above."""

    name: str
    words: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Blocked:
    """Words (``*`` for any ending) or a pattern that may not be typed, and what to write instead."""

    suggestion: str
    words: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True)
class PublicRules:
    """The checks and titles by name, in the file's order, and the blocked words by list."""

    checks: Mapping[str, Check]
    titles: Mapping[str, Title]
    blocked: Mapping[str, tuple[Blocked, ...]]

    def titles_for(self, question: str) -> tuple[Title, ...]:
        """The titles that may stand above *question*."""
        return tuple(title for title in self.titles.values() if question in title.questions)
