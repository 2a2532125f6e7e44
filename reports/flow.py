"""Flow: from every course of care seen to those that are counted, with each loss and its reason."""

from __future__ import annotations

import pandas as pd

from analytics.flow import flow
from analytics.responders import minimum_baseline
from charts.flow_bars import flow_bars
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Who is counted"
QUESTION = "Of everyone seen, how many are in the figures, and where were the others lost?"
ROLES = (OWNER, PODIATRIST)  # the losses between two stages can be a handful of people


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per stage (`analytics.flow.flow`): how many reached it, how many were lost on the way, and why."""
    courses = read.courses(weeks=filters.horizon)
    rows = flow(courses, filters.percent, minimum_baseline(read.measure))
    rows.insert(0, "measure", read.measure.id)

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        reached = frame.set_index("stage")["n"].astype(float)
        counted = (
            f"{reached['Counted']:.0f} of {reached['Seen']:.0f} {sentences.courses(reached['Seen'])} seen are counted."
        )
        return (counted, sentences.followed(reached["Eligible"], reached["Followed up"], reached["Baseline"]))

    return Draft(
        frame=rows if len(courses) else rows.iloc[:0],
        keys=("stage", "measure", "reason"),
        summary=summary,
        draw=flow_bars,
        notes=(*notes.measured(read), notes.horizon(read), *notes.excluded_by_percent(read)),
    )
