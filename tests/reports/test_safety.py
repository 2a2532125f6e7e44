"""Adverse events: what the owner reads exactly, and what those who see no small groups read instead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.snapshot import Snapshot
from reports import desk
from reports.access import MARKETING, OWNER, Viewer
from reports.answer import answer
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Report
from tests.reports.conftest import TODAY, Make

SEVERITIES = ["none", "mild", "significant", "serious"]
LEAST = 10


def clinic(make: Make, worst: list[str | None], asked: list[bool | None]) -> Snapshot:
    """The random clinic of seed 1 with these answers in the first sessions, and no event in the others asked."""
    snapshot = make(1)
    left = len(snapshot.sessions) - len(worst)
    sessions = snapshot.sessions.assign(
        adverse_asked=pd.array([*asked, *[True] * left], dtype="boolean"),
        adverse_worst=pd.Categorical([*worst, *["none"] * left], categories=SEVERITIES),
    )
    return replace(snapshot, sessions=sessions)


def ask(snapshot: Snapshot, catalogue: Catalogue, role: str, **chosen: tuple[str, ...]) -> Report:
    filters = Filters(measure="nprs", **chosen)  # type: ignore[arg-type]
    reader = Reader(snapshot, catalogue, Viewer(role, role), filters, TODAY)
    return answer("safety", desk.find("safety"), reader)


def test_the_owner_reads_counts_rates_and_what_nobody_asked_about(random_clinic: Make, catalogue: Catalogue) -> None:
    worst = ["mild"] * 20 + ["significant"] * 2 + ["mild", None]
    report = ask(clinic(random_clinic, worst, [True] * 22 + [False, None]), catalogue, OWNER)
    rows = report.frame.set_index("worst")
    assert rows["had"].to_dict() == {"none": 136, "mild": 20, "significant": 2, "serious": 0, "not asked": 2}
    assert rows["n"].tolist() == [158] * 4 + [160]
    assert not rows["hidden"].any()
    assert report.summary == (
        "Adverse events were asked about in 158 of 160 sessions (99 %).",
        "Per 100 sessions asked: mild at worst 12.7 (95 % CI 7.9 to 18.9); significant at worst 1.3 (95 % CI 0.2 to "
        "4.5); serious none (at most 1.9).",
    )
    assert any(note.startswith("1 session has an event written down although nobody asked") for note in report.notes)


def test_a_few_with_an_event_are_hidden_and_said_to_be(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = clinic(random_clinic, ["mild"] * 30 + ["significant"] * 3, [True] * 33)
    report = ask(snapshot, catalogue, MARKETING)
    rows = report.frame.set_index("worst")
    assert rows["hidden"].to_dict() == {
        "none": False, "mild": False, "significant": True, "serious": False, "not asked": False,
    }  # fmt: skip
    assert pd.isna(rows.loc["significant", ["n", "per_100"]]).all()
    assert (rows.loc["serious", "per_100"], rows.loc["mild", "per_100"]) == (0, 20)  # 18.75 in steps of 10, up
    assert rows.loc["none", "per_100"] == 70  # 79.4, down: never kinder than the record
    assert not {"had", "people", "low", "high", "patients"} & set(report.frame.columns)
    assert any("Not shown" in said and "significant at worst" in said for said in report.summary)
    assert not any("although nobody asked" in note for note in report.notes)


def test_a_few_who_were_not_asked_are_no_difference_of_two_counts(random_clinic: Make, catalogue: Catalogue) -> None:
    report = ask(clinic(random_clinic, [None] * 4, [None] * 4), catalogue, MARKETING)
    rows = report.frame.set_index("worst")
    assert rows.loc["none", "n"] == 156
    assert rows.loc["not asked", "hidden"]
    assert pd.isna(rows.loc["not asked", "n"])
    assert "160" not in " ".join(report.summary)


def test_nobody_asked_is_said(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = clinic(random_clinic, [None] * 160, [None] * 160)
    assert ask(snapshot, catalogue, OWNER).summary[0] == "Adverse events were asked about in none of 160 sessions."
    for role in (OWNER, MARKETING):
        report = ask(snapshot, catalogue, role)
        assert report.frame.set_index("worst").loc["not asked", "n"] == 160
        assert not report.frame.set_index("worst").loc["not asked", "hidden"]


@pytest.mark.parametrize("seed", range(3))
def test_no_shown_rate_says_how_many_of_a_few(seed: int, random_clinic: Make, catalogue: Catalogue) -> None:
    """Whatever the clinic: a shown rate fits ten numbers of sessions or more, or is 0, and speaks of ten people."""
    random = np.random.default_rng(seed)
    worst = random.choice(SEVERITIES, 160, p=[0.8, 0.12, 0.06, 0.02]).tolist()
    asked = (random.random(160) < 0.9).tolist()
    snapshot = clinic(random_clinic, worst, asked)
    for site in ((), ("North",), ("South",)):
        exact = ask(snapshot, catalogue, OWNER, site=site).frame.set_index("worst")
        coarse = ask(snapshot, catalogue, MARKETING, site=site).frame.set_index("worst")
        for name, row in coarse[~coarse["hidden"]].iterrows():
            assert exact.loc[name, "people"] == 0 or exact.loc[name, "people"] >= LEAST
            counts = 100 * np.arange(row["n"] + 1) / row["n"]
            step = coarse_step(row["n"])
            near = np.abs(counts - row["per_100"]) < step
            assert row["per_100"] == 0 or near.sum() >= LEAST


def coarse_step(n: float) -> float:
    return next((step for step in (1, 2, 5, 10, 20, 50) if step * n >= 1000), 100)
