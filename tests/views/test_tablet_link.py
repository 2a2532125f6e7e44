"""Handing the tablet over, through Streamlit's own test harness: questions, PIN, and the way to the patient's page."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.store import Store, demo_url, open_store
from data.visit_reads import pin_is, read_invitation

EPISODE = 1


def _script() -> None:
    import streamlit as st

    from reports.access import PODIATRIST, Viewer
    from views import room as rooms
    from views.tablet_link import hand_over

    room = rooms.enter()
    name = st.session_state.get("as")
    if name:
        room = rooms.Room(room.store, room.catalogue, Viewer("podiatrist", PODIATRIST, name), room.is_demo)
    hand_over(room, 1)


@pytest.fixture
def at(demo_home: object) -> AppTest:
    return AppTest.from_function(_script, default_timeout=120).run()


def make(at: AppTest, pin: str) -> AppTest:
    at.text_input[0].set_value(pin)
    at.button[0].click()
    return at.run()


def link(at: AppTest) -> str | None:
    found = re.search(r'href="/tablet/([\w-]+)"', "".join(str(part.proto) for part in at.get("html")).replace("\\", ""))
    return found[1] if found else None


def test_only_what_a_patient_can_answer_is_offered(at: AppTest, catalogue: Catalogue) -> None:
    offered = set(at.multiselect[0].options)
    names = {measure.name for measure in catalogue.measures.values() if measure.kind in ("rom", "threshold")}
    assert offered
    assert not offered & names


def test_a_page_is_made_for_the_questions_and_the_pin(at: AppTest, catalogue: Catalogue) -> None:
    asked = tuple(at.multiselect[0].value)
    make(at, "4711")
    token = link(at)
    assert token
    with open_store(demo_url(), catalogue) as store:
        invitation = read_invitation(store, token)
        assert invitation is not None
        assert (invitation.episode, invitation.measures, invitation.given) == (EPISODE, asked, False)
        assert (pin_is(store, token, "4711"), pin_is(store, token, "4712")) == (True, False)
    assert not at.multiselect
    at.button(key="tablet-again").click().run()
    assert at.multiselect


@pytest.mark.parametrize("pin", ["", "123", "12a4", "１２３４"])
def test_a_pin_that_is_none_is_refused_in_words(at: AppTest, pin: str) -> None:
    make(at, pin)
    assert [error.value for error in at.error] == ["The PIN needs 4 to 8 digits."]
    assert link(at) is None


def test_another_podiatrists_patient_cannot_be_asked(at: AppTest, demo_store: Store) -> None:
    at.session_state["as"] = "Nobody At All"
    at.run()
    assert len(at.error) == 1
    assert not at.multiselect
