"""What somebody with marketing's rights can know of a clinic: every count on a page or in a picture, and who is in it.

Independent of the guard: who stands behind a count is worked out here from the courses of care themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from analytics.classes import classed
from data.catalogue import Catalogue
from data.snapshot import Snapshot
from reports import desk, public_view, studio_draft, studio_overlap
from reports.access import MARKETING, OWNER, Viewer
from reports.answer import answer
from reports.filters import AGE_BANDS, Filters
from reports.period import offered
from reports.public_case import Case
from reports.reader import Reader
from reports.studio_request import Request
from tests.reports.conftest import TODAY

PUBLIC = Viewer("marketing", MARKETING)
PAGES = ("overview", "effectiveness", "by_period", "classes", "sessions")
QUESTIONS = ("improved", "sessions", "by_period", "effectiveness")  # the others tell the same counts
DIMENSIONS = ("condition", "site", "side", "age")
STAGES = ("n", "eligible", "with_baseline", "followed_up")
LEAST_CONDITION = 30  # a smaller condition has no picture: a check of its own, tried elsewhere
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Figure:
    """One count somebody can read: its value, who is in it, and where it stands.

    Figures are set beside those of their own ``kind``: who was worse by 12 weeks is no part of who was worse by the
    last reading, nor those with a reading at one session part of those with one at another. ``""`` is for a stage that
    everybody passes (due, with a first reading, counted), of which the classes are parts.
    """

    value: float
    who: Mask
    where: str
    kind: str = ""


class Truth:
    """The courses of care of a clinic, one row each, by plain steps: group, quarter, and what became of each."""

    def __init__(self, snapshot: Snapshot, catalogue: Catalogue, horizon: float | None = None) -> None:
        self.snapshot, self.catalogue, self.horizon = snapshot, catalogue, horizon
        read = Reader(snapshot, catalogue, Viewer("owner", OWNER), Filters(measure="nprs"), TODAY)
        rows = classed(read.courses(weeks=horizon), read.measure, catalogue, horizon).reset_index(drop=True)
        limb = pd.MultiIndex.from_frame(rows[["episode", "side"]].astype({"side": object}))
        known = snapshot.episodes.set_index("episode")
        for name in ("condition", "site", "side"):
            rows[name] = rows["episode"].map(known[name].astype(object))
        years = rows["episode"].map(known["age"])
        rows["age"] = [next((band for band, (low, high) in AGE_BANDS.items() if low <= year < high), None)
                       for year in years]  # fmt: skip
        rows["period"] = rows["started"].dt.to_period("Q").dt.start_time
        self.rows, self.people = rows, rows["patient"].to_numpy()
        self._became, self._came = self._counts(), self._sessions(limb)
        self._columns = {name: rows[name].to_numpy(dtype=object) for name in ("condition", "site", "side", "age")}
        self._columns["period"] = rows["period"].to_numpy()

    def became(self, count: str) -> Mask | None:
        """Who is counted under the name of a column; nothing for a column that counts nobody."""
        return self._became.get(count)

    def _counts(self) -> dict[str, Mask]:
        rows = self.rows
        counted = (rows["status"] == "counted").to_numpy()
        due = rows["eligible"].to_numpy(dtype=bool)
        begun = due & rows["baseline"].notna().to_numpy()
        codes = rows["cls"].cat.codes.to_numpy()
        better = counted & (codes >= 0) & (codes <= 2)
        return {
            "n": counted, "eligible": due, "with_baseline": begun,
            "followed_up": begun & rows["last"].notna().to_numpy(),
            "classed": counted & (codes >= 0), "unclassed": counted & (codes < 0), "improved": better,
            "improved_both": counted & (codes == 0), "improved_important": counted & (codes == 1),
            "improved_error": counted & (codes == 2), "within_error": counted & (codes == 3),
            "unchanged": counted & (codes == 3), "worse": counted & (codes == 4),
            "unchanged_or_worse": counted & (codes >= 3),
        }  # fmt: skip

    def group(self, **keys: object) -> Mask:
        """The courses of care of a group."""
        chosen = np.ones(len(self.rows), dtype=bool)
        for name, value in keys.items():
            chosen &= self._columns[name] == (pd.Timestamp(value) if name == "period" else value)  # type: ignore[arg-type]
        return chosen

    def read_off(self, frame: pd.DataFrame, group: Mask, where: str) -> Iterator[Figure]:
        """Every count of a table that is not blank."""
        for _, row in frame.iterrows():
            mask = group.copy()
            for key in ("condition", "period"):
                if key in frame:
                    mask &= self.group(**{key: row[key]})
            for column in frame.columns:
                who = self.became(str(column))
                if who is not None and pd.notna(row[column]):
                    kind = "" if column in STAGES else f"classes at {self.horizon}"
                    yield Figure(float(row[column]), who & mask, f"{where} {column}", kind)

    def read_sessions(self, frame: pd.DataFrame, group: Mask, where: str) -> Iterator[Figure]:
        """The number of people at every point of a table by session that is not blank."""
        for _, row in frame[frame["n"].notna()].iterrows():
            point = f"{row['phase']} {row['number']}"
            yield Figure(float(row["n"]), self._came[point] & group, f"{where} {point}", point)

    def _sessions(self, limb: pd.MultiIndex) -> dict[str, Mask]:
        """Which limbs have a reading before and after each session."""
        seen = self.snapshot.readings
        seen = seen[(seen["measure"] == "nprs") & (seen["phase"] != "review") & seen["value"].between(0, 10)]
        points = seen["phase"].astype(str) + " " + seen["number"].astype(str)
        return {
            str(point): limb.isin(pd.MultiIndex.from_frame(had[["episode", "side"]].astype({"side": object})))
            for point, had in seen.groupby(points)
        }


def choices(snapshot: Snapshot, dimensions: Iterable[str]) -> Iterator[dict[str, tuple[str, ...]]]:
    """The ways marketing can narrow a page: by nothing, or by one choice of one of the *dimensions*."""
    yield {}
    for name in dimensions:
        known = AGE_BANDS if name == "age" else sorted(snapshot.episodes[name].dropna().astype(str).unique())
        for value in known:
            yield {name: (value,)}


def on_pages(truth: Truth, dimensions: Iterable[str] = DIMENSIONS) -> list[Figure]:
    """Every count on marketing's pages, under every filter of the *dimensions*."""
    found: list[Figure] = []
    for chosen in choices(truth.snapshot, dimensions):
        filters = Filters(measure="nprs", horizon=truth.horizon, **chosen)  # type: ignore[arg-type]
        group = truth.group(**{name: values[0] for name, values in chosen.items()})
        for name in (name for name in PAGES if name != "classes" or not chosen):  # of a choice: its row of the whole
            reader = Reader(truth.snapshot, truth.catalogue, PUBLIC, filters, TODAY)
            frame = answer(name, desk.find(name), reader).frame
            read_off = truth.read_sessions if name == "sessions" else truth.read_off
            found += read_off(frame, group, f"page {name} {chosen} at {truth.horizon}")
    return found


