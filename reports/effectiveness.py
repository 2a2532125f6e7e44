"""Effectiveness: one row per condition, with how many, how much, how sure, and who was lost."""

from __future__ import annotations

from charts.forest import forest
from charts.public_conditions import public_conditions
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import SEES_FIGURES as EVERYONE
from reports.beside import unshown
from reports.conditions import APART, largest_first, parts
from reports.filters import Filters
from reports.public_use import PublicUse
from reports.reader import Reader
from reports.report import Draft

TITLE = "Change by condition"
QUESTION = "Are our patients getting better, for which conditions, by how much, and how sure are we?"
ROLES = EVERYONE
PUBLIC = PublicUse(
    kind="outcome",
    name="Change by condition",
    columns=("label", "n", "eligible", "mean_change", "ci_low", "ci_high", "sd_change"),
    axis="change",
    picture=public_conditions,
    least_row=True,
    per_condition=False,
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per condition of `analytics.summary.by_group`, the condition with most courses counted first."""
    measure, limits = read.measure, notes.limits(read)
    courses = read.courses(weeks=filters.horizon)
    return Draft(
        frame=largest_first(read),
        keys=("condition", "label", "measure"),
        people="patients",
        within=(),
        parts=parts(read),
        apart=APART,
        behind=unshown(read),
        summary=lambda frame: sentences.per_condition(frame, measure),
        draw=lambda frame: forest(frame, measure, **limits),
        notes=(*notes.of_change(read, courses), *notes.responders_of_pain(read, courses)),
    )
