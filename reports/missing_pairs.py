"""Missing pairs: sessions in which the measure was not taken both before and after."""

from __future__ import annotations

import pandas as pd

from analytics.quality import missing_pairs
from charts.words import percent
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Sessions without a pair of readings"
QUESTION = "In how many sessions was the measure not taken both before and after?"
ROLES = (OWNER, PODIATRIST)
NOBODY = "not recorded"
ASKED = "Only sessions of courses of care in which the measure was taken at least once are looked at."


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per podiatrist who treated: sessions, complete, and how many lack before, after or both readings."""
    measure = read.measure
    sessions, readings = _own(read), read.readings(measure)
    asked = sessions[sessions["episode"].isin(readings["episode"])]
    lacking = missing_pairs(asked, readings, measure)
    rows = _by_podiatrist(asked).to_frame("sessions")
    for kind in ("before", "after", "both"):
        rows[f"lacks_{kind}"] = _by_podiatrist(lacking[lacking["missing"] == kind]).reindex(rows.index, fill_value=0)
    rows["complete"] = rows["sessions"] - rows[["lacks_before", "lacks_after", "lacks_both"]].sum(axis=1)
    rows["complete_share"] = rows["complete"] / rows["sessions"]
    rows = rows.rename_axis("podiatrist").reset_index()
    rows.insert(1, "measure", measure.id)
    return Draft(
        frame=rows,
        keys=("podiatrist", "measure"),
        count="sessions",
        within=(),
        summary=_said,
        notes=(*notes.measured(read), ASKED),
        empty=f"No session of a course of care with {measure.short} matches these filters.",
    )


def _own(read: Reader) -> pd.DataFrame:
    """The sessions in view; a podiatrist's own only, though the course of care may be shared."""
    sessions = read.sessions()
    if read.viewer.role == PODIATRIST:
        return sessions[sessions["podiatrist"] == read.viewer.podiatrist]
    return sessions


def _by_podiatrist(sessions: pd.DataFrame) -> pd.Series:
    return sessions["podiatrist"].astype(object).fillna(NOBODY).value_counts().sort_index()


def _said(frame: pd.DataFrame) -> tuple[str, ...]:
    total, complete = float(frame["sessions"].sum()), float(frame["complete"].sum())
    return (
        f"{complete:.0f} of {total:.0f} sessions ({percent(complete / total)}) have a reading before and after.",
        *sentences.hidden(frame),
    )
