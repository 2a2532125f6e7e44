"""What would have happened anyway: change by where people began, beside what readings alone fall back by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.anyway import LEAST_PAIRS, repeated
from analytics.by_baseline import by_baseline, two_before
from charts.change_by_baseline import change_by_baseline
from charts.words import decimals, number, trimmed, whole
from data.catalogue import Catalogue, Measure
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.filters import FilterError, Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "What would have happened anyway?"
QUESTION = (
    "How does the change beside a low or a high first reading compare with what readings fall back by on their own?"
)
ROLES = (OWNER, PODIATRIST)
EXAMPLE = (0.6, 5.0)  # an example only (clinical reference, section 7), on a scale of 0 to 10
LEAST = 10  # courses of care below which a band is not named in a sentence (house rule)
ALONE = "The fall back of readings alone is what one would expect"
FORMULA = (
    "The fall back expected of readings alone is (1 − r) × (first reading − mean), turned so that positive is better: "
    "r says how far two readings of one person hold together, the mean is that of people like these. People come when "
    "it is worst, so a {worst} first reading tends to be followed by a {milder} one (regression to the mean)."
)
REST = (
    "What lies between the points and the dashed line has many possible sources: time, other care, the needling, and "
    "who came back. These records cannot tell them apart. Those who begin at an end of the scale can move one way only."
)


@dataclass(frozen=True)
class Known:
    """r and the mean of people like these (NaN: not known), and where they come from: a sentence and a note."""

    r: float
    mean: float
    said: str
    note: str


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per band of the first reading (`analytics.by_baseline.by_baseline`), those measured again."""
    courses, measure = read.courses(weeks=filters.horizon), read.measure
    known = _known(read, measure, filters)
    rows = by_baseline(courses, measure, known.r, known.mean)
    rows.insert(0, "measure", measure.id)
    return Draft(
        frame=rows,
        keys=("bin_low", "bin_high", "measure"),
        people="patients",
        summary=lambda frame: _said(frame, measure, known),
        draw=lambda frame: change_by_baseline(frame, measure),
        notes=(known.note, _formula(measure), REST, *notes.of_change(read, courses, drawn=False)),
        empty="No course of care that matches these filters has a first and a later reading of this measure.",
    )


def _formula(measure: Measure) -> str:
    """The note on the formula, by which end of the scale is the worst one."""
    worst, milder = ("high", "lower") if measure.sign < 0 else ("low", "higher")
    return FORMULA.format(worst=worst, milder=milder)


def _known(read: Reader, measure: Measure, filters: Filters) -> Known:
    """What the reader typed; else two readings before any needling, where enough people have them; else the example."""
    pairs = two_before(read.readings(measure), read.sessions(), measure)
    found = repeated(pairs["first"], pairs["second"])
    people = "person has" if found.n == 1 else "people have"
    have = f"{found.n} {people} two readings on different days before the first needling; {LEAST_PAIRS} are needed"
    if filters.together is None and filters.usual is None and math.isfinite(found.r):
        return Known(
            found.r, found.mean, f"{ALONE} from {found.n} people who were measured twice before any needling.",
            f"r {found.r:.2f} and mean {number(found.mean, decimals(measure))} {measure.unit} are those of the "
            f"{found.n} people here who have two readings on different days before the first needling.",
        )  # fmt: skip
    return _what_if(measure, filters, f"{have} to take r and the mean from these records.")


def _what_if(measure: Measure, filters: Filters, why: str) -> Known:
    r, mean = filters.together, filters.usual
    if mean is not None and not measure.low <= mean <= measure.high:
        ends = f"{trimmed(measure.low)} to {trimmed(measure.high)}"
        raise FilterError(f"What people like these usually have has to lie on the scale of {measure.short}: {ends}.")
    fits = measure.kind == "pain" and (measure.low, measure.high) == (0, 10)
    origins = ["an example, not taken from these records" if one is None else "typed in" for one in (r, mean)]
    r = EXAMPLE[0] if r is None else r
    mean = EXAMPLE[1] if mean is None and fits else mean
    if mean is None:
        nothing = "No example fits this measure. Type what people like these usually have to see the dashed line."
        return Known(math.nan, math.nan, nothing, f"{why} {nothing}")
    said = f"{ALONE} if readings held together by {trimmed(r)} and people like these had {trimmed(mean)} on average"
    numbers = f"r {trimmed(r)} ({origins[0]}) and mean {trimmed(mean)} ({origins[1]})"
    note = f"The dashed line is a what-if, not a fact, of {numbers}. {why}"
    return Known(r, mean, f"{said}: a what-if, not a fact.", note)


def _said(frame: pd.DataFrame, measure: Measure, known: Known) -> tuple[str, ...]:
    enough = frame[frame["n"] >= LEAST]
    lines = [_band(row, measure) for row in _ends(enough)]
    if not lines:
        lines = [f"No part of the scale has {LEAST} courses of care measured again, so none is named."]
    return (*lines, known.said)


def _ends(enough: pd.DataFrame) -> list[Any]:
    rows: list[Any] = list(enough.itertuples())
    return rows if len(rows) < 2 else [rows[0], rows[-1]]


def _band(row: Any, measure: Measure) -> str:
    places = decimals(measure)
    low, high = trimmed(row.bin_low), trimmed(row.bin_high)
    below = "below " if row.bin_high < measure.high else ""
    where = f"at {low}" if row.bin_high - row.bin_low <= 1 and measure.step >= 1 else f"from {low} to {below}{high}"
    change = f"{number(row.mean_change, places)} {measure.unit}, {sentences.interval(row, places, 1)}"
    said = f"Of those who began {where}, the mean change is {change} (positive is better; n {whole(row.n)})"
    if math.isnan(row.expected):
        return f"{said}."
    return f"{said}; readings alone would be expected to change by {number(row.expected, places)}."
