"""The reports about one course of care against the small clinic made by hand, and that nobody else is in them."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data import snapshot as snapshots
from data.catalogue import Catalogue
from data.ledger import Ledger
from data.rows import ReadingFacts, SessionFacts
from data.store import Store
from data.visit_reads import read_episode
from reports import desk, people
from reports.access import OWNER, PODIATRIST, Viewer
from reports.filters import FilterError, Filters
from reports.points import panels
from reports.report import Report
from tests.reports.conftest import TODAY, course, fill

OWN = Viewer("o", OWNER)


def episode_of(store: Store, reference: str) -> int:
    return people.search(store, OWN, reference)[0].episodes[0]


def opened(name: str, store: Store, catalogue: Catalogue, reference: str, **filters: object) -> Report:
    asked = Filters(episode=episode_of(store, reference)).with_(**filters)
    return desk.open_report(name, store, catalogue, OWN, asked, TODAY)


def test_a_report_about_one_course_asks_for_it(small_clinic: Store, catalogue: Catalogue) -> None:
    with pytest.raises(FilterError, match="Choose a patient first"):
        desk.open_report("progress", small_clinic, catalogue, OWN, as_of=TODAY)


def test_progress_is_every_reading_in_order(small_clinic: Store, catalogue: Catalogue) -> None:
    """By hand: 8/7, 6/5, 4/3, 4 a fortnight apart from 5 Jan 2026."""
    report = opened("progress", small_clinic, catalogue, "HEEL-0003")
    frame = report.frame
    assert frame["value"].tolist() == [8, 7, 6, 5, 4, 3, 4]
    assert frame["number"].tolist() == [1, 1, 2, 2, 3, 3, 4]
    assert frame["phase"].tolist() == ["before", "after"] * 3 + ["before"]
    assert frame["on"].iloc[-1] == pd.Timestamp("2026-02-16")
    assert not frame["small"].any()
    assert report.summary == ("Pain 0-10: 8 points on 5 Jan 2026, 4 points on 16 Feb 2026; lower is better.",)
    assert "too few for a band (11 courses" in " ".join(report.notes)
    assert report.figure is not None
    assert list(report.figure.layout.yaxis.range) == [0, 10]


def test_changes_of_each_visit_by_hand(small_clinic: Store, catalogue: Catalogue) -> None:
    frame = opened("visit_changes", small_clinic, catalogue, "HEEL-0003").frame
    assert frame["immediate"].tolist()[:3] == [1, 1, 1]
    assert math.isnan(frame["immediate"].iloc[3])
    assert frame["carried"].tolist()[:3] == [2, 2, 0]


def test_standing_by_hand(small_clinic: Store, catalogue: Catalogue) -> None:
    report = opened("standing", small_clinic, catalogue, "HEEL-0003")
    row = report.frame.iloc[0]
    wanted = {
        "measure": "nprs", "baseline": 8.0, "last": 4.0, "change": 4.0, "error": 1.33, "important": 2.0,
        "cls": "improved beyond both", "immediate": 1.0, "carried": 0.0, "sessions": 4, "usual_n": 0,
        "adverse_asked": 0, "adverse_any": 0, "days_since_reading": (TODAY - date(2026, 2, 16)).days,
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert row["immediate_on"] == pd.Timestamp("2026-02-02")
    assert row["missing"].startswith("Not measured for 279 days. No review for")
    assert "Adverse events were not asked about in 4 of 4 sessions." in row["missing"]
    assert "improved" in row["zone"]


def test_another_rater_of_a_movement_is_marked(small_clinic: Store, catalogue: Catalogue) -> None:
    episode = episode_of(small_clinic, "HEEL-0003")
    ledger = Ledger(small_clinic, catalogue, "tester", TODAY)
    for days, rater, value in ((1, "Ann Lee", 8.0), (2, "Bo Chan", 10.0)):
        on = date(2026, 3, days)
        lunge = ReadingFacts("wblt_cm", value, on, "before", "left", "tape", rater, "tape")
        ledger.record_session(episode, SessionFacts(on), [lunge])
    report = opened("range_progress", small_clinic, catalogue, "HEEL-0003")
    assert report.frame["marked"].tolist() == [False, True]
    row = opened("standing", small_clinic, catalogue, "HEEL-0003", measure="wblt_cm").frame.iloc[0]
    assert row["error_kind"] == "another rater or instrument"
    assert [one.measure for one in panels(read_episode(small_clinic, episode), catalogue, ("rom",))] == ["wblt_cm"]


@pytest.fixture
def alike(clinic_store: Store, catalogue: Catalogue) -> Store:
    """24 courses of others from 6 to 3, and one of A-1 from 6 to 1."""
    rows = course("A-1", [(6.0, 5.0), (1.0, 1.0), (1.0, None)])
    for number in range(24):
        rows += course(f"OTHER-{number:02d}", [(6.0, 5.0), (3.0, 3.0), (3.0, None)], podiatrist="Bo Chan")
    fill(clinic_store, catalogue, rows)
    return clinic_store


def test_the_band_is_of_others_only(alike: Store, catalogue: Catalogue) -> None:
    report = opened("similar", alike, catalogue, "A-1")
    assert report.frame["n"].tolist() == [24, 24, 24]
    assert report.frame["median"].tolist() == [6, 3, 3]
    assert report.frame[["q1", "q3"]].to_numpy().tolist() == [[6, 6], [3, 3], [3, 3]]
    seen = desk.open_report(
        "similar", alike, catalogue, Viewer("p", PODIATRIST, "Ann Lee"),
        Filters(episode=episode_of(alike, "A-1")), TODAY,
    )  # fmt: skip
    pd.testing.assert_frame_equal(report.frame, seen.frame)  # totals of the clinic, though none of the 24 is hers
    assert "OTHER" not in str([report.frame.to_dict(), report.notes, report.summary])


def test_beside_the_picture_it_is_said_who_is_compared_and_how(alike: Store, catalogue: Catalogue) -> None:
    notes = opened("progress", alike, catalogue, "A-1").notes
    assert all(isinstance(note, str) for note in notes)
    assert any(note.startswith("Similar patients: 24 courses of 24 other patients") for note in notes)
    assert any(note.startswith("Expected line: ") and note.endswith(".") for note in notes)


def test_too_few_similar_is_a_sentence(small_clinic: Store, catalogue: Catalogue) -> None:
    report = opened("similar", small_clinic, catalogue, "CALF-0001")
    assert report.frame.empty
    assert report.summary == (
        "There are too few similar patients here for a band: 2 of the 20 courses of care that are needed.",
    )


def test_the_clinic_is_looked_at_once_for_a_version(
    alike: Store, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two people of one condition after each other: the courses of the whole clinic are made for the first only."""
    from reports import compared

    made: list[int] = []
    whole = compared.course_frames.courses

    def counted(readings: pd.DataFrame, episodes: pd.DataFrame, *rest: object, **more: object) -> pd.DataFrame:
        made.append(len(episodes))
        return whole(readings, episodes, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(compared.course_frames, "courses", counted)
    snapshots.current(alike)
    for reference in ("A-1", "OTHER-01"):
        for name in ("progress", "standing", "similar"):
            opened(name, alike, catalogue, reference)
    assert sorted(made)[-2:] == [1, 25]


def test_the_caseload_is_the_viewers_own_in_order_of_need(small_clinic: Store, catalogue: Catalogue) -> None:
    bo = Viewer("p", PODIATRIST, "Bo Chan")
    mine = desk.open_report("caseload", small_clinic, catalogue, bo, as_of=TODAY).frame
    every = desk.open_report("caseload", small_clinic, catalogue, OWN, as_of=TODAY).frame
    assert (len(mine), len(every)) == (9, 26)
    assert (np.diff(every["need"]) <= 0).all()
    heel = every[every["reference"] == "HEEL-0003"].iloc[0]
    assert heel["trend"] == [8, 6, 4, 4]
    assert (heel["class"], heel["sessions"], heel["days_since_reading"]) == ("improved beyond both", 4, 279)
    assert heel["not_remeasured"]
    assert heel["due_for_review"]
    calf = every[every["reference"] == "CALF-0001"].iloc[0]
    assert calf["off_track"]
    assert calf["need"] > heel["need"]
    assert set(every["episode"]) == set(range(min(every["episode"]), min(every["episode"]) + 26))
