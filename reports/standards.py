"""Standards: what the clinic has agreed to reach in each condition, since when and by whom, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.intervals import wilson
from analytics.summary import CLASS_COLUMNS, by_group
from charts.words import day, decimals, number
from data.catalogue import Catalogue
from data.catalogue_entries import FIGURES
from reports import agreed, notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.conditions import IMPROVED, labelled
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

if TYPE_CHECKING:
    from data.catalogue import Standard

TITLE = "Agreed standards"
QUESTION = "What have we agreed to reach, and where do we stand since then?"
ROLES = (OWNER, PODIATRIST)  # never for marketing: our own target beside a result would read as a claim
COLUMNS = (
    "condition", "label", "measure", "figure", "agreed", "agreed_words", "set_on", "set_by", "until", "n", "patients",
    "now", "low", "high", "state",
)  # fmt: skip
LEAST = 10  # courses of care counted since: of fewer nothing is said (house rule)
SINCE = (
    "Only courses of care begun on or after the day a standard was set are set against it. Above or below it means "
    f"that the whole 95 % interval lies there; with fewer than {LEAST} courses of care counted since, nothing is said "
    "(house rule)."
)
EMPTY = (
    "No standard is agreed for this measure and these filters. A clinic writes its own in the folder standards of its "
    "catalogue, one file for each condition."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per standard of the measure in view that is in force today, by condition (`COLUMNS`)."""
    courses = read.courses(weeks=filters.horizon)
    held = [
        one
        for condition in read.conditions()
        for figure in FIGURES
        for one in catalogue.agreed(condition, read.measure.id, figure, filters.horizon)
        if one.holds(read.as_of)
    ]
    asked = {(one.condition, one.set_on, one.weeks): one for one in held}  # two figures may be agreed on one day
    since = {key: _since(read, one, courses) for key, one in asked.items()}
    told = [_row(read, one, since[one.condition, one.set_on, one.weeks]) for one in held]
    rows = pd.DataFrame(told, columns=list(COLUMNS))
    dated = {name: pd.to_datetime(rows[name]).astype("datetime64[s]") for name in ("set_on", "until")}
    return Draft(
        frame=rows.assign(**dated),
        keys=COLUMNS[:9],
        people="patients",
        summary=lambda frame: tuple(_said(read, frame)),
        notes=(
            *notes.measured(read), notes.horizon(read), notes.ANY_IMPROVED, SINCE, agreed.OWN, sentences.NO_COMPARISON,
        ),
        empty=EMPTY,
    )  # fmt: skip


def _since(read: Reader, one: Standard, courses: pd.DataFrame) -> pd.Series:
    """`analytics.summary.by_group` of all courses of care of its condition that began since it was set."""
    own = (courses["condition"] == one.condition) & (courses["started"] >= pd.Timestamp(one.set_on))
    return by_group(courses[own], [], read.measure, read.catalogue, weeks=one.weeks).iloc[0]


def _row(read: Reader, one: Standard, found: pd.Series) -> tuple[Any, ...]:
    n, now, low, high = _improved(found) if one.figure == "improved" else _mean(found)
    label = labelled(read, pd.Series([one.condition]))[0]
    words = agreed.value_words(one, read.measure.unit)
    told = (one.condition, label, one.measure, one.figure, one.value, words, one.set_on, one.by, one.until)
    judged = one.figure != "improved" or notes.judges(read, one.condition)
    state = _state(n, one.value, low, high) if judged else sentences.UNJUDGED
    return (*told, n, int(found["patients"]), now, low, high, state)


def _mean(found: pd.Series) -> tuple[int, float, float, float]:
    return int(found["n"]), found["mean_change"], found["ci_low"], found["ci_high"]


def _improved(found: pd.Series) -> tuple[int, float, float, float]:
    """Per cent of the courses with a class, with its interval."""
    better, n = found[list(IMPROVED)].sum(), int(found[list(CLASS_COLUMNS)].sum())
    low, high = wilson(better, n)
    return n, 100 * better / n if n else float("nan"), 100 * low, 100 * high


def _state(n: int, value: float, low: float, high: float) -> str:
    if n < LEAST:
        return "not enough yet"
    if low > value:
        return "above it"
    return "below it" if high < value else "not told apart from it"


def _said(read: Reader, frame: pd.DataFrame) -> Iterator[str]:
    rows: Any = frame.itertuples()
    for row in rows:
        unit = " %" if row.figure == "improved" else f" {read.measure.unit}"
        places = 0 if row.figure == "improved" else decimals(read.measure)
        since = f"{row.label}: agreed {day(row.set_on)}, {row.agreed_words}"
        if row.state == "not enough yet":
            yield f"{since}; only {row.n:.0f} {sentences.courses(row.n)} begun since are counted, not enough yet."
            continue
        if row.state == sentences.UNJUDGED:
            yield f"{since}; there is {row.state}, so no share improved can be given."
            continue
        ends = f"95 % CI {number(row.low, places)} to {number(row.high, places)}"
        yield f"{since}; since then {number(row.now, places)}{unit} ({ends}, n {row.n:.0f}), {row.state}."
