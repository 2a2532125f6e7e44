"""Every answer of the pages that look closer, after a filter change, against the answer the clinic opens with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import count

from benchmarks.timing import Result, in_turns
from data.catalogue import load_catalogue
from data.store import Store
from reports.access import OWNER, Viewer
from reports.desk import list_reports, open_report
from reports.filters import Filters

BASE = "effectiveness"
CLOSER = (
    "anyway", "benefit_harm", "bounds", "case_mix", "case_mix_terms", "heaping", "how_sure", "natural_course",
    "own_series", "pain_range", "podiatrists", "podiatrists_share", "quarters", "quarters_share", "recording_check",
    "sites", "sites_share", "standards", "steadiness", "techniques", "time_to_change", "tipping", "trend_model",
    "weeks_to_change", "who_is_missing",
)  # fmt: skip


def run(store: Store, readings: int, rounds: int) -> list[Result]:
    """Each report with a filter not asked for before; the data are in memory, and so is what no filter changes."""
    catalogue, owner = load_catalogue(), Viewer("benchmark", OWNER)
    later = _days()

    def ask(name: str) -> None:
        open_report(name, store, catalogue, owner, Filters(since=next(later)))

    found = []
    for name in sorted(set(CLOSER) & set(list_reports(owner))):
        ask(name)  # what it imports and reads once is there from then on
        ours, floor = partial(ask, name), partial(ask, BASE)
        found.append(
            in_turns(f"Answer '{name}'", f"{readings:,} readings", ours, f"the report '{BASE}'", floor, rounds)
        )
    return found


def _days() -> Iterator[date]:
    """A day that leaves nobody out, each time another one."""
    return (date(2000, 1, 1) + timedelta(days=number) for number in count())
