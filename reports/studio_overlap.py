"""What a draft shows of whom, laid beside everything shown before: the register is asked before a picture is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from data.export_reads import ExportRecord, read_exports
from data.snapshot import current
from reports import desk, overlap
from reports.filters import Filters
from reports.overlap import Shown, from_kept, session_count
from reports.period import offered

if TYPE_CHECKING:
    from data.store import Store
    from reports.access import Viewer
    from reports.period import Period
    from reports.public_case import Case

BESIDE = ("n", "eligible", "classed", "improved", "unchanged", "worse", "unchanged_or_worse")


def overlaps(store: Store, viewer: Viewer, case: Case) -> tuple[str, ...]:
    """One sentence for each small group the draft would give away beside the pages, the exports made before it, and
    the pictures of the periods that are offered ahead of its own, which anybody may look at.
    """
    known = [one for one in read_exports(store) if _may_be_known(one)]
    earlier = {one.code: [from_kept(kept) for kept in one.content["shown"]] for one in known}
    versions = {one.code: one.data_version for one in known}
    ahead = {f"of {period.name}": list(_lattice(store, viewer, case, period)) for period in _ahead(case)}
    proposed = shown_of(case)
    return tuple(overlap.overlaps(current(store), case.catalogue, case.as_of, proposed, earlier | ahead, versions))


def _may_be_known(one: ExportRecord) -> bool:
    """Whether the public saw it, or still may: what was sent back or withdrawn unapproved never left."""
    return one.state == "prepared" or any(event.act == "approve" for event in one.events)


def _ahead(case: Case) -> list[Period]:
    """The offered periods that come before the draft's own."""
    every = offered(case.began, case.as_of)
    names = [period.name for period in every]
    return every[: names.index(case.period.name)] if case.period and case.period.name in names else []


def _lattice(store: Store, viewer: Viewer, case: Case, period: Period) -> Iterator[Shown]:
    """What pictures of *period* tell: everybody, and each condition that is shown."""
    if case.facts is None:
        return
    measure, horizon = case.facts.measure.id, case.request.horizon
    filters = Filters(since=period.first, until=period.last, measure=measure, horizon=horizon)
    first, last = pd.Timestamp(period.first), pd.Timestamp(period.last).to_period("Q").start_time
    for name in ("counted", "improved"):
        frame = desk.open_public(name, store, case.catalogue, viewer, filters, case.as_of).frame
        for _, row in frame[~frame["hidden"].astype(bool)].iterrows():
            yield Shown(str(row.get("condition", "")), first, last, measure, horizon, _counts(row))


def shown_of(case: Case) -> list[Shown]:
    """Every population the draft tells a count of: everybody in view, and each row of the table that is shown."""
    if case.facts is None or case.table is None or case.period is None:
        return []
    facts = case.facts
    whole = _shown(case, case.request.condition, {name: facts[name] for name in BESIDE})
    return [whole, *_rows(case, case.table[~case.table["hidden"].astype(bool)])]


def _rows(case: Case, rows: pd.DataFrame) -> Iterator[Shown]:
    if "label" in rows and case.report is not None:
        known = dict(zip(case.report.frame["label"], case.report.frame["condition"], strict=True))
        for _, row in rows.iterrows():
            yield _shown(case, str(known[row["label"]]), _counts(row))
    elif "period" in rows:
        for _, row in rows.iterrows():
            yield _shown(case, case.request.condition, _counts(row), pd.Timestamp(row["period"]))
    elif "number" in rows:
        counts = {session_count(int(row["number"]), str(row["phase"])): row["n"] for _, row in rows.iterrows()}
        yield _shown(case, case.request.condition, counts)


def _counts(row: Any) -> dict[str, float]:
    return {name: float(row[name]) for name in BESIDE if name in row}


def _shown(case: Case, condition: str, counts: dict[str, float], quarter: pd.Timestamp | None = None) -> Shown:
    period, facts = case.period, case.facts
    if period is None or facts is None:
        raise ValueError("A draft without figures shows nobody.")
    first = quarter if quarter is not None else pd.Timestamp(period.first)
    last = quarter if quarter is not None else pd.Timestamp(period.last).to_period("Q").start_time
    return Shown(condition, first, last, facts.measure.id, case.request.horizon, counts)
