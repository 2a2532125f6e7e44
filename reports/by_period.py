"""By period: mean change and share improved by the month or quarter in which care began."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics import trend
from charts.period_line import period_line
from charts.public_periods import public_periods
from charts.words import decimals, number
from data.catalogue import Catalogue
from reports import agreed, beside, notes, sentences
from reports.access import LEAST_SHOWN, MARKETING
from reports.access import SEES_FIGURES as EVERYONE
from reports.filters import Filters
from reports.public_use import PublicUse
from reports.reader import Reader
from reports.report import Draft, Part

TITLE = "Change over time"
QUESTION = "Is the change steady from one period to the next?"
ROLES = EVERYONE
PUBLIC = PublicUse(
    kind="outcome",
    name="Change over time",
    columns=("period", "n", "mean_change", "ci_low", "ci_high"),
    axis="change",
    picture=public_periods,
)
JUDGED = "The share improved in the table is judged by the thresholds named under 'Change by condition'."
IMPROVED = ("improved", "classed", "improved_share", "improved_low", "improved_high")
PARTS = (
    Part("classed", ("improved",), IMPROVED),
    Part("n", ("classed",), IMPROVED),
    Part("eligible", ("followed_up",), ("eligible",)),
)
YEAR = "year"  # public pictures tell the totals of whole years: the desk's, never shown
BEHIND = {"eligible_behind": ("eligible",), "improved_behind": IMPROVED}
APART = (
    ("n", ()),
    ("followed_up", ()),
    *((name, IMPROVED) for name in IMPROVED[1::-1]),
    ("eligible", ()),
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per period (`analytics.trend.by_period`); aggregate viewers always get quarters."""
    courses = read.courses(weeks=filters.horizon)
    length = "quarter" if read.viewer.role == MARKETING or filters.period != "month" else "month"
    rows = trend.by_period(courses, read.measure, catalogue, length, weeks=filters.horizon)  # type: ignore[arg-type]
    rows.insert(1, "measure", read.measure.id)
    rows = rows.assign(**beside.behind(read, len(rows), lambda frame: _places(frame, rows)))
    if LEAST_SHOWN[read.viewer.role]:
        rows[YEAR] = rows["period"].dt.year
    measure, standards = read.measure, agreed.in_view(read, "mean_change")

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        shown = frame[frame["n"] > 0]
        if shown.empty:
            return (sentences.nobody(float(frame["eligible"].sum())), *sentences.hidden(frame))
        places = decimals(measure)
        low, high = (number(edge, places) for edge in (shown["mean_change"].min(), shown["mean_change"].max()))
        said = f"In {len(shown)} {length}s with anyone counted the mean change ran from {low} to {high} {measure.unit}"
        if len(shown) == 1:
            said = f"In the one {length} with anyone counted the mean change was {low} {measure.unit}"
        return (f"{said}; positive is better.", *sentences.hidden(frame))

    return Draft(
        frame=rows,
        keys=("period", "measure"),
        people="patients",
        within=(),
        subtotal=YEAR if YEAR in rows else None,
        parts=(*PARTS, *(beside.parts(BEHIND) if beside.COLUMNS[0] in rows else ())),
        apart=APART,
        behind=(*beside.unshown(read), YEAR),
        summary=summary,
        draw=lambda frame: period_line(frame, measure, standards),
        notes=(*notes.of_change(read, courses, drawn=False), JUDGED, *agreed.noted(read, standards)),
    )


def _places(courses: pd.DataFrame, rows: pd.DataFrame) -> NDArray[np.intp]:
    """The quarter of each course of care as a row of the table; -1 where its start is not known."""
    starts = courses["started"].dt.to_period("Q").dt.start_time
    return pd.DatetimeIndex(rows["period"]).get_indexer(pd.DatetimeIndex(starts))
