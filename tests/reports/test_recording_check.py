"""Recording check: the invented clinic's two planted habits are found by the checks meant for them, and no others."""

from __future__ import annotations

import pytest

from data.catalogue import Catalogue
from data.demo_people import PODIATRISTS
from data.snapshot import Snapshot
from data.store import Store
from reports import desk
from reports.access import OWNER, ROLES, NotAllowed, Viewer
from reports.answer import answer
from reports.filters import Filters
from reports.reader import Reader
from reports.recording_check import LOOKED, OTHER_REASONS, VERDICT, _said
from reports.report import Report
from tests.reports.conftest import TODAY, Make

ACCUSING = ("cheat", "fraud", "manipulat", "fabricat", "fake", "dishonest", "suspicious", "guilty", "falsif", "liar")
OWN = Viewer(OWNER, OWNER)


@pytest.fixture(scope="module")
def demo(demo_store: Store, catalogue: Catalogue) -> Report:
    return desk.open_report("recording_check", demo_store, catalogue, OWN, Filters(measure="nprs"))


def test_the_planted_habits_stand_out_and_nothing_else_does(demo: Report) -> None:
    out = demo.frame[demo.frame["verdict"] == VERDICT[True]]
    heaper = next(one.name for one in PODIATRISTS if one.heaps)
    skipper = max(PODIATRISTS, key=lambda one: one.skips).name
    assert set(zip(out["check"], out["podiatrist"], strict=True)) == {
        ("round values", heaper), ("no reading after", skipper),
    }  # fmt: skip


@pytest.mark.parametrize("measure", ["stiffness", "wblt_cm"])
def test_the_skipped_readings_are_all_that_stands_out_of_other_measures(
    measure: str, demo_store: Store, catalogue: Catalogue
) -> None:
    found = desk.open_report("recording_check", demo_store, catalogue, OWN, Filters(measure=measure)).frame
    out = found[found["verdict"] == VERDICT[True]]
    assert set(out["check"]) <= {"no reading after"}
    assert set(out["podiatrist"]) <= {max(PODIATRISTS, key=lambda one: one.skips).name}


def test_it_says_who_how_many_what_is_expected_and_other_reasons(demo: Report) -> None:
    row = demo.frame[(demo.frame["check"] == "round values") & (demo.frame["verdict"] == VERDICT[True])].iloc[0]
    said = next(one for one in demo.summary if row["podiatrist"] in one and "0, 5 or 10" in one)
    assert f"of {row['n']} readings" in said and f"{100 * row['found']:.0f} %" in said and "is expected" in said
    assert any(one.startswith(OTHER_REASONS) for one in demo.summary)
    assert any("one person took both in 100 %" in one for one in demo.summary)


def test_one_row_stands_out_and_two_stand_out(demo: Report) -> None:
    out = demo.frame[demo.frame["verdict"] == VERDICT[True]]
    every = len(demo.frame[demo.frame["verdict"].isin(list(VERDICT.values()))])
    assert demo.summary[0].startswith(f"2 of {every} rows stand out, in ")
    assert _said(demo.frame.drop(index=out.index[0]))[0].startswith(f"1 of {every - 1} rows stands out, in ")


def test_no_word_accuses(demo: Report) -> None:
    words = " ".join((*demo.summary, *demo.notes, *map(str, LOOKED.values()), *demo.labels.values())).casefold()
    assert not [word for word in ACCUSING if word in words]


def test_every_row_has_n_an_interval_and_a_verdict(demo: Report) -> None:
    frame = demo.frame
    assert (frame["n"] > 0).all()
    assert ((frame["low"] <= frame["found"]) & (frame["found"] <= frame["high"])).all()
    assert set(frame.loc[frame["podiatrist"] != "Everyone", "verdict"]) <= {"stands out", "no", "not enough yet"}


def test_it_is_the_owners_alone(demo_store: Store, catalogue: Catalogue) -> None:
    for role in set(ROLES) - {OWNER}:
        with pytest.raises(NotAllowed):
            desk.open_report("recording_check", demo_store, catalogue, Viewer(role, role, "Ann Lee"))


def test_two_podiatrists_are_not_compared(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot: Snapshot = random_clinic(1)
    reader = Reader(snapshot, catalogue, OWN, Filters(measure="nprs"), TODAY)
    report = answer("recording_check", desk.find("recording_check"), reader)
    assert "stands out" not in set(report.frame["verdict"])
    assert report.summary and report.figure is None
