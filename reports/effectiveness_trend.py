"""Effectiveness trend: mean change of each condition by the quarter in which care began."""

from __future__ import annotations

import pandas as pd

from analytics.trend import by_period
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.conditions import labelled
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Change by condition and quarter"
QUESTION = "Is the change in each condition steady over time?"
# A table of conditions by quarters would let small groups be worked out from the two tables at its edges.
ROLES = (OWNER, PODIATRIST)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per condition and quarter (`analytics.trend.by_period`), quarters without anyone counted included."""
    courses = read.courses(weeks=filters.horizon)
    rows = by_period(courses, read.measure, catalogue, "quarter", weeks=filters.horizon, by="condition")
    rows["condition"] = rows["condition"].astype(str)
    rows.insert(1, "label", labelled(read, rows["condition"]))
    rows.insert(2, "measure", read.measure.id)

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        quarters, conditions = frame["period"].nunique(), frame["condition"].nunique()
        counted = int(frame["n"].sum())
        places = "1 condition" if conditions == 1 else f"{conditions} conditions"
        return (f"{counted} {sentences.courses(counted)} in {places}, by the {quarters} quarters in which care began.",)

    return Draft(
        frame=rows,
        keys=("condition", "label", "measure", "period"),
        people="patients",
        within=("condition",),
        summary=summary,
        notes=notes.of_change(read, courses),
    )
