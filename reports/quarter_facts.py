"""The answers behind the owner report: this quarter's and the last one's, all opened through the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reports import desk
from reports.filters import Filters
from reports.period import Period, before
from reports.report import Report

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure
    from data.store import Store
    from reports.access import Viewer

TRIES = 3  # how often the answers are asked again when something is written meanwhile


class QuarterError(ValueError):
    """The owner report cannot be made; the message is a sentence for the person who asked for it."""


@dataclass(frozen=True)
class Answers:
    """What the reports say of the courses of care that began in one quarter."""

    period: Period
    overview: Report
    conditions: Report
    safety: Report
    other_care: Report
    again: Report
    waited: Report
    pairs: Report
    rounded: Report

    @property
    def every(self) -> tuple[Report, ...]:
        """All of them."""
        return (
            self.overview, self.conditions, self.safety, self.other_care, self.again, self.waited, self.pairs,
            self.rounded,
        )  # fmt: skip


@dataclass(frozen=True)
class QuarterFacts:
    """Two quarters, all quarters to date (``steady``), the doubtful values, and what they are answers of.

    ``measure`` is the one measure of every answer: the pain measure with the most first readings up to the quarter's
    last day; ``None`` where nothing is recorded.
    """

    now: Answers
    last: Answers
    steady: Report
    doubtful: Report
    measure: Measure | None
    as_of: date
    version: int
    is_demo: bool

    @property
    def is_over(self) -> bool:
        """Whether the quarter had ended on the day it was asked."""
        return self.now.period.is_complete(self.as_of)


def gather(store: Store, catalogue: Catalogue, viewer: Viewer, period: Period, as_of: date) -> QuarterFacts:
    """Every answer of the report, of one version of the data.

    Raises `reports.access.NotAllowed` where the viewer may not open one of them, and `QuarterError` when somebody
    keeps writing while they are opened.
    """
    for _ in range(TRIES):
        found = _gathered(store, catalogue, viewer, period, as_of)
        versions = {report.version for report in (*found.now.every, *found.last.every, found.steady, found.doubtful)}
        if len(versions) == 1:
            return found
    raise QuarterError("Records are being written just now. Ask for the report again in a moment.")


def _gathered(store: Store, catalogue: Catalogue, viewer: Viewer, period: Period, as_of: date) -> QuarterFacts:
    def ask(name: str, filters: Filters) -> Report:
        return desk.open_report(name, store, catalogue, viewer, filters, as_of)

    to_date = Filters(until=period.last)
    whole = ask("overview", to_date)
    measure = "" if whole.frame.empty else str(whole.frame["measure"].iloc[0])

    def answers(quarter: Period) -> Answers:
        filters = Filters(since=quarter.first, until=quarter.last, measure=measure)
        names = (
            "overview", "effectiveness", "safety", "other_care", "follow_up", "follow_up_time", "missing_pairs",
            "heaping",
        )  # fmt: skip
        return Answers(quarter, *(ask(name, filters) for name in names))

    return QuarterFacts(
        now=answers(period),
        last=answers(before(period)),
        steady=ask("by_period", to_date.with_(measure=measure)),
        doubtful=ask("flagged", Filters(since=period.first, until=period.last)),
        measure=catalogue.measure(measure) if measure else None,
        as_of=as_of,
        version=whole.version,
        is_demo=store.is_demo,
    )
