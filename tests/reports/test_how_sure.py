"""How sure can we be: the plan of each condition in words, and no plan from a handful of people."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analytics.outlook import LEAST
from data.catalogue import Catalogue
from data.store import Store
from reports import desk
from reports.access import OWNER, Viewer
from reports.filters import Filters
from reports.report import Report
from tests.reports.conftest import TODAY, course, fill

OWN = Viewer("o", OWNER)


def ask(store: Store, catalogue: Catalogue, filters: Filters | None = None, on: date = TODAY) -> Report:
    return desk.open_report("how_sure", store, catalogue, OWN, filters or Filters(), on)


@pytest.fixture
def uneven(clinic_store: Store, catalogue: Catalogue) -> Store:
    """Heel pain: forty people, half of whom fall by 4 and half not at all, one begun every week; calf: three people."""
    rows = []
    for place in range(40):
        last = 4.0 if place % 2 else 8.0
        begun = date.fromordinal(TODAY.toordinal() - 60 - 7 * place)
        rows += course(f"H{place}", [(8, 7), (last, 3)], started=begun)
    for place in range(3):
        rows += course(f"C{place}", [(8, 7), (6, 5)], condition="calf_myofascial", started=date(2026, 1, 5))
    fill(clinic_store, catalogue, rows)
    return clinic_store


def test_each_condition_has_a_plan_for_four_widths_or_says_why_not(uneven: Store, catalogue: Catalogue) -> None:
    report = ask(uneven, catalogue)
    heel = report.frame[report.frame["condition"] == "plantar_heel_pain"].set_index("wanted_words")
    assert list(heel.index) == [
        "Mean change to ±1 point", "Mean change to ±0.5 points", "Share improved to ±10 %", "Share improved to ±5 %",
    ]  # fmt: skip
    assert heel["n"].tolist() == [40] * 4
    assert heel["state"].tolist()[0] == "enough already"
    half = heel.loc["Mean change to ±0.5 points"]
    assert half["more"] == half["needed"] - 40 > 0
    weeks = (half["by"] - pd.Timestamp(TODAY)).days / 7
    assert weeks == -(-half["more"] // (half["per_year"] / 52))
    assert half["state"] == f"about {half['by']:%B %Y}"
    calf = report.frame[report.frame["condition"] == "calf_myofascial"]
    assert set(calf["state"]) == {f"not enough yet: 3 of {LEAST} people"}
    assert calf[["now", "needed", "more", "by"]].isna().all(axis=None)


def test_the_sentences_say_where_there_is_enough_and_what_comes_next(uneven: Store, catalogue: Catalogue) -> None:
    said = ask(uneven, catalogue).summary
    assert len(said) == 4
    assert (
        said[0] == "Mean change to ±1 point: enough already in Heel pain; not enough people yet to plan in 1 condition."
    )
    assert said[1].startswith("Mean change to ±0.5 points: next in Heel pain, about ")


def test_a_clinic_that_stands_still_never_gets_there(uneven: Store, catalogue: Catalogue) -> None:
    report = ask(uneven, catalogue, on=date(2029, 1, 1))
    heel = report.frame[report.frame["condition"] == "plantar_heel_pain"].set_index("wanted_words")
    assert heel.loc["Share improved to ±5 %", "state"] == "not at today's rate"
    assert pd.isna(heel.loc["Share improved to ±5 %", "by"])
    assert "not at today's rate in 1 condition" in report.summary[3]


def test_more_than_ten_years_is_not_at_todays_rate(uneven: Store, catalogue: Catalogue) -> None:
    """Four were newly counted in the year to this day, and over 300 are still needed: some 90 years."""
    report = ask(uneven, catalogue, on=date(2027, 10, 10))
    heel = report.frame[report.frame["condition"] == "plantar_heel_pain"].set_index("wanted_words")
    row = heel.loc["Share improved to ±5 %"]
    assert (row["per_year"], row["state"]) == (4, "not at today's rate")
    assert pd.isna(row["by"]) and row["more"] > 300


def test_widths_are_parts_of_the_scale_and_a_measure_without_thresholds_has_no_share(
    uneven: Store, catalogue: Catalogue
) -> None:
    rows = course("S1", [(60, None), (70, None)], measure="visa_a", condition="achilles_tendinopathy")
    fill(uneven, catalogue, rows, "more.csv")
    report = ask(uneven, catalogue, Filters(measure="visa_a", condition=("achilles_tendinopathy",)))
    assert report.frame["wanted_words"].tolist()[:2] == ["Mean change to ±10 points", "Mean change to ±5 points"]
    share = report.frame["figure"] == "improved"
    assert set(report.frame.loc[~share, "state"]) == {f"not enough yet: 1 of {LEAST} people"}
    assert set(report.frame.loc[share, "state"]) == {"no threshold to judge by"}
    assert report.summary[2:] == (
        "Share improved to ±10 %: no threshold to judge by.", "Share improved to ±5 %: no threshold to judge by.",
    )  # fmt: skip


def test_a_condition_without_a_threshold_is_not_told_to_wait(uneven: Store, catalogue: Catalogue) -> None:
    """VISA-A after 12 weeks has a threshold for the Achilles tendon alone: waiting brings the others none."""
    rows = []
    for number, condition in enumerate(("achilles_tendinopathy", "calf_myofascial")):
        scores = [(60 + 5 * place, None) for place in range(7)]
        rows += course(f"S{number}", scores, measure="visa_a", condition=condition)
    fill(uneven, catalogue, rows, "more.csv")
    report = ask(uneven, catalogue, Filters(measure="visa_a", horizon=12.0))
    share = report.frame[report.frame["figure"] == "improved"].set_index("condition")["state"]
    assert set(share["achilles_tendinopathy"]) == {f"not enough yet: 1 of {LEAST} people"}
    assert set(share["calf_myofascial"]) == {"no threshold to judge by"}
    assert report.summary[2] == (
        "Share improved to ±10 %: not enough people yet to plan in 1 condition; no threshold to judge by in 2 "
        "conditions."
    )


def test_the_picture_has_at_most_eight_conditions_and_the_table_all(demo_store: Store, catalogue: Catalogue) -> None:
    day = desk.current(demo_store).sessions["on"].max().date()
    report = ask(demo_store, catalogue, on=day)
    assert report.frame["condition"].nunique() > 8
    assert report.figure is not None
    assert len(report.figure.layout.yaxis.ticktext) == 8
    assert any("largest of" in note.text for note in report.figure.layout.annotations)
    assert report.frame["label"].iloc[0] == "Heel pain"
    held = report.frame[report.frame["state"] == "enough already"]
    assert (held["now"] <= held["wanted"]).all()
    later = report.frame[report.frame["by"].notna()]
    assert (later["now"] > later["wanted"]).all()
    assert (later["by"] > pd.Timestamp(day)).all()
