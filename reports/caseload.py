"""Caseload: everybody in care or closed not long ago, those in need first, with the next step and why."""

from __future__ import annotations

import pandas as pd

from data.catalogue import Catalogue
from reports.access import OWNER, PODIATRIST
from reports.conditions import labelled
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "My patients"
QUESTION = "Who needs somebody next, and why?"
ROLES = (OWNER, PODIATRIST)
FLAGS = ("off_track", "worse", "not_remeasured", "due_for_review", "closed_without_final")
COLUMNS = (
    "reference", "display_name", "condition", "label", "side", "podiatrist", "started", "ended", "measure", "trend",
    "baseline", "last", "change", "class", "zone", "zone_name", "zone_words", "sessions", "last_session_on",
    "last_reading_on", "days_since_reading", "next_step", "why", *FLAGS, "need", "episode", "n",
)  # fmt: skip
RULES = (
    "The order and the flags are house rules, written out with their limits in data/progress_rules.toml: they point to "
    "who to look at first, and judge nobody."
)
COMPARED = (
    "Whether another rater or instrument took the newest reading is looked at on the patient's own page, where the "
    "larger measurement error then counts."
)
NOBODY = "Nobody is in care and nobody's course ended lately among these records."


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per course of care in care or closed not long ago (`analytics.caseload.caseload`), most need first."""
    rows = read.clinic.caseload(read.episodes())
    names = read.names()
    rows = rows.assign(
        reference=rows["patient"].map(names["reference"]).astype(object),
        display_name=rows["patient"].map(names["display_name"]).fillna("").astype(object),
        label=pd.Series(labelled(read, rows["condition"]), index=rows.index, dtype=object),
        n=1,
        **{"class": rows["cls"]},
    )
    return Draft(
        frame=rows[list(COLUMNS)],
        keys=("reference", "label", "side"),
        keep=("reference", "display_name", "episode"),
        summary=_said,
        notes=(RULES, COMPARED),
        empty=NOBODY,
    )


def _said(frame: pd.DataFrame) -> tuple[str, ...]:
    need = int(frame[list(FLAGS)].astype(bool).any(axis=1).sum())
    many = "course of care is" if len(frame) == 1 else "courses of care are"
    return (f"{len(frame)} {many} open or ended lately; {need} {'has' if need == 1 else 'have'} something to look at.",)
