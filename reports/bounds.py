"""Bounds: what the share improved could be, whatever became of those who were not measured again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analytics.adjusted import NotEnough
from analytics.bounds import Bounds, missing_bounds
from analytics.case_mix import covariates
from analytics.classes import classed
from analytics.predicted import as_predicted
from charts.bounds_bar import bounds_bar
from charts.words import percent, whole
from data.catalogue import Catalogue
from reports import agreed, notes, sentences, tipping
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "What the missing could change"
QUESTION = "How far could the share improved move if those who were not measured again did well, or badly?"
ROLES = (OWNER, PODIATRIST)  # the difference between two rows is the number lost, which can be a handful
COLUMNS = ("case", "k", "n", "share", "low", "high", "mean_change", "ci_low", "ci_high")
TOLD = (*COLUMNS[:6], "measure", *COLUMNS[6:])
AS_PREDICTED = "as predicted"
ASSUMED = (
    "Worst case: nobody who was not measured again improved. Best case: everybody did. Baseline carried forward: they "
    "stayed where they began. Which is true cannot be known from these records."
)


PREDICTED = (
    "As predicted: each of the missing did as others did who were like them at the start (first reading, age, sex, "
    "weeks of symptoms, condition, one side or both; a linear model of those measured again). It takes for granted "
    "that those who stay away do as people like them who come, which is what cannot be known."
)
NOT_PREDICTED = "As predicted is left out: too few were measured again for a model, or nobody is missing."


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per assumption (`analytics.bounds`, `analytics.predicted`), with the mean change where it is defined."""
    measure = read.measure
    courses = classed(read.courses(weeks=filters.horizon), measure, catalogue, filters.horizon)
    found = missing_bounds(courses, courses["important"], courses["error"], classes=courses["cls"].array)
    guessed = _predicted(read, courses)
    cases = zip(*_counted(found), *guessed, strict=True)
    columns = dict(zip(COLUMNS, map(list, cases), strict=True))
    rows = pd.DataFrame({name: columns.get(name, measure.id) for name in TOLD})
    known = bool(rows["n"].iloc[0])
    standards = tuple(one for one in agreed.in_view(read, "improved") if one.holds(read.as_of))
    return Draft(
        frame=rows if len(courses) else rows.iloc[:0],
        keys=("case", "measure"),
        summary=_said,
        draw=(lambda frame: bounds_bar(frame, measure, standards)) if known else None,
        notes=(
            notes.ANY_IMPROVED,
            ASSUMED,
            PREDICTED if guessed else NOT_PREDICTED,
            *notes.of_change(read, courses),
            *agreed.noted(read, standards),
        ),
    )


def _counted(found: Bounds) -> Iterator[tuple[Any, ...]]:
    """The rows of the cases that are counted; the improved are blank, not 0, where nobody could be classed."""
    means = {"observed": found.mean_observed, "baseline carried forward": found.mean_carried}
    for case, k, n, *shares in zip(*(found.cases[name].tolist() for name in COLUMNS[:6]), strict=True):
        mean = (means[case].mean, means[case].low, means[case].high) if case in means else (float("nan"),) * 3
        yield (case, k if n else float("nan"), n, *shares, *mean)


def _predicted(read: Reader, courses: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The row "as predicted"; none where it cannot be given. Its k is a number expected, so it is no whole one."""
    try:
        known = covariates(courses, read.episodes())
        found = as_predicted(courses, known, courses["important"], courses["error"], classes=courses["cls"].array)
    except NotEnough:
        return []
    return [(AS_PREDICTED, found.k, found.n, found.share, found.low, found.high, *(float("nan"),) * 3)]


def _said(frame: pd.DataFrame) -> tuple[str, ...]:
    n, share = (dict(zip(frame["case"], frame[name].astype(float), strict=True)) for name in ("n", "share"))
    if not n["observed"]:
        return (sentences.NOBODY_JUDGED,)
    missing = int(n["worst case"] - n["observed"])
    observed = frame[frame["case"] == "observed"].iloc[0]
    improved = round(float(observed["k"]))
    return (
        f"{_observed(observed)}{_range(missing, share)}.",
        *_as_predicted(share),
        *tipping.said(improved, int(n["observed"]), missing),
    )


def _observed(row: pd.Series) -> str:
    ends = f"95 % CI {percent(row['low'])} to {percent(row['high'])}"
    again = f"{whole(row['n'])} {sentences.courses(row['n'])} measured again"
    return f"{percent(row['share'])} of the {again} improved ({ends})"


def _range(missing: int, share: dict[str, float]) -> str:
    """How far the missing could move it; nothing where nobody is."""
    if not missing:
        return ""
    worst, best = percent(share["worst case"]), percent(share["best case"])
    return (
        f"; with the {missing} who {'was' if missing == 1 else 'were'} not, it could be anything from {worst} to {best}"
    )


def _as_predicted(share: dict[str, float]) -> tuple[str, ...]:
    if AS_PREDICTED not in share:
        return ()
    return (f"Had the missing done as others like them did, it would be {percent(share[AS_PREDICTED])}: a prediction, "
            "not a count.",)  # fmt: skip
