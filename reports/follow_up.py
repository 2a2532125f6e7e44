"""Follow-up: of those who could have been measured again by now, how many were, by condition, site and podiatrist."""

from __future__ import annotations

import pandas as pd

from analytics.intervals import wilson
from analytics.summary import by_group
from charts.follow_up_bars import follow_up_bars
from charts.words import percent
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER
from reports.conditions import labelled
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Measured again"
COMPARES = "podiatrists"
QUESTION = "Of those due for follow-up, how many were measured again, and where are people lost?"
ROLES = (OWNER,)
GROUPS = {"condition": "Condition", "site": "Site", "podiatrist": "Podiatrist"}
COLUMNS = (
    "by", "label", "measure", "eligible", "with_baseline", "patients", "followed_up", "share", "low", "high",
)  # fmt: skip
LED = "The podiatrist is the one who leads the course of care."


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per condition, site and podiatrist: eligible, followed_up, share with its Wilson interval (0..1)."""
    tables = [_table(read, column) for column in GROUPS]
    rows = pd.concat(tables, ignore_index=True)
    rows.insert(2, "measure", read.measure.id)
    due = rows[rows["eligible"] > 0]
    asked = due[due["taken"]]
    courses = read.courses(weeks=filters.horizon)
    return Draft(
        frame=asked[list(COLUMNS)].reset_index(drop=True),
        keys=("by", "label", "measure"),
        count="eligible",
        people="patients",
        within=("by",),
        summary=_said,
        draw=follow_up_bars,
        notes=(
            *notes.measured(read),
            notes.horizon(read),
            LED,
            *notes.early(read, courses),
            *_never(len(due) - len(asked), read.measure.short),
        ),
        empty="No course of care that matches these filters and has this measure is due for follow-up yet.",
    )


def _table(read: Reader, column: str) -> pd.DataFrame:
    courses = read.courses(weeks=read.filters.horizon)
    rows = by_group(courses, [column], read.measure, read.catalogue, weeks=read.filters.horizon)
    asked = courses[courses["episode"].isin(read.readings(read.measure)["episode"])]
    due = courses[courses["eligible"]].groupby(column, observed=True)["patient"].nunique()
    names = labelled(read, rows[column]) if column == "condition" else rows[column].astype(object)
    low, high = wilson(rows["followed_up"].to_numpy(), rows["eligible"].to_numpy())
    words = [f"{GROUPS[column]}: {name}" if pd.notna(name) else f"{GROUPS[column]}: not recorded" for name in names]
    return rows.assign(
        by=column, label=words, share=rows["share_followed"], low=low, high=high,
        taken=rows[column].astype(object).isin(asked[column].astype(object)),
        patients=rows[column].astype(object).map(due).fillna(rows["eligible"]).astype("int64"),
    )  # fmt: skip


def _said(frame: pd.DataFrame) -> tuple[str, ...]:
    rows = frame[frame["by"] == "condition"]
    eligible, again, begun = (float(rows[name].sum()) for name in ("eligible", "followed_up", "with_baseline"))
    # A share of fewer than 10 says too little to name a group by it; and nothing is adjusted for whom a podiatrist
    # treats, so none of them is named.
    enough = frame[(frame["eligible"] >= 10) & (frame["by"] != "podiatrist")]
    said = [sentences.followed(eligible, again, begun)]
    if len(enough) > 1:
        least = enough.iloc[int(enough["share"].to_numpy().argmin())]
        said.append(
            "The lowest share of those due, among conditions and sites of 10 or more, is "
            f"{percent(least['share'])} ({least['label']})."
        )
    return tuple(said)


def _never(groups: int, measure: str) -> tuple[str, ...]:
    if not groups:
        return ()
    return (f"Left out: {groups} {'group' if groups == 1 else 'groups'} in which {measure} was never taken.",)
