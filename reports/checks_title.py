"""The check of the title: one of the allowed ones, and whole in the picture."""

from __future__ import annotations

from reports.checks_context import drawn
from reports.public_case import Case
from reports.sentences import listed
from reports.studio_words import allowed_titles


def title(case: Case) -> str:
    """The title is not an allowed one for this question, or does not stand whole in the picture."""
    if case.use is None:
        return ""
    names = [one.name for one in allowed_titles(case)]
    if not names:
        return f"There is no allowed title for '{case.module.TITLE}' yet."
    if case.request.title and case.request.title not in names:
        return f"'{case.request.title}' is not an allowed title. Choose {listed(names)}."
    return drawn(case, "title") if case.facts is not None else ""
