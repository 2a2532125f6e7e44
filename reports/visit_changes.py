"""Visit changes: one person's change within each session, and what was left of it before the next."""

from __future__ import annotations

import pandas as pd

from analytics.session_effect import session_changes
from charts.changes import visit_changes
from charts.words import day, inside, trimmed
from data.catalogue import Catalogue
from reports import notes
from reports.access import OWNER, PODIATRIST
from reports.compared import method_is
from reports.filters import Filters
from reports.own import own
from reports.progress_draft import NOT_CAUSE
from reports.reader import Reader
from reports.report import Draft
from reports.two_changes import APART

TITLE = "Change at each session"
QUESTION = "What changed within each session of this person, and how much of it was there before the next?"
ROLES = (OWNER, PODIATRIST)
NEEDS_EPISODE = True
COLUMNS = ("number", "side", "method", "on", "before", "after", "immediate", "next_before", "carried")


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per session of the side and method looked at (`analytics.session_effect.session_changes`); n is 1."""
    measure, person = read.measure, own(read, read.measure)
    readings = read.readings(measure)
    rows = session_changes(readings[method_is(readings, person.method)], measure)
    rows = rows.loc[(rows["side"] == person.side).to_numpy(), list(COLUMNS)].reset_index(drop=True)
    rows.insert(0, "measure", measure.id)

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        last = frame.iloc[-1]
        when = f"session {last['number']} ({day(last['on'])})"
        if pd.isna(last["immediate"]):
            return (f"At {when} {inside(measure.short)} was not measured both before and after.",)
        moved = f"Within {when} {inside(measure.short)} went from {trimmed(last['before'])} to {trimmed(last['after'])}"
        return (f"{moved} {measure.unit}.",)

    return Draft(
        frame=rows.assign(n=1),
        keys=("measure", "number", "side"),
        single=True,
        summary=summary,
        draw=lambda frame: visit_changes(frame, measure, person.error),
        notes=(*notes.measured(read), APART, *notes.rules(read), NOT_CAUSE),
        empty=f"No session of this course of care has a reading of {inside(measure.short)} yet.",
    )
