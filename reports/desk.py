"""The one door: every answer is asked for, checked, drawn and handed out here."""

from __future__ import annotations

import difflib
import importlib
import re
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pandas as pd

from data.clock import today
from data.frames import SIDES
from data.snapshot import current
from data.store import read_batch, read_batches
from reports import narrowing
from reports.access import MARKETING, SEES_PEOPLE, Viewer, check_read, may_read, may_write
from reports.answer import answer
from reports.filters import FilterError, Filters, check_known
from reports.public_view import left_out, seen_by
from reports.reader import Reader
from reports.records import open_record
from reports.report import Report, ReportError
from reports.watched import check_act, refusals, viewed

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.snapshot import Snapshot
    from data.store import Store

ASKS = re.compile(r"^QUESTION\b", re.MULTILINE)  # read, not imported: the rest of the folder is no report
PARTS = ("TITLE", "QUESTION", "ROLES", "build")
NO_FILTERS = Filters()
NEWEST = 20  # imports whose problems are read again; older ones have been looked at or withdrawn


class UnknownReport(ValueError):
    """There is no report of this name; the message offers the nearest."""


def modules() -> dict[str, ModuleType]:
    """Every report in the folder by its file's name: the modules that ask a question. Raises as `find`."""
    return {name: find(name) for name in _reports()}


@lru_cache(maxsize=1)
def _reports() -> tuple[str, ...]:
    files = sorted(Path(__file__).parent.glob("*.py"))
    return tuple(file.stem for file in files if ASKS.search(file.read_text(encoding="utf-8")))


@cache
def find(name: str) -> ModuleType:
    """The report called *name*, loaded when it is first asked for; raises `UnknownReport` with the nearest name.

    Raises `ReportError` for one that has a ``QUESTION`` but lacks ``TITLE``, ``ROLES`` or ``build``.
    """
    known = _reports()
    if name not in known:
        near = difflib.get_close_matches(name, known, 1, 0.5)
        hint = f" Did you mean '{near[0]}'?" if near else f" The reports are {', '.join(known)}."
        raise UnknownReport(f"There is no report called '{name}'.{hint}")
    module = importlib.import_module(f"reports.{name}")
    missing = [part for part in PARTS if not hasattr(module, part)]
    if missing:
        raise ReportError(f"The report '{name}' lacks {', '.join(missing)}.")
    return module


def list_reports(viewer: Viewer | None = None) -> dict[str, ModuleType]:
    """The reports by name that *viewer* may open (all of them for ``None``)."""
    return {name: module for name, module in modules().items() if viewer is None or may_read(viewer, module.ROLES)}


def open_report(
    name: str,
    store: Store,
    catalogue: Catalogue,
    viewer: Viewer,
    filters: Filters = NO_FILTERS,
    as_of: date | None = None,
) -> Report:
    """The finished answer of the report *name* for this viewer and these filters.

    *as_of* is the day the question is asked (today). Raises `UnknownReport`, `reports.access.NotAllowed`,
    `reports.filters.FilterError` for a choice nobody knows, `data.catalogue.UnknownMeasure`, and
    `ReportError` when the report itself breaks the rules of the desk. Finished answers are kept for the
    data's version by everything they depend on, the viewer's scope included; the figure is shared and
    must not be changed, the frame is the caller's own. Whoever opens an answer about one course of care leaves an
    event in the audit trail (`reports.watched`), and so does whoever is refused.
    """
    module = find(name)
    with refusals(store, viewer, f"report {name}", filters.episode):
        check_read(viewer, module.TITLE, module.ROLES)
        narrowing.check(viewer, filters)
        report = _opened(name, store, catalogue, viewer, filters, as_of)
    if filters.episode is not None:
        viewed(store, viewer, filters.episode)
    return report


def open_public(
    name: str, store: Store, catalogue: Catalogue, viewer: Viewer, filters: Filters, as_of: date | None = None
) -> Report:
    """The answer of the report *name* as it may leave the building: read with marketing's rights, whoever asks.

    *filters* hold at most one condition, a measure, a horizon and a run of whole quarters, which marketing's own
    pages have not. Raises as `open_report`, and `NotAllowed` for a viewer who may not prepare an export.
    """
    check_act(store, viewer, "prepare export")
    narrowing.check_public(filters)
    public = Viewer(viewer.name, MARKETING)
    if not hasattr(find(name), "PUBLIC"):
        check_read(public, find(name).TITLE, find(name).ROLES)
    return _opened(name, store, catalogue, public, filters, as_of)


def _opened(
    name: str, store: Store, catalogue: Catalogue, viewer: Viewer, filters: Filters, as_of: date | None
) -> Report:
    module = find(name)
    snapshot = seen_by(viewer, store)
    _check_filters(filters, snapshot, catalogue)
    _check_episode(module, filters)
    day = as_of or today()
    problems = (lambda: _import_problems(store)) if may_write(viewer, "import") else None
    reader = Reader(snapshot, catalogue, viewer, filters, day, problems, lambda one: open_record(store, viewer, one))
    _check_percent(reader)
    key = ("report", name, snapshot.version, catalogue.digest, filters, viewer.scope, day)
    kept = snapshot.memo(key, lambda: answer(name, module, reader))
    told = () if viewer.role in SEES_PEOPLE else (left_out(current(store)),)
    return replace(kept, frame=kept.frame.copy(), notes=(*kept.notes, *told), episode=filters.episode)


def _check_episode(module: ModuleType, filters: Filters) -> None:
    if needs_episode(module) and filters.episode is None:
        raise FilterError(f"The report '{module.TITLE}' is about one course of care. Choose a patient first.")


def needs_episode(module: ModuleType) -> bool:
    """Whether a report is about one course of care, which the filters then have to name."""
    return bool(getattr(module, "NEEDS_EPISODE", False))


def _check_percent(read: Reader) -> None:
    """A percentage needs a 0 that means none: pain has one (IMMPACT), an angle or a distance reached has not."""
    if read.filters.percent is not None and read.measure.kind == "rom":
        raise FilterError(
            f"A percentage of the first reading says nothing about a range of motion ({read.measure.short}), whose 0 "
            "does not mean none. Leave the percentage out, or choose a pain measure."
        )


def _check_filters(filters: Filters, snapshot: Snapshot, catalogue: Catalogue) -> None:
    if filters.measure:
        catalogue.measure(filters.measure)
    recorded = snapshot.memo(("names",), lambda: _names(snapshot))
    conditions = sorted({*catalogue.conditions, *recorded["condition"]})
    check_known(filters, {**recorded, "condition": conditions, "side": SIDES})


def _names(snapshot: Snapshot) -> dict[str, list[str]]:
    """What occurs in the record, by the filter that asks for it."""
    episodes, sessions = snapshot.episodes, snapshot.sessions
    return {
        "condition": sorted(episodes["condition"].dropna().unique()),
        "site": sorted(episodes["site"].dropna().unique()),
        "podiatrist": sorted({*episodes["podiatrist"].dropna().unique(), *sessions["podiatrist"].dropna().unique()}),
    }


def _import_problems(store: Store) -> pd.DataFrame:
    """One row per rejected or flagged cell of the newest imports that still stand; never the value itself."""
    batches = read_batches(store)
    standing = batches[batches["status"] == "stored"].head(NEWEST)
    rows = [
        (batch, file, problem.severity, problem.column, problem.code)
        for batch, file in zip(standing["batch"], standing["file"], strict=True)
        for problem in read_batch(store, int(batch)).problems
    ]
    return pd.DataFrame(rows, columns=["batch", "file", "severity", "column", "code"])
