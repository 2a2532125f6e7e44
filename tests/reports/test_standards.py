"""Agreed standards on the pages: a line and a row for owner and podiatrist, and nothing for anybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.catalogue import Catalogue
from data.catalogue_entries import Standard
from data.store import Store
from reports import desk
from reports.access import MARKETING, OWNER, PODIATRIST, Viewer
from reports.filters import Filters
from reports.report import Report
from tests.reports.conftest import TODAY, course, fill

OWN, TREATS, OUTSIDE = Viewer("o", OWNER), Viewer("p", PODIATRIST, "Ann Lee"), Viewer("m", MARKETING)
HEEL = Filters(condition=("plantar_heel_pain",))
MEAN = Standard("plantar_heel_pain", "nprs", "mean_change", 2.0, date(2026, 1, 1), "Dr <b>Owner</b>")
SHARE = replace(MEAN, figure="improved", value=60.0)


@pytest.fixture
def agreed(catalogue: Catalogue) -> Catalogue:
    old = replace(MEAN, value=1.0, set_on=date(2024, 1, 1), until=date(2025, 12, 31))
    return replace(catalogue, standards=(old, MEAN, SHARE))


@pytest.fixture
def clinic(clinic_store: Store, catalogue: Catalogue) -> Store:
    """Heel pain falls by 4 in 15 people begun in 2026, and by nothing in 15 begun in 2025."""
    rows = []
    for place in range(15):
        rows += course(f"N{place}", [(8, 6), (4, 3)], started=date(2026, 2, 2))
        rows += course(f"O{place}", [(8, 6), (8, 7)], started=date(2025, 2, 3))
    fill(clinic_store, catalogue, rows)
    return clinic_store


def ask(name: str, store: Store, words: Catalogue, viewer: Viewer = OWN, filters: Filters = HEEL) -> Report:
    return desk.open_report(name, store, words, viewer, filters, TODAY)


def lines(report: Report) -> list[str]:
    assert report.figure is not None
    return [shape.name for shape in report.figure.layout.shapes if (shape.name or "").startswith("Agreed")]


def everything(report: Report) -> str:
    drawn = report.figure.to_json() if report.figure is not None else ""
    return " ".join((report.frame.to_csv(), drawn, *report.summary, *report.notes, report.alt))


def test_only_care_begun_since_is_set_against_it(clinic: Store, agreed: Catalogue) -> None:
    rows = ask("standards", clinic, agreed).frame.set_index("figure")
    assert rows["n"].tolist() == [15, 15]
    assert rows.loc["mean_change", ["agreed", "now"]].tolist() == [2.0, 4.0]
    assert rows.loc["improved", ["agreed", "now"]].tolist() == [60.0, 100.0]
    assert rows["state"].tolist() == ["above it", "above it"]
    assert ask("standards", clinic, agreed).summary[0] == (
        "Heel pain: agreed 1 Jan 2026, 60 % improved; since then 100 % (95 % CI 80 to 100, n 15), above it."
    )


@pytest.mark.parametrize(
    ("value", "set_on", "state"),
    [
        (4.5, date(2026, 1, 1), "below it"),
        (2.0, date(2025, 1, 1), "not told apart from it"),
        (2.0, date(2026, 6, 1), "not enough yet"),
    ],
)
def test_where_it_stands_is_told_by_the_whole_interval(
    value: float, set_on: date, state: str, clinic: Store, catalogue: Catalogue
) -> None:
    words = replace(catalogue, standards=(replace(MEAN, value=value, set_on=set_on),))
    report = ask("standards", clinic, words)
    assert report.frame["state"].tolist() == [state]
    assert state in report.summary[0]


def test_a_share_without_a_threshold_is_not_told_to_wait(clinic: Store, catalogue: Catalogue) -> None:
    """Muscle stiffness has no threshold: no number of courses of care ever brings a share improved."""
    words = replace(catalogue, standards=(replace(SHARE, measure="stiffness"),))
    report = ask("standards", clinic, words, OWN, HEEL.with_(measure="stiffness"))
    assert report.frame["state"].tolist() == ["no threshold to judge by"]
    assert report.summary == (
        "Heel pain: agreed 1 Jan 2026, 60 % improved; there is no threshold to judge by, so no share improved can be "
        "given.",
    )


def test_one_that_has_ended_or_not_begun_has_no_row(clinic: Store, catalogue: Catalogue) -> None:
    ended, ahead = replace(MEAN, until=date(2026, 10, 1)), replace(SHARE, set_on=date(2027, 1, 1))
    report = ask("standards", clinic, replace(catalogue, standards=(ended, ahead)))
    assert report.frame.empty
    assert report.summary[0].startswith("No standard is agreed for this measure and these filters.")


def test_it_is_a_line_over_time_with_its_day_and_who_agreed(clinic: Store, agreed: Catalogue) -> None:
    for viewer in (OWN, TREATS):
        report = ask("by_period", clinic, agreed, viewer)
        assert lines(report) == ["Agreed 1 Jan 2024: 1 point", "Agreed 1 Jan 2026: 2 points"]
        assert "Agreed 1 Jan 2026 by Dr <b>Owner</b>: mean change 2 points." in report.notes
        assert lines(ask("bounds", clinic, agreed, viewer)) == ["Agreed 1 Jan 2026: 60 %"]


def test_no_line_over_several_conditions_nor_at_another_horizon_or_measure(clinic: Store, agreed: Catalogue) -> None:
    more = course("A1", [(8, 6), (4, 3)], condition="achilles_tendinopathy", started=date(2026, 2, 2))
    fill(clinic, agreed, more, "more.csv")
    for filters in (Filters(), HEEL.with_(horizon=2.0)):
        assert lines(ask("by_period", clinic, agreed, OWN, filters)) == []
        assert lines(ask("bounds", clinic, agreed, OWN, filters)) == []
    assert ask("standards", clinic, agreed, OWN, HEEL.with_(measure="visa_a")).frame.empty


def test_marketing_and_the_public_never_learn_of_it(clinic: Store, agreed: Catalogue, catalogue: Catalogue) -> None:
    for name in desk.list_reports(OUTSIDE):
        for filters in (Filters(), HEEL):
            told, plain = (ask(name, clinic, words, OUTSIDE, filters) for words in (agreed, catalogue))
            assert everything(told) == everything(plain), name
            assert "greed" not in everything(told), name
    for name, module in desk.modules().items():
        if getattr(module, "PUBLIC", None) is not None:
            public = desk.open_public(name, clinic, agreed, OWN, HEEL, TODAY)
            assert "greed" not in everything(public), name


def test_who_agreed_stays_text_in_every_picture(clinic: Store, agreed: Catalogue) -> None:
    for name in ("by_period", "bounds"):
        report = ask(name, clinic, agreed)
        assert report.figure is not None
        assert "<b>Owner" not in report.figure.to_json()
