"""Individual: the change of every counted course of care, in order, with its class."""

from __future__ import annotations

import pandas as pd

from analytics import distribution
from charts.individual import individual
from charts.words import decimals, number
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Individual changes"
QUESTION = "How differently did people do, and who got worse?"
ROLES = (OWNER, PODIATRIST)
COLUMNS = ("rank", "episode", "condition", "side", "baseline", "last", "change", "percent", "cls")
ONE = "A single change within measurement error says nothing about that person."


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per counted course of care and limb (`analytics.distribution.individual`), best first; n is 1 in each."""
    courses, measure = read.courses(weeks=filters.horizon), read.measure
    rows = distribution.individual(courses, measure, catalogue, weeks=filters.horizon)[list(COLUMNS)]
    rows.insert(2, "measure", measure.id)
    limits = notes.limits(read)

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        places = decimals(measure)
        middle, best, least = (number(edge, places) for edge in frame["change"].quantile([0.5, 1, 0]))
        better, worse = int((frame["change"] > 0).sum()), int((frame["change"] < 0).sum())
        return (
            f"Of {(n := len(frame))} {sentences.courses(n)}, {better} moved towards better and {worse} towards worse.",
            f"The middle change is {middle} {measure.unit} (positive is better); they run from {least} to {best}.",
        )

    return Draft(
        frame=rows.assign(n=1),
        keys=("rank", "measure"),
        keep=("episode",),
        summary=summary,
        draw=lambda frame: individual(frame, measure, **limits),
        notes=(*notes.of_change(read, courses), ONE),
        empty="No course of care with two readings matches these filters. Widen them.",
    )
