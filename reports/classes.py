"""Classes: how the courses of care of each condition divide into better, within error, and worse."""

from __future__ import annotations

import pandas as pd

from analytics.summary import CLASS_COLUMNS
from charts.class_bars import class_bars
from data.catalogue import Catalogue
from reports import beside, notes, sentences
from reports.access import SEES_FIGURES as EVERYONE
from reports.conditions import APART, CLASS_PARTS, largest_first, tested
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft, Part

TITLE = "Better, unchanged and worse"
QUESTION = "How many improved by more than measurement error, how many importantly, and how many got worse?"
ROLES = EVERYONE
COLUMNS = (
    "condition", "label", "measure", "eligible", "n", "patients",
    *CLASS_COLUMNS, "unclassed", "improved_share", "worse_share",
)  # fmt: skip
TOLD = tuple(name for name in CLASS_PARTS.blank if name in COLUMNS)
BEHIND = {"eligible_behind": ("eligible",), "classes_behind": TOLD}


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per condition with the count in each of the five classes; conditions with nobody counted last."""
    unshown = beside.unshown(read)
    rows = largest_first(read)[[*COLUMNS, *(name for name in unshown if name not in COLUMNS)]]
    measure, limits, courses = read.measure, tested(read), read.courses(weeks=filters.horizon)

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        summed = frame.loc[~frame["hidden"], [*CLASS_COLUMNS, "unclassed", "n"]].sum(min_count=1)
        shares = notes.responders_of_pain(read, courses)
        return (sentences.classes(summed, **limits), *shares, *sentences.hidden(frame))

    return Draft(
        frame=rows,
        keys=("condition", "label", "measure"),
        people="patients",
        within=(),
        parts=(
            Part("n", CLASS_PARTS.parts, TOLD),
            Part("eligible", ("n",), ("eligible",)),
            *(beside.parts(BEHIND) if unshown else ()),
        ),
        apart=APART,
        behind=unshown,
        summary=summary,
        draw=lambda frame: (
            class_bars(frame[frame["n"].fillna(1) > 0], measure)
            if frame[["worse", "unclassed"]].notna().any(axis=None) and (frame["unclassed"] != frame["n"]).any()
            else None  # with nobody classed the sentence says so, and a picture would be empty
        ),
        notes=notes.of_change(read, courses),
    )
