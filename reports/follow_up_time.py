"""Time to follow-up: how long after the first reading people were last measured."""

from __future__ import annotations

import pandas as pd

from analytics.followup import time_to_follow_up
from charts.weeks_bars import weeks_bars
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Time to the last reading"
QUESTION = "How long after the first reading were people last measured, and how long have the others been waiting?"
ROLES = (OWNER, PODIATRIST)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per band of weeks (`analytics.followup.time_to_follow_up`): measured (n) and still waiting."""
    courses = read.courses(weeks=filters.horizon)
    rows = time_to_follow_up(courses, read.as_of)
    rows.insert(0, "measure", read.measure.id)

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        n, waiting = int(frame["n"].sum()), int(frame["waiting"].sum())
        due = f"Of {n + waiting} {sentences.courses(n + waiting)} due with a first reading"
        if not n:
            return (f"{due}, none was measured again.",)
        top = frame["weeks"].iloc[int(frame["n"].to_numpy().argmax())]
        return (f"{due}, {n} were measured again, most often {top} after it; {waiting} were not.",)

    return Draft(
        frame=rows if rows[["n", "waiting"]].to_numpy().any() else rows.iloc[:0],
        keys=("weeks", "measure"),
        summary=summary,
        draw=weeks_bars,
        notes=(*notes.measured(read), notes.horizon(read), *notes.left_out(read, courses)),
        empty="No course of care that matches these filters is due for follow-up and has a first reading.",
    )
