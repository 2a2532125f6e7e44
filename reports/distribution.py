"""Distribution: how many courses of care changed by how much, in equal bins."""

from __future__ import annotations

import pandas as pd

from analytics.distribution import binned
from charts import individual as picture
from charts.words import trimmed
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Spread of changes"
QUESTION = "How are the individual changes spread?"
ROLES = (OWNER, PODIATRIST)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per bin of change (`analytics.distribution.binned`), empty bins between the ends included."""
    courses, measure, limits = read.courses(weeks=filters.horizon), read.measure, notes.limits(read)
    rows = binned(courses, measure)
    rows.insert(0, "measure", measure.id)

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        n, top = int(frame["n"].sum()), frame.iloc[int(frame["n"].to_numpy().argmax())]
        span = f"{trimmed(top['bin_low'])} to {trimmed(top['bin_high'])} {measure.unit}"
        return (f"Of {n} {sentences.courses(n)}, {int(top['n'])} changed by {span}, more than in any other bin.",)

    return Draft(
        frame=rows,
        keys=("measure", "bin_low", "bin_high"),
        summary=summary,
        draw=lambda frame: picture.binned(frame, measure, **limits),
        notes=notes.of_change(read, courses),
        empty="No course of care with two readings matches these filters. Widen them.",
    )
