"""Other care: counted where the change is counted, and in coarse steps for those who see no small groups."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.snapshot import Snapshot
from reports import coarse, desk
from reports.access import MARKETING, OWNER, Viewer
from reports.answer import ALL_HIDDEN, answer
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Report
from tests.reports.conftest import TODAY, Make


def clinic(make: Make, care: list[str | None]) -> Snapshot:
    """The random clinic of seed 1 with *care* in its first sessions and none written down in the others."""
    snapshot = make(1)
    every = [*care, *[None] * (len(snapshot.sessions) - len(care))]
    return replace(snapshot, sessions=snapshot.sessions.assign(care=pd.Categorical(every)))


def ask(snapshot: Snapshot, catalogue: Catalogue, role: str, name: str = "other_care", **chosen: object) -> Report:
    filters = Filters(measure="nprs", **chosen)  # type: ignore[arg-type]
    return answer(name, desk.find(name), Reader(snapshot, catalogue, Viewer(role, role), filters, TODAY))


def test_care_is_counted_in_the_courses_that_the_change_is_of(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = clinic(random_clinic, ["taping"] * 60)
    for chosen in ({}, {"site": ("North",)}, {"horizon": 10.0}):
        found = ask(snapshot, catalogue, OWNER, **chosen).frame
        counted = ask(snapshot, catalogue, OWNER, "overview", **chosen).frame["n"]
        assert set(found["n"]) == set(counted)
        assert found.loc[found["care"].isin(["taping", "none written down"]), "given"].sum() == counted.iloc[0]


def test_a_kind_that_few_had_is_neither_counted_nor_named(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = clinic(random_clinic, ["taping"] * 80 + ["a cream from Mrs Brown"] * 3)
    assert "A cream from mrs brown" in ask(snapshot, catalogue, OWNER).frame["label"].tolist()
    report = ask(snapshot, catalogue, MARKETING)
    assert report.frame["care"].tolist() == ["taping", "none written down"]
    assert "cream" not in " ".join((*report.summary, *report.notes))
    assert not {"given", "people", "low", "high", "patients"} & set(report.frame.columns)


def test_a_share_stands_for_ten_or_more(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = clinic(random_clinic, ["taping"] * 80)
    exact, shown = (ask(snapshot, catalogue, role).frame.set_index("care").loc["taping"] for role in (OWNER, MARKETING))
    step = float(coarse.step(exact["n"], 10)) / 100
    assert step * exact["n"] >= 10
    assert shown["share"] == pytest.approx(round(exact["share"] / step) * step)
    assert shown["n"] == exact["n"]


def test_nearly_everybody_is_a_few_without_it(random_clinic: Make, catalogue: Catalogue) -> None:
    report = ask(clinic(random_clinic, ["taping"] * 157), catalogue, MARKETING)
    assert report.frame["hidden"].all()
    assert report.summary == (ALL_HIDDEN.format(least=10),)


def test_what_is_hidden_of_the_change_is_hidden_here(random_clinic: Make, catalogue: Catalogue) -> None:
    """Without it the number counted in a hidden condition would follow from the others."""
    snapshot = clinic(random_clinic, ["taping"] * 160)
    for condition in snapshot.episodes["condition"].unique():
        of = {"condition": (condition,)}
        change = ask(snapshot, catalogue, MARKETING, "overview", **of).frame
        care = ask(snapshot, catalogue, MARKETING, **of).frame
        assert care["n"].dropna().isin(change["n"].dropna()).all()


@pytest.mark.parametrize(("n", "step"), [(9, 100), (10, 100), (20, 50), (99, 20), (100, 10), (999, 2), (1000, 1)])
def test_the_step_is_the_narrowest_that_stands_for_ten(n: int, step: int) -> None:
    assert coarse.step(n, 10) == step


def test_rates_go_up_shares_to_the_nearest_and_nothing_becomes_nobody() -> None:
    assert coarse.up([0, 0.1, 10, 10.1, 99], 100, 10).tolist() == [0, 10, 10, 20, 100]
    assert coarse.down([0, 9.9, 10, 99], 100, 10).tolist() == [0, 0, 10, 90]
    assert coarse.near([0, 0.1, 14.9, 15, 99], 100, 10).tolist() == [0, 10, 10, 20, 100]
