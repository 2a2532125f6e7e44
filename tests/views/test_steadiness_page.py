"""The page of steadiness: six figures in a sentence each, one chart, and choices that the address keeps."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from reports.access import MARKETING, OWNER, PODIATRIST
from reports.filters import SERIES
from tests.views import signed
from tests.views.test_pages import APP, started, words


def at_page(role: str = OWNER, **query: str) -> AppTest:
    at = started(role, **query)
    return at.switch_page("steadiness.py").run()


def chart(at: AppTest) -> dict:
    (drawn,) = at.get("plotly_chart")
    return json.loads(drawn.proto.spec)


def glance(at: AppTest) -> list[str]:
    return next(one.value for one in at.markdown if one.value.startswith("- ")).splitlines()


def test_every_figure_has_its_sentence_and_one_is_drawn(demo_home: Path) -> None:
    at = at_page()
    assert not at.exception
    assert [line[2:].split("\\:")[0] for line in glance(at)] == list(SERIES.values())
    assert "Mean change" in chart(at)["layout"]["yaxis"]["title"]["text"]


def test_what_is_chosen_is_drawn_and_kept_in_the_address(demo_home: Path) -> None:
    at = at_page()
    at.selectbox(key="series").select("first").run()
    at.date_input(key="rebased").set_value(date(2025, 1, 1)).run()
    at.toggle(key="screened").set_value(False).run()
    at.radio(key="period").set_value("month").run()
    assert not at.exception
    assert at.query_params["series"] == "first" and at.query_params["rebased"] == "2025-01-01"
    assert at.query_params["screen"] == "off" and at.query_params["period"] == "month"
    drawn = chart(at)
    assert "Marked: 1 Jan 2025" in [note["text"] for note in drawn["layout"]["annotations"]]
    assert "first reading" in drawn["layout"]["yaxis"]["title"]["text"]


def test_a_link_opens_the_same_chart(demo_home: Path) -> None:
    at = at_page(series="harm", screen="off", rebased="2025-07-01")
    assert at.selectbox(key="series").value == "harm" and at.toggle(key="screened").value is False
    assert at.date_input(key="rebased").value == date(2025, 7, 1)
    drawn = chart(at)["layout"]
    assert "adverse" in drawn["yaxis"]["title"]["text"]
    assert "Marked: 1 Jul 2025" in [note["text"] for note in drawn["annotations"]]


def test_the_screening_switch_moves_the_limits(demo_home: Path) -> None:
    texts = []
    for screen in ("on", "off"):
        texts.append(words(at_page(series="first", screen=screen)))
    assert texts[0] != texts[1]


def test_a_podiatrist_is_asked_about_their_own_and_marketing_has_no_such_page(demo_home: Path) -> None:
    assert at_page(PODIATRIST).title[0].value == "Are your figures steady?"
    with pytest.raises(ValueError, match="steadiness"):
        at_page(MARKETING)


def test_an_empty_clinic_says_so_once(own_home: Path, clinic_store) -> None:
    at = AppTest.from_file(APP, default_timeout=120)
    signed.as_owner()
    at.run()
    at.switch_page("steadiness.py").run()
    assert len(glance(at)) == 1 and "There are no records yet" in glance(at)[0]


def test_a_share_chosen_for_the_other_pages_stays_in_the_address(demo_home: Path) -> None:
    at = at_page(percent="30")
    assert not at.exception and at.query_params["percent"] == "30"
