"""Lost: every course of care that is not counted, with the stage it did not reach and the reason."""

from __future__ import annotations

import pandas as pd

from analytics.flow import REASONS, STAGES, dropped
from analytics.responders import minimum_baseline
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.conditions import labelled
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Who is not counted"
QUESTION = "Which courses of care are not in the figures, and why?"
ROLES = (OWNER, PODIATRIST)  # one row is one person's course of care
COLUMNS = (
    "reference", "label", "side", "podiatrist", "measure", "started", "stage", "reason", "last_seen", "n",
)  # fmt: skip
NOBODY = "Every course of care that matches these filters is counted: none is lost on the way."
SEEN = "Last seen is the day of the last session or reading of any measure."


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per course of care and limb dropped (`analytics.flow.dropped`), by stage and start; n is 1 in each."""
    courses = read.courses(weeks=filters.horizon)
    rows = _dropped(courses, filters.percent, minimum_baseline(read.measure))
    rows = rows.assign(
        reference=rows["patient"].map(read.references()).astype(object),
        label=pd.Series(labelled(read, rows["condition"]), dtype=object),
        measure=read.measure.id,
        last_seen=_last_seen(read).reindex(rows["episode"]).to_numpy(),
        n=1,
    )
    return Draft(
        frame=rows[list(COLUMNS)],
        keys=("reference", "label", "side", "measure", "stage", "reason"),
        keep=("reference",),
        summary=_said,
        notes=(*notes.measured(read), notes.horizon(read), *notes.excluded_by_percent(read), SEEN),
        empty=NOBODY if len(courses) else Draft.empty,
    )


def _dropped(courses: pd.DataFrame, percent: float | None, floor: float) -> pd.DataFrame:
    """Each course once, with the stage it did not reach."""
    tables = [
        dropped(courses, stage, percent, floor).assign(stage=stage, reason=reason)
        for stage, reason in zip(STAGES[1:], REASONS[1:], strict=True)
    ]
    every = pd.concat(tables, ignore_index=True)
    place = every["stage"].map({stage: place for place, stage in enumerate(STAGES)})
    return every.assign(place=place).sort_values(["place", "started", "episode"], ignore_index=True)


def _last_seen(read: Reader) -> pd.Series:
    """The day of the last session or reading of each course of care."""
    days = pd.concat([frame[["episode", "on"]] for frame in (read.sessions(), read.readings())])
    return days.groupby("episode")["on"].max()


def _said(frame: pd.DataFrame) -> tuple[str, ...]:
    counts = frame["reason"].value_counts()
    why = [f"{counts[reason]} {reason}" for reason in REASONS[1:] if counts.get(reason, 0)]
    courses = sentences.courses(len(frame))
    return (f"{len(frame)} {courses} {'is' if len(frame) == 1 else 'are'} not counted: {sentences.listed(why)}.",)
