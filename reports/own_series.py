"""Own series: one podiatrist's mean change by quarter against their own earlier mean, and nobody else's."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics import trend
from analytics.earlier import against_earlier
from charts.period_line import period_line
from charts.words import decimals, number, whole
from data.catalogue import Catalogue, Measure
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Own results over time"
QUESTION = "Does a podiatrist's newest quarter differ from what they themselves had before?"
ROLES = (OWNER, PODIATRIST)
LEAST = 10  # courses below which a quarter is not held against the ones before (product choice)
OWN = (
    "Only courses of care this podiatrist led, each held against those they began earlier. It does not show how others "
    "do, nor why a quarter differs: other people came. One in twenty intervals leaves out no difference by chance."
)
EMPTY = (
    "No course of care that matches these filters was led by {name}. Choose another podiatrist or widen the filters."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per quarter of one podiatrist: n, mean change with interval, the earlier mean, and the difference.

    Whose: the viewer's own; for an owner the one chosen in the filters, else the one who led most courses.
    """
    name, measure = whose(read), read.measure
    every = read.courses(weeks=filters.horizon)
    own = every[(every["podiatrist"] == name).to_numpy()]
    rows = trend.by_period(own, measure, catalogue, "quarter", weeks=filters.horizon)
    rows = rows.drop(
        columns=["seen", *(name for name in map(str, rows.columns) if name.startswith(("improved", "classed")))]
    )
    earlier = against_earlier(own, rows["period"]).drop(columns="period")
    rows = pd.concat([rows.reset_index(drop=True), earlier], axis=1)
    rows.loc[rows["earlier_n"] < LEAST, "earlier_mean"] = float("nan")  # neither drawn nor told: it would jump about
    few = (rows["n"] < LEAST) | (rows["earlier_n"] < LEAST)
    rows.loc[few, ["difference", "difference_low", "difference_high"]] = float("nan")
    rows.insert(1, "measure", measure.id)

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        return (f"{name}: {_counted(frame)}.", _newest(frame, measure), *sentences.hidden(frame))

    return Draft(
        frame=rows,
        keys=("period", "measure"),
        people="patients",
        summary=summary,
        draw=lambda frame: period_line(frame, measure),
        notes=(OWN, *notes.of_change(read, own, drawn=False)),
        empty=EMPTY.format(name=name or "a podiatrist"),
    )


def whose(read: Reader) -> str:
    """The podiatrist an answer is about; empty where nobody is written down."""
    if read.viewer.role == PODIATRIST:
        return str(read.viewer.podiatrist)
    if len(read.filters.podiatrist) == 1:
        return read.filters.podiatrist[0]
    led = read.episodes()["podiatrist"].dropna().astype(object).value_counts().sort_index()
    return str(led.idxmax()) if len(led) and led.max() > 0 else ""


def _counted(frame: pd.DataFrame) -> str:
    n, due = frame["n"].sum(), frame["eligible"].sum()
    quarters = "one quarter" if len(frame) == 1 else f"{len(frame)} quarters"
    return f"{whole(n)} of {whole(due)} {sentences.courses(due)} due counted, in {quarters}"


def _newest(frame: pd.DataFrame, measure: Measure) -> str:
    """The newest quarter with enough courses, and enough before it, in words."""
    enough = frame[(frame["n"] >= LEAST) & (frame["earlier_n"] >= LEAST) & frame["difference_low"].notna()]
    if enough.empty:
        return (
            f"No quarter with {LEAST} or more counted has {LEAST} or more before it, so nothing can be held against an "
            "own earlier mean yet."
        )
    row: Any = next(enough.tail(1).itertuples())
    places = decimals(measure)
    now, before = (f"{number(value, places)} {measure.unit}" for value in (row.mean_change, row.earlier_mean))
    ends = f"95 % CI {number(row.difference_low, places)} to {number(row.difference_high, places)}"
    apart = "leaves out" if row.difference_low > 0 or row.difference_high < 0 else "includes"
    return (
        f"In the newest quarter with {LEAST} or more counted (from {row.period:%b %Y}, n {row.n:.0f}) the mean change "
        f"was {now}, against {before} in the {row.earlier_n:.0f} begun before; the interval of the difference ({ends}) "
        f"{apart} no difference. Positive is better."
    )
