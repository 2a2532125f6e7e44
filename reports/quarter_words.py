"""What the owner report says, from the frames of its answers: the figures at the top, and two quarters side by side.

Two quarters are set side by side without a cause and without a verdict: both means, both intervals, n of both.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from charts import theme
from charts.words import decimals, number, percent, whole
from reports.access import FLAGGED_BELOW
from reports.safety import EVENTS
from reports.sentences import listed

if TYPE_CHECKING:
    from data.catalogue import Measure
    from reports.quarter_facts import Answers, QuarterFacts
    from reports.report import Report

NONE = "–"
LONGER = (
    "Courses of care of the last quarter have had three months longer to be measured again, so their last readings "
    "lie later. Differences are taken before rounding, and a difference between two quarters has no known cause."
)


class Tile(NamedTuple):
    """One figure at the top of the report: what it is, the figure, how sure, and the same a quarter before."""

    name: str
    figure: str
    detail: str
    before: str


class Beside(NamedTuple):
    """One group this quarter and the last: mean change with interval and n of both, and what can be read from them."""

    label: str
    now: str
    last: str
    read: str


def tiles(facts: QuarterFacts) -> list[Tile]:
    """Courses begun, mean change, measured again, and sessions with an adverse event."""
    measure, now, last = facts.measure, _only(facts.now.overview), _only(facts.last.overview)
    if measure is None or now is None:
        return []
    return [
        Tile("Courses of care begun", whole(now.seen), f"{whole(now.eligible)} due for follow-up by now",
             whole(last.seen) if last else "0"),
        Tile(f"Mean change, {measure.short}", _better(now, measure), _sure(now, measure),
             _before(last, measure) if last else NONE),
        Tile("Measured again, of those due", _share(now.followed_up, now.eligible), _of(now.followed_up, now.eligible),
             f"{_share(last.followed_up, last.eligible)}, {_of(last.followed_up, last.eligible)}" if last else NONE),
        _events(facts.now.safety, facts.last.safety),
    ]  # fmt: skip


def _events(now: Report, last: Report) -> Tile:
    had, asked = events(now)
    worse = [f"{one} {_had(now, one)}" for one in EVENTS[1:]]
    return Tile(
        "Sessions with an adverse event",
        f"{whole(had)} of {whole(asked)}" if asked else "not asked",
        f"of those asked; {', '.join(worse)}" if asked else "in any session",
        "{} of {}".format(*map(whole, events(last))) if events(last)[1] else "not asked",
    )


def events(safety: Report) -> tuple[float, float]:
    """In how many sessions an adverse event occurred, and in how many it was asked about."""
    frame = safety.frame
    asked = frame.loc[frame["worst"] == EVENTS[0], "n"]
    return float(frame.loc[frame["worst"].isin(EVENTS), "had"].sum()), float(asked.sum())


def _had(safety: Report, worst: str) -> str:
    return whole(float(safety.frame.loc[safety.frame["worst"] == worst, "had"].sum()))


def _only(report: Report) -> Any:
    return next(theme.each(report.frame), None)


def _better(row: Any, measure: Measure) -> str:
    """``1.8 points better``."""
    places = decimals(measure)
    if not row.n:
        return "nobody yet"
    if not float(f"{row.mean_change:.{places}f}"):
        return f"{number(0.0, places)} {measure.unit}"
    return f"{number(abs(row.mean_change), places)} {measure.unit} {'better' if row.mean_change > 0 else 'worse'}"


def _before(row: Any, measure: Measure) -> str:
    return f"{_better(row, measure).replace(f' {measure.unit}', '')}, n {whole(row.n)}" if row.n else "nobody"


def _sure(row: Any, measure: Measure) -> str:
    return f"{spread(row, measure)}, n {whole(row.n)}" if row.n else "nobody has two readings"


def spread(row: Any, measure: Measure) -> str:
    """``95 % CI 1.3 to 2.2``; positive is better."""
    if math.isnan(row.ci_low):
        return "no interval"
    places = decimals(measure)
    return f"95 % CI {number(row.ci_low, places)} to {number(row.ci_high, places)}"


def mean(row: Any, measure: Measure) -> str:
    """``1.8 (1.3 to 2.2)``: mean change and its interval; positive is better."""
    places = decimals(measure)
    if not row.n:
        return NONE
    ends = "" if math.isnan(row.ci_low) else f" ({number(row.ci_low, places)} to {number(row.ci_high, places)})"
    return f"{number(row.mean_change, places)}{ends}"


def _share(part: float, of: float) -> str:
    return percent(part / of) if of else "nobody due"


def _of(part: float, of: float) -> str:
    return f"{whole(part)} of {whole(of)}"


def beside(facts: QuarterFacts) -> list[Beside]:
    """All courses of care, then the conditions with enough in both quarters, most frequent first."""
    if facts.measure is None:
        return []
    rows = [(now, last) for now, last in _pairs(facts.now, facts.last) if min(now.n, last.n) >= FLAGGED_BELOW]
    every = [(_only(facts.now.overview), _only(facts.last.overview))]
    return [_beside(now, last, facts.measure) for now, last in every + rows if now and last]


def too_few(facts: QuarterFacts) -> str:
    """Which conditions have too few to be set side by side, with n of both; empty where there is none."""
    few = [(now, last) for now, last in _pairs(facts.now, facts.last) if min(now.n, last.n) < FLAGGED_BELOW]
    few = [pair for pair in few if max(pair[0].n, pair[1].n)]
    if not few:
        return ""
    named = listed(f"{now.label} ({whole(now.n)} and {whole(last.n)})" for now, last in few)
    return f"Too few to set side by side, fewer than {FLAGGED_BELOW} in one of the two (n now and before): {named}."


def _pairs(now: Answers, last: Answers) -> list[tuple[Any, Any]]:
    """The rows of each condition of either quarter; nobody where one quarter has none of it."""
    tables = [answers.conditions.frame.set_index("condition") for answers in (now, last)]
    keys = list(dict.fromkeys([*tables[0].index, *tables[1].index]))
    both = [table.reindex(keys).fillna({"n": 0}) for table in tables]
    labels = tables[0]["label"].reindex(keys).fillna(tables[1]["label"].reindex(keys))
    return list(zip(*(theme.each(table.assign(label=labels)) for table in both), strict=True))


def _beside(now: Any, last: Any, measure: Measure) -> Beside:
    return Beside(str(now.label), _counted(now, measure), _counted(last, measure), _read(now, last, measure))


def _counted(row: Any, measure: Measure) -> str:
    return f"{mean(row, measure)}, n {whole(row.n)}" if row.n else "nobody"


def _read(now: Any, last: Any, measure: Measure) -> str:
    """``0.4 points less than before; the intervals overlap``."""
    few = f"; few (n below {FLAGGED_BELOW})" if min(now.n, last.n) < FLAGGED_BELOW else ""
    if not (now.n and last.n):
        return "nothing to set beside it"
    places = decimals(measure)
    off = f"{abs(now.mean_change - last.mean_change):.{places}f}"
    moved = f"{off} {measure.unit} {'more' if now.mean_change > last.mean_change else 'less'} than before"
    apart = pd.isna(now.ci_low) or pd.isna(last.ci_low)
    overlap = now.ci_low <= last.ci_high and last.ci_low <= now.ci_high
    sure = "" if apart else f"; the intervals {'overlap' if overlap else 'do not overlap'}"
    return f"{moved if float(off) else 'the same as before'}{sure}{few}"
