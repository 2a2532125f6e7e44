"""The checks of what a person typed: words that promise, explain or quote, and figures in a headline."""

from __future__ import annotations

from data.public_rules import blocked_in
from reports.public_case import Case


def words(case: Case) -> str:
    """A listed word stands in a typed text; what could stand in its place is said."""
    return _found(case, "words")


def testimonials(case: Case) -> str:
    """A typed text quotes or speaks as a patient."""
    return _found(case, "testimonials")


def percentages(case: Case) -> str:
    """A typed text holds a percentage, or says one in words."""
    return _found(case, "percentages")


def _found(case: Case, check: str) -> str:
    said = [
        f"'{hit.text}' in the {name}; instead: {hit.suggestion}."
        for name, text in case.typed().items()
        for hit in blocked_in(case.rules, text)
        if hit.check == check
    ]
    return " ".join(dict.fromkeys(said))
