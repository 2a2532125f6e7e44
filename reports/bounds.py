"""Bounds: what the share improved could be, whatever became of those who were not measured again."""

from __future__ import annotations

import pandas as pd

from analytics.bounds import missing_bounds
from analytics.classes import thresholds
from charts.bounds_bar import bounds_bar
from charts.words import percent
from data.catalogue import Catalogue
from reports import agreed, notes
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "What the missing could change"
QUESTION = "How far could the share improved move if those who were not measured again did well, or badly?"
ROLES = (OWNER, PODIATRIST)  # the difference between two rows is the number lost, which can be a handful
ASSUMED = (
    "Worst case: nobody who was not measured again improved. Best case: everybody did. Baseline carried forward: they "
    "stayed where they began. Which is true cannot be known from these records."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per assumption (`analytics.bounds.missing_bounds`), with the mean change where it is defined."""
    courses, measure = read.courses(weeks=filters.horizon), read.measure
    found = missing_bounds(courses, *thresholds(courses, measure, catalogue, filters.horizon))
    means = {"observed": found.mean_observed, "baseline carried forward": found.mean_carried}
    rows = found.cases.assign(
        measure=measure.id,
        mean_change=[means[case].mean if case in means else float("nan") for case in found.cases["case"]],
        ci_low=[means[case].low if case in means else float("nan") for case in found.cases["case"]],
        ci_high=[means[case].high if case in means else float("nan") for case in found.cases["case"]],
    )
    rows["k"] = rows["k"].mask(rows["n"] == 0)  # nobody could be classed: no count of the improved, rather than 0
    known = bool(rows["n"].iloc[0])
    standards = tuple(one for one in agreed.in_view(read, "improved") if one.holds(read.as_of))
    return Draft(
        frame=rows if len(courses) else rows.iloc[:0],
        keys=("case", "measure"),
        summary=_said,
        draw=(lambda frame: bounds_bar(frame, measure, standards)) if known else None,
        notes=(ASSUMED, *notes.of_change(read, courses), *agreed.noted(read, standards)),
    )


def _said(frame: pd.DataFrame) -> tuple[str, ...]:
    n, share = (dict(zip(frame["case"], frame[name].astype(float), strict=True)) for name in ("n", "share"))
    if not n["observed"]:
        return ("Nobody has two readings and a threshold to judge the change by, so no share improved can be given.",)
    seen, worst, best = (percent(share[case]) for case in ("observed", "worst case", "best case"))
    missing = int(n["worst case"] - n["observed"])
    return (
        f"{seen} improved of those measured again; with the {missing} who were not, it could be anything from {worst} "
        f"to {best}.",
    )
