"""Benefit and harm: what stands beside what, what is said where nobody asked, and whose figures it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.snapshot import Snapshot
from data.store import Store
from reports import desk
from reports.access import MARKETING, OWNER, PODIATRIST, NotAllowed, Viewer
from reports.answer import answer
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Report
from reports.sentences import NOBODY_JUDGED
from tests.reports.conftest import TODAY, Make, course, fill
from tests.reports.test_safety import clinic

OWN = Viewer("o", OWNER)


def ask(snapshot: Snapshot, catalogue: Catalogue, **chosen: object) -> Report:
    filters = Filters(measure="nprs").with_(**chosen)
    return answer("benefit_harm", desk.find("benefit_harm"), Reader(snapshot, catalogue, OWN, filters, TODAY))


def test_all_comes_first_and_adds_up(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = clinic(random_clinic, ["mild"] * 20 + ["significant"] * 2, [True] * 20 + [True, False])
    frame = ask(snapshot, catalogue).frame
    assert frame["condition"].iloc[0] == ""
    kinds = ["improved", "between", "worse", "mild", "significant", "serious"]
    assert frame["kind"].tolist() == kinds * frame["condition"].nunique()
    every, parts = frame[frame["condition"] == ""].set_index("kind"), frame[frame["condition"] != ""]
    for column in ("n", "had", "sessions"):
        summed = parts.groupby("kind")[column].sum(min_count=1)
        assert summed.reindex(kinds).tolist() == pytest.approx(every[column].tolist(), nan_ok=True)
    assert every.loc["mild", ["n", "had", "sessions"]].tolist() == [159, 20, 160]
    assert every.loc["significant", "had"] == 1  # the other one was written down although nobody asked
    assert every.loc["mild", "asked_share"] == pytest.approx(159 / 160)


def test_it_says_what_safety_and_the_classes_say(demo_store: Store, catalogue: Catalogue) -> None:
    """The same records through two other reports: the rates of harm, and the classes at a measure with one error."""
    day = desk.current(demo_store).sessions["on"].max().date()
    frames = {
        name: desk.open_report(name, demo_store, catalogue, OWN, Filters(), day).frame
        for name in ("benefit_harm", "safety", "classes")
    }
    mine = frames["benefit_harm"].query("condition == ''").set_index("kind")
    harm = frames["safety"].set_index("worst")
    for kind in ("mild", "significant", "serious"):
        for column in ("n", "had", "per_100", "low", "high", "at_most"):
            assert mine.loc[kind, column] == pytest.approx(harm.loc[kind, column], nan_ok=True)
    assert mine.loc["improved", "had"] == frames["classes"]["improved_both"].sum()
    assert mine.loc["worse", "had"] == frames["classes"]["worse"].sum() > 0


def test_it_is_said_in_words(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = clinic(random_clinic, ["mild"] * 20 + ["significant"] * 2, [True] * 22)
    first, asked, rates = ask(snapshot, catalogue).summary
    assert first.startswith("Of ") and "improved beyond error and important" in first and first.endswith("got worse.")
    assert asked == "Adverse events were asked about in 160 of 160 sessions (100 %)."
    assert rates == (
        "Per 100 sessions asked: mild at worst 12.5 (95 % CI 7.8 to 18.6); significant at worst 1.2 (95 % CI 0.2 to "
        "4.4); serious none (at most 1.9)."
    )


def test_nobody_asked_is_not_nothing_happened(random_clinic: Make, catalogue: Catalogue) -> None:
    report = ask(clinic(random_clinic, [None] * 160, [None] * 160), catalogue)
    assert report.summary[1] == (
        "Adverse events were asked about in none of 160 sessions, so nothing can be said about harm."
    )
    harm = report.frame[report.frame["panel"] == "harm"]
    assert harm[["per_100", "low", "high", "at_most"]].isna().all(axis=None)
    assert report.figure is not None
    assert [note.text for note in report.figure.layout.annotations].count("not asked about") == 3


def test_one_session_is_one(small_clinic: Store, catalogue: Catalogue) -> None:
    rows = course("ONE-0001", [(8.0, 7.0)], condition="cramp")
    fill(small_clinic, catalogue, rows, "more.csv")
    filters = Filters(condition=("cramp",))
    said = desk.open_report("benefit_harm", small_clinic, catalogue, OWN, filters, TODAY).summary
    assert said[1] == "Adverse events were not asked about in the one session, so nothing can be said about harm."
    bounds = desk.open_report("bounds", small_clinic, catalogue, OWN, filters, TODAY).summary
    assert said[0] == bounds[0] == NOBODY_JUDGED


def test_courses_without_a_session_are_drawn_and_said(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = random_clinic(1)
    report = ask(replace(snapshot, sessions=snapshot.sessions.iloc[:0]), catalogue)
    assert report.summary[1] == "No session is recorded, so nothing can be said about harm."
    assert report.figure is not None


def test_one_condition_stands_alone_and_improved_means_what_it_can(random_clinic: Make, catalogue: Catalogue) -> None:
    heel = ask(random_clinic(1), catalogue, condition=("plantar_heel_pain",)).frame
    assert set(heel["condition"]) == {"plantar_heel_pain"}
    assert heel["kind_words"].iloc[0] == "Improved beyond error and important"
    assert ask(random_clinic(1), catalogue, measure="stiffness").summary[0] == (
        "Nobody has two readings and a threshold to judge the change by, so no share improved can be given."
    )


def test_a_range_of_motion_is_judged_by_error_alone(demo_store: Store, catalogue: Catalogue) -> None:
    day = desk.current(demo_store).sessions["on"].max().date()
    found = desk.open_report("benefit_harm", demo_store, catalogue, OWN, Filters(measure="wblt_cm"), day)
    assert found.frame["kind_words"].iloc[0] == "Improved beyond error"
    assert "important" not in found.summary[0]


def test_published_rates_stand_in_the_notes_with_their_denominators(random_clinic: Make, catalogue: Catalogue) -> None:
    notes = " ".join(ask(random_clinic(1), catalogue).notes)
    for words in ("19.18 % of 7,629 treatments (PMID 25125935)", "36.7 minor events per 100 of 20,494 treatments",
                  "one major event in 1,024 (PMID 32089962)", "32 % of appointments (10.2522/ptj.20130255)",
                  "no mark to be above or below", "Clopper-Pearson", "3 / n"):  # fmt: skip
        assert words in notes


def test_it_is_not_marketings(small_clinic: Store, catalogue: Catalogue) -> None:
    for name in ("benefit_harm", "how_sure", "standards"):
        with pytest.raises(NotAllowed, match="not open to the role marketing"):
            desk.open_report(name, small_clinic, catalogue, Viewer("m", MARKETING), Filters(), TODAY)
        with pytest.raises(NotAllowed):
            desk.open_public(name, small_clinic, catalogue, OWN, Filters(), TODAY)
        assert desk.open_report(name, small_clinic, catalogue, Viewer("p", PODIATRIST, "Ann Lee"), Filters(), TODAY)


@pytest.mark.parametrize("seed", range(3))
def test_shares_lie_inside_their_intervals(seed: int, random_clinic: Make, catalogue: Catalogue) -> None:
    random = np.random.default_rng(seed)
    worst = random.choice(["none", "mild", "significant", "serious"], 160, p=[0.8, 0.12, 0.06, 0.02]).tolist()
    frame = ask(clinic(random_clinic, worst, (random.random(160) < 0.7).tolist()), catalogue).frame
    known = frame[frame["per_100"].notna()]
    assert (known["low"] <= known["per_100"] + 1e-9).all() and (known["per_100"] <= known["high"] + 1e-9).all()
    assert pd.isna(known.loc[known["had"] > 0, "at_most"]).all()
    shares = frame[frame["panel"] == "benefit"].groupby("condition")["had"].sum()
    assert shares.to_dict() == frame[frame["kind"] == "worse"].set_index("condition")["n"].to_dict()
