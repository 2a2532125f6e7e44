"""The page on time to change, through Streamlit's harness."""

from __future__ import annotations

from pathlib import Path

from tests.views.test_pages import started, words


def test_two_cards_with_their_sentences_and_a_choice_of_groups(demo_home: Path) -> None:
    at = started()
    at.switch_page("time_to_change.py").run()
    assert not at.exception and not at.error
    assert at.title[0].value == "How long until a real change?"
    assert len(at.get("plotly_chart")) == 2
    said = words(at)
    assert "have once changed beyond error and important" in said
    assert "Heel pain\\: half had changed by" in said
    at.radio(key="group").set_value("side").run()
    assert not at.exception and not at.error
    assert "Right\\: half had changed by" in words(at) and "Heel pain\\: half" not in words(at)
    assert at.query_params["group"] == ["side"] or at.query_params["group"] == "side"


def test_a_link_opens_the_same_groups_and_an_unknown_one_falls_back(demo_home: Path) -> None:
    for asked, said in (("sex", "Female\\: half had changed"), ("podiatrist", "Heel pain\\: half had changed")):
        at = started(group=asked)
        at.switch_page("time_to_change.py").run()
        assert not at.exception
        assert said in words(at)
