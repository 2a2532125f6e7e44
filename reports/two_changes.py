"""Two changes: what moved within a session, and what was left of it before the next; never mixed."""

from __future__ import annotations

import pandas as pd

from analytics.session_effect import KINDS, by_number, session_changes
from charts.two_changes import two_changes
from charts.words import decimals, number, whole
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import LEAST_SHOWN
from reports.access import SEES_FIGURES as EVERYONE
from reports.attended import left_over
from reports.beside import unshown
from reports.filters import Filters
from reports.reader import Reader
from reports.report import ROW_BEHIND, Draft

TITLE = "Change within a session and until the next"
QUESTION = "How much changes within a session, and how much of a change is there before the next?"
ROLES = EVERYONE
APART = (
    "The change within a session is after less before on the same day; the change carried over is before the next "
    "session less before this one. They answer different questions and are never added or averaged together."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per kind of change and session number (`analytics.session_effect.by_number`); positive is better."""
    measure = read.measure
    changes = session_changes(read.readings(measure), measure)
    rows = by_number(changes)
    rows.insert(0, "measure", measure.id)
    if LEAST_SHOWN[read.viewer.role]:
        rows[ROW_BEHIND] = left_over(changes, rows)
    return Draft(
        frame=rows,
        keys=("measure", "number", "kind"),
        people="patients",
        behind=unshown(read),
        summary=lambda frame: (*_first(frame, read), *sentences.hidden(frame)),
        draw=lambda frame: two_changes(frame, measure),
        notes=(*notes.measured(read), APART, *notes.rules(read), sentences.NO_COMPARISON),
        empty=f"No session with two readings of {measure.short} matches these filters. Choose another measure.",
    )


def _first(frame: pd.DataFrame, read: Reader) -> list[str]:
    """One sentence per kind of change, about the earliest session that may be shown."""
    words = {"immediate": "within session {}", "carried over": "from session {} to the next"}
    said, places = [], decimals(read.measure)
    for kind in KINDS.values():
        shown = frame[(frame["kind"] == kind) & ~frame["hidden"]]
        if len(shown):
            row = shown.iloc[0]
            span = sentences.interval(row, places, 1)
            moved = f"{number(row['mean'], places)} {read.measure.unit} ({span})"
            said.append(
                f"Mean change {words[kind].format(row['number'])}: {moved}, n {whole(row['n'])}; positive is better."
            )
    return said
