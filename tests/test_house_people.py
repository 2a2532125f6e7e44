"""Every report as every role over marked people: no mark comes out where the role may not see it, and n always does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import ModuleType

import pandas as pd
import plotly.graph_objects as go
import pytest

from data.catalogue import Catalogue
from data.snapshot import Snapshot, current
from data.store import Store
from data.visit_reads import EpisodeRecord, ReadingRecord
from reports import access, desk, public_view
from reports.access import Viewer
from reports.filters import Filters
from reports.reader import Reader
from reports.records import open_record
from reports.report import Draft, ReportError
from tests.walls_people import BASE, WORD, leaks, mark, opened, without_n

MARKETING = Viewer("marketing", access.MARKETING)
OWNER = Viewer("owner", access.OWNER)


@pytest.fixture(scope="module")
def marked(demo_store: Store) -> Snapshot:
    return mark(current(demo_store))


@pytest.fixture
def as_of(marked: Snapshot) -> date:
    return marked.sessions["on"].max().date()


@pytest.fixture(autouse=True)
def _marked_records(marked: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (desk, public_view):
        monkeypatch.setattr(module, "current", lambda store: marked)
    monkeypatch.setattr(desk, "open_record", _marked_record)


def _marked_record(store: Store, viewer: Viewer, episode: int) -> EpisodeRecord:
    """The course of care behind a marked number, its own identities marked like those of the frames."""
    found = open_record(store, viewer, episode - BASE)
    return replace(
        found, id=episode, patient=found.patient + BASE, reference=WORD + found.reference,
        display_name=WORD + found.display_name, reviews=tuple(map(_with_marked_id, found.reviews)),
        sessions=tuple(replace(one, readings=tuple(map(_with_marked_id, one.readings))) for one in found.sessions),
    )  # fmt: skip


def _with_marked_id(reading: ReadingRecord) -> ReadingRecord:
    return replace(reading, id=reading.id + BASE)


@pytest.mark.parametrize("name", sorted(desk.list_reports(MARKETING)))
def test_no_person_reaches_marketing(name: str, demo_store: Store, catalogue: Catalogue, as_of: date) -> None:
    for condition in ((), ("plantar_heel_pain",)):
        report = opened(name, demo_store, catalogue, MARKETING, as_of, condition=condition)
        assert not leaks(report), "\n".join(leaks(report))


def test_marking_changes_no_figure(
    demo_store: Store, catalogue: Catalogue, as_of: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = opened("effectiveness", demo_store, catalogue, OWNER, as_of).frame
    monkeypatch.undo()
    plain = opened("effectiveness", demo_store, catalogue, OWNER, as_of).frame
    pd.testing.assert_frame_equal(seen, plain)


def _spoilt(monkeypatch: pytest.MonkeyPatch, build: object) -> None:
    report = ModuleType("reports.spoilt")
    vars(report).update(TITLE="Spoilt", QUESTION="Who?", ROLES=access.ROLES, build=build)
    known = {**desk.modules(), "spoilt": report}
    monkeypatch.setattr(desk, "find", known.__getitem__)


def _counts(read: Reader) -> pd.DataFrame:
    return read.episodes().groupby("condition", observed=True).size().rename("n").reset_index()


def _figure(frame: pd.DataFrame, **more: object) -> go.Figure:
    bar = {"type": "bar", "x": frame["condition"].astype(str), "y": frame["n"]}
    return go.Figure({"data": [bar | {"text": [f"n = {n}" for n in frame["n"]]} | more]})


def _summary(frame: pd.DataFrame) -> tuple[str, ...]:
    return (f"{len(frame)} conditions.",)


def test_a_report_without_its_n_is_named(
    demo_store: Store, catalogue: Catalogue, as_of: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    _spoilt(monkeypatch, lambda read, catalogue, filters: Draft(_counts(read).drop(columns="n"), _summary))
    with pytest.raises(ReportError, match="'spoilt' has no column 'n'"):
        opened("spoilt", demo_store, catalogue, OWNER, as_of)


@pytest.mark.parametrize("key", ["customdata", "hovertext", "text", "ids", "meta"])
def test_a_patient_in_a_marketing_reports_hover_data_is_named(
    key: str, demo_store: Store, catalogue: Catalogue, as_of: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
        people = read.episodes().drop_duplicates("condition")["patient"].astype(str)
        return Draft(_counts(read), _summary, lambda frame: _figure(frame, **{key: people.to_list()[: len(frame)]}))

    _spoilt(monkeypatch, build)
    try:
        named = leaks(opened("spoilt", demo_store, catalogue, MARKETING, as_of))
    except ReportError as refused:  # the desk sees it first
        named = [str(refused)]
    assert named
    assert "'spoilt'" in named[0]


def test_a_picture_without_its_n_is_named(
    demo_store: Store, catalogue: Catalogue, as_of: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(frame: pd.DataFrame) -> go.Figure:
        return _figure(frame, y=frame["n"] / frame["n"].sum(), text=None, hovertext=[f"n = {n}" for n in frame["n"]])

    _spoilt(monkeypatch, lambda read, catalogue, filters: Draft(_counts(read), _summary, draw))
    report = opened("spoilt", demo_store, catalogue, OWNER, as_of)
    assert without_n(report) == ["The picture of the report 'spoilt' does not show its n."]
