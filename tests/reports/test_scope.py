"""A podiatrist sees the courses of care they lead or treated in, and nobody else's: counted by a second road."""

from __future__ import annotations

import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.frame_reads import read_frames
from data.snapshot import current
from data.store import Store
from reports import desk
from reports.access import OWNER, PODIATRIST, NotAllowed, Viewer
from reports.filters import Filters
from reports.reader import Reader
from reports.scope import OUTSIDE
from reports.view import VIEWS, Recent
from tests.reports.conftest import TODAY, aimed

OWN = Viewer("o", OWNER)


def mine(store: Store, name: str) -> set[int]:
    """By plain steps over the records: every episode led by *name*, or with a session of theirs."""
    frames = read_frames(store)
    led = {row.episode for row in frames["episodes"].itertuples() if row.podiatrist == name}
    return led | {row.episode for row in frames["sessions"].itertuples() if row.podiatrist == name}


@pytest.mark.parametrize(("name", "courses"), [("Ann Lee", 12 + 6), ("Bo Chan", 1 + 5 + 3)])
def test_a_podiatrist_sees_led_and_treated(name: str, courses: int, small_clinic: Store, catalogue: Catalogue) -> None:
    viewer = Viewer("p", PODIATRIST, name)
    assert len(mine(small_clinic, name)) == courses
    individual = desk.open_report("individual", small_clinic, catalogue, viewer, as_of=TODAY).frame
    assert set(individual["episode"]) == mine(small_clinic, name)
    seen = desk.open_report("effectiveness", small_clinic, catalogue, viewer, as_of=TODAY).frame["seen"].sum()
    assert seen == courses


def test_what_one_person_asked_does_not_reach_another(small_clinic: Store, catalogue: Catalogue) -> None:
    """In turn, on one open store: each asks the same and gets only their own, whoever asked before."""
    wanted = {OWN: 26, Viewer("p", PODIATRIST, "Ann Lee"): 18, Viewer("p", PODIATRIST, "Bo Chan"): 9}
    for viewer, seen in [*wanted.items(), *reversed(wanted.items())]:
        for name in ("overview", "effectiveness"):
            report = desk.open_report(name, small_clinic, catalogue, viewer, as_of=TODAY)
            assert report.frame["seen"].sum() == seen


def test_frames_kept_for_a_view_are_that_view_s_alone_and_the_oldest_are_let_go() -> None:
    kept, one = Recent(), pd.DataFrame({"episode": [1]})
    kept.of(("podiatrist", "Ann Lee"))["episodes"] = one
    assert kept.of(("podiatrist", "Bo Chan")) == {}
    assert kept.of(("podiatrist", "Ann Lee"))["episodes"] is one
    for number in range(VIEWS):
        kept.of(number)
    assert kept.of(("podiatrist", "Ann Lee")) == {}


def test_readers_of_two_scopes_share_no_frame(small_clinic: Store, catalogue: Catalogue) -> None:
    ann, bo = (Viewer("p", PODIATRIST, name) for name in ("Ann Lee", "Bo Chan"))
    snapshot = current(small_clinic)
    seen = {viewer: Reader(snapshot, catalogue, viewer, Filters(), TODAY).courses() for viewer in (OWN, ann, bo)}
    for viewer, courses in seen.items():
        again = Reader(snapshot, catalogue, viewer, Filters(), TODAY)
        assert again.courses() is courses
        assert set(courses["episode"]) == set(again.episodes()["episode"])
    assert [len(courses) for courses in seen.values()] == [26, 18, 9]


def test_every_report_of_a_podiatrist_counts_no_more_than_their_own(small_clinic: Store, catalogue: Catalogue) -> None:
    nobody = Viewer("p", PODIATRIST, "Nobody Known")
    for name in desk.list_reports(nobody):
        if desk.needs_episode(desk.find(name)):
            with pytest.raises(NotAllowed, match=OUTSIDE):
                desk.open_report(name, small_clinic, catalogue, nobody, aimed(name, small_clinic, OWN), TODAY)
            continue
        report = desk.open_report(name, small_clinic, catalogue, nobody, as_of=TODAY)
        assert report.frame[report.count].sum() == 0, name


def test_a_filter_cannot_widen_a_scope(small_clinic: Store, catalogue: Catalogue) -> None:
    viewer = Viewer("p", PODIATRIST, "Bo Chan")
    filters = Filters(podiatrist=("Ann Lee",))
    frame = desk.open_report("individual", small_clinic, catalogue, viewer, filters, TODAY).frame
    assert len(frame) == 1  # the one course of care that Ann Lee leads and Bo Chan treated in


def test_a_podiatrist_does_not_see_the_sessions_of_colleagues(small_clinic: Store, catalogue: Catalogue) -> None:
    viewer = Viewer("p", PODIATRIST, "Bo Chan")
    frame = desk.open_report("missing_pairs", small_clinic, catalogue, viewer, as_of=TODAY).frame
    assert frame["podiatrist"].tolist() == ["Bo Chan"]


@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        (Filters(), 26),
        (Filters(condition=("calf_myofascial",)), 3),
        (Filters(site=("South",)), 11),
        (Filters(podiatrist=("Ann Lee",)), 18),
        (Filters(side=("right",)), 0),
        (Filters(age=("35-49",)), 26),
        (Filters(age=("under 18", "65 and over")), 0),
        (Filters(since=TODAY), 0),
        (Filters(condition=("calf_myofascial", "plantar_heel_pain"), site=("North",)), 15),
    ],
)
def test_each_filter_narrows(filters: Filters, seen: int, small_clinic: Store, catalogue: Catalogue) -> None:
    frame = desk.open_report("effectiveness", small_clinic, catalogue, OWN, filters, TODAY).frame
    assert frame["seen"].sum() == seen


@pytest.mark.parametrize("edge", ["since", "until"])
def test_both_days_of_a_period_are_included(edge: str, small_clinic: Store, catalogue: Catalogue) -> None:
    began = read_frames(small_clinic)["episodes"]["started"].iloc[0].date()
    frame = desk.open_report("effectiveness", small_clinic, catalogue, OWN, Filters(**{edge: began}), TODAY).frame
    assert frame["seen"].sum() == 26


def test_one_measure_for_the_whole_answer(small_clinic: Store, catalogue: Catalogue) -> None:
    report = desk.open_report("effectiveness", small_clinic, catalogue, OWN, as_of=TODAY)
    assert set(report.frame["measure"]) == {"nprs"}
    assert "It is the pain measure with the most first readings in view" in report.notes[0]
    chosen = desk.open_report("effectiveness", small_clinic, catalogue, OWN, Filters(measure="nprs"), TODAY)
    assert "most first readings" not in chosen.notes[0]