def in_pictures(truths: Iterable[Truth], patch: pytest.MonkeyPatch) -> tuple[list[Figure], int, int]:
    """Every count in a picture that marketing can make, one after the other; how many were made and refused.

    The register, the look and the drawing are out of the way: what is tried is the draft with all its checks.
    """
    register: list[Any] = []
    store = SimpleNamespace(version=lambda: 1, is_demo=False, url="", fact=lambda _: None)
    found: list[Figure] = []
    refused = 0
    for truth, asked in [(one, asked) for one in truths for asked in _asked(one)]:
        _open(truth.snapshot, register, patch)
        made = studio_draft.draft(store, truth.catalogue, PUBLIC, asked, TODAY)  # type: ignore[arg-type]
        if not made.holds:
            refused += 1
            continue
        found += _told(truth, made.case)
        kept = [one.kept() for one in studio_overlap.shown_of(made.case)]
        register.append(SimpleNamespace(code=f"DN-{len(register)}", state="prepared", events=(), data_version=1,
                                        content={"shown": kept}))  # fmt: skip
    return found, len(register), refused


def _asked(truth: Truth) -> Iterator[Request]:
    """Every question about everybody and about each large condition, for every period offered that has anybody."""
    started = truth.rows["started"].dt.date
    for period in offered(started.min(), TODAY):
        inside = started.between(period.first, period.last)
        counted = truth.rows.loc[inside & truth.became("n"), "condition"].value_counts()
        large = sorted(str(name) for name in counted.index[counted >= LEAST_CONDITION])
        for condition in ("", *large) if inside.any() else ():
            for question in QUESTIONS[:3] if condition else QUESTIONS:
                yield Request(question, condition, period.name, "nprs", truth.horizon)


def _open(snapshot: Snapshot, register: list[Any], patch: pytest.MonkeyPatch) -> None:
    for module in (desk, public_view, studio_overlap):
        patch.setattr(module, "current", lambda _: snapshot)
    patch.setattr(studio_draft, "public_only", lambda store: store)
    patch.setattr(studio_draft, "read_look", lambda _: None)
    patch.setattr(studio_draft, "read_wordings", lambda _: {})
    patch.setattr(studio_overlap, "read_exports", lambda _: tuple(register))
    patch.setattr(studio_draft, "compose", lambda case, mark: None)


def _told(truth: Truth, case: Case) -> Iterator[Figure]:
    """The counts beside the picture and in its table."""
    if case.period is None or case.facts is None or case.table is None or case.report is None:
        return
    started = truth.rows["started"].dt.date
    group = ((started >= case.period.first) & (started <= case.period.last)).to_numpy()
    if case.request.condition:
        group = group & truth.group(condition=case.request.condition)
    where = f"picture {case.request.question} {case.request.condition} {case.period.name} at {truth.horizon}"
    facts = pd.DataFrame([case.facts.row])
    yield from truth.read_off(facts, group, where)
    table = case.table[~case.table["hidden"].astype(bool)]
    if "label" in table:
        named = dict(zip(case.report.frame["label"], case.report.frame["condition"], strict=True))
        table = table.assign(condition=table["label"].map(named))
    yield from (truth.read_sessions if "number" in table else truth.read_off)(table, group, where)
