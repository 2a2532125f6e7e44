"""Agreed standards on the pages: a column and sentences for owner and podiatrist, nothing of them for marketing."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.access import MARKETING, OWNER, PODIATRIST
from tests.views.test_pages import started, words


@pytest.mark.parametrize(("role", "seen"), [(OWNER, True), (PODIATRIST, True), (MARKETING, False)])
def test_the_table_of_conditions_has_them_for_those_who_may_see_them(demo_home: Path, role: str, seen: bool) -> None:
    at = started(role)
    at.switch_page("effectiveness.py").run()
    assert not at.exception and not at.error
    (table,) = [one.value for one in at.dataframe if "Condition" in one.value and "Mean change" in one.value]
    assert ("Agreed" in table) == seen
    assert ("agreed 1 Mar 2026, 60 % improved" in words(at).replace("\\", "")) == seen
    if seen:
        assert table.set_index("Condition")["Agreed"].filter(like="Heel pain").tolist() == ["60 %, +2"]


def test_one_condition_shows_its_line_with_the_day(demo_home: Path) -> None:
    for role, seen in ((OWNER, True), (MARKETING, False)):
        at = started(role, focus="plantar_heel_pain")
        at.switch_page("condition.py").run()
        drawn = " ".join(str(chart.proto.spec) for chart in at.get("plotly_chart"))
        assert ("Agreed 1 Mar 2026: 2 points" in drawn) == ("Agreed 1 Mar 2026: 60 %" in drawn) == seen


def test_a_plan_follows_the_width_chosen(demo_home: Path) -> None:
    at = started()
    at.switch_page("how_sure.py").run()
    assert not at.exception and not at.error
    before = at.dataframe[0].value
    assert "Mean change to ±1 point: enough already in" in words(at).replace("\\", "")
    at.radio(key="wanted").set_value("Share improved to ±5 %").run()
    after = at.dataframe[0].value
    assert before["Condition"].tolist() == after["Condition"].tolist()
    assert (after["Needed"].to_numpy() > before["Needed"].to_numpy()).all()
    assert "Share improved to ±5 %: " in words(at).replace("\\", "")


def test_benefit_and_harm_stand_in_one_table_with_what_others_published(demo_home: Path) -> None:
    at = started()
    at.switch_page("benefit_harm.py").run()
    table = at.dataframe[0].value
    assert table["Condition"].iloc[0] == "All chosen courses of care"
    assert table["Serious"].str.startswith("none (at most ").all()
    assert "19.18 % of 7,629 treatments" in words(at).replace("\\", "")
