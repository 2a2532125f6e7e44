"""Overview: the figures of all the chosen courses of care in one row."""

from __future__ import annotations

import pandas as pd

from charts.theme import each
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import SEES_FIGURES as EVERYONE
from reports.beside import unshown
from reports.conditions import APART, parts, table, tested
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "All chosen courses of care"
QUESTION = "Taken together, how did people change, and how many were measured again?"
ROLES = EVERYONE


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row for everything in view (`analytics.summary.by_group` without keys); none where nobody was seen."""
    rows = table(read, ())
    measure, limits = read.measure, tested(read)

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        row = next(each(frame))
        followed = sentences.followed(row.eligible, row.followed_up, row.with_baseline)
        return (sentences.change(row, measure), sentences.classes(row, **limits), followed)

    return Draft(
        frame=rows[rows["seen"] > 0],
        keys=("label", "measure"),
        people="patients",
        parts=parts(read),
        apart=APART,
        behind=unshown(read),
        summary=summary,
        notes=notes.of_change(read, read.courses(weeks=filters.horizon)),
    )
