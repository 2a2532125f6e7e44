"""Pain against range on a page of its own, and its first sentence on the page of a condition."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.access import MARKETING, OWNER, PODIATRIST
from reports.pain_range import QUESTION
from tests.views.test_closer import ways
from tests.views.test_pages import started, words
from views.text import md

BOTH = "got better beyond"


def test_each_range_of_motion_test_has_a_picture_of_its_own(demo_home: Path) -> None:
    at = started()
    at.switch_page("pain_range.py").run()
    assert not at.exception and md(QUESTION) in words(at)
    box = at.selectbox(key="rom")
    first = at.get("plotly_chart")[0].proto.spec
    box.select_index(1).run()
    assert not at.exception and at.get("plotly_chart")[0].proto.spec != first
    assert at.query_params["rom"] == at.selectbox(key="rom").value and "measure" not in at.query_params


def test_a_range_of_motion_chosen_for_every_page_is_not_asked_for_again(demo_home: Path) -> None:
    at = started(OWNER, measure="wblt_cm")
    at.switch_page("pain_range.py").run()
    assert not at.exception and at.get("plotly_chart")
    assert "rom" not in [box.key for box in at.selectbox]


@pytest.mark.parametrize(("role", "has"), [(OWNER, True), (PODIATRIST, True), (MARKETING, False)])
def test_a_condition_says_it_in_one_sentence_to_those_who_treat(demo_home: Path, role: str, has: bool) -> None:
    at = started(role, focus="plantar_heel_pain")
    at.switch_page("condition.py").run()
    assert not at.exception and sum(BOTH in str(one.value) for one in at.markdown) == has
    assert ("pain_range" in ways(at)) == has
