"""Natural course: how many still have pain at each later time, beside what a published study found at one year."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from analytics.intervals import wilson
from analytics.persisting import persisting
from charts.natural_course import natural_course
from charts.words import inside, percent, trimmed, whole
from data.catalogue import Catalogue, Measure
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.narrowing import HORIZONS
from reports.reader import Reader
from reports.report import Draft

TITLE = "Still in pain later on"
QUESTION = "How many still had pain at each later time, and how many did in a published study?"
ROLES = (OWNER, PODIATRIST)
HEEL_PAIN = "plantar_heel_pain"
SOURCE = "PMID 29536022"
LEAST = 10  # courses of care: of fewer a sentence says how many, and no percentage (house rule)
STUDIED, STILL, AT = 174, 0.805, 52.0  # Hansen 2018: people, share still symptomatic at one year, weeks
COLUMNS = (
    "weeks", "label", "measure", "n", "patients", "still", "share", "low", "high", "published", "published_low",
    "published_high",
)  # fmt: skip
HISTORY = (
    f"For heel pain a published study found that 80.5 % still had it after 1 year, 50.0 % after 5 years and 45.6 % "
    f"after 10 ({SOURCE}). That is a reference from other people, never a forecast for these."
)
BAND = (
    f"The band is the 95 % interval of 80.5 % of {STUDIED} people, reckoned here as if all of them had been followed "
    "for the year. The study counts from the day the pain began, and these records from the first visit, by when most "
    "have had it for a while; it asked whether heel pain was still there, not for a score; and people in it were "
    "treated in many ways."
)
COUNTED = (
    "Counted are courses of care with a first reading above none and a reading within 7 days of each time. Of a time "
    "that few come back for, those who do may not be like the others. Still in pain is any score above none: it says "
    "nothing of how much is left."
)
ONLY_PAIN = "Whether it is still there can be said of a pain score only. Choose a pain measure."
ALONE = "Choose heel pain alone to see a published course beside it: for other conditions none with a source is known."


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per time after the start (`analytics.persisting.persisting`), and the published band, if any."""
    measure = read.measure
    pain = measure.kind == "pain" and measure.sign < 0
    heel = filters.condition == (HEEL_PAIN,)
    rows = [_row(read, measure, weeks, heel) for weeks in HORIZONS if weeks] if pain else []
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame = frame if frame["n"].sum() else frame.iloc[:0]
    cited = (HISTORY, BAND) if heel else ()
    return Draft(
        frame=frame,
        keys=("weeks", "label", "measure"),
        people="patients",
        summary=lambda shown: (*_said(shown, measure), HISTORY if heel else ALONE),
        draw=lambda shown: natural_course(shown, measure, _named() if heel else ""),
        notes=(*notes.measured(read), COUNTED, *cited, sentences.NO_COMPARISON),
        empty=_empty(measure) if pain else ONLY_PAIN,
    )


def _row(read: Reader, measure: Measure, weeks: float, heel: bool) -> tuple[object, ...]:
    found = persisting(read.courses(weeks=weeks), measure)
    published = (STILL, *wilson(round(STILL * STUDIED), STUDIED)) if heel and weeks == AT else (math.nan,) * 3
    return (weeks, f"{trimmed(weeks)} weeks", measure.id, *found, *published)


def _named() -> str:
    low, high = wilson(round(STILL * STUDIED), STUDIED)
    share = f"{trimmed(100 * STILL)}\N{NO-BREAK SPACE}%"
    return f"Published, heel pain at 1 year: {share} ({percent(low)} to {percent(high)}; {SOURCE})"


def _said(frame: pd.DataFrame, measure: Measure) -> tuple[str, ...]:
    rows: list[Any] = list(frame[frame["n"] > 0].itertuples())
    parts = sentences.listed(_at_time(row) for row in rows)
    nobody = sentences.listed(trimmed(weeks) for weeks in frame.loc[frame["n"] == 0, "weeks"])
    none = f"; nobody yet at {nobody} weeks" if nobody else ""
    return (f"Still with {inside(measure.short)} above {trimmed(measure.low)}: {parts}{none}.",)


def _at_time(row: Any) -> str:
    """The share with its interval; of few courses of care only how many of how many."""
    if row.n < LEAST:
        return f"{whole(row.still)} of {whole(row.n)} at {row.label}"
    return f"{percent(row.share)} at {row.label} (95 % CI {percent(row.low)} to {percent(row.high)}; n {whole(row.n)})"


def _empty(measure: Measure) -> str:
    return (
        f"Nobody with {inside(measure.short)} above {trimmed(measure.low)} at first was measured at "
        "6, 12, 26 or 52 weeks. Widen the filters, or plan reviews."
    )
