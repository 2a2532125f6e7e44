"""The owner report on a page: which quarters are offered, and that it is nobody else's."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.snapshot import current
from data.store import Store
from reports.access import MARKETING, OWNER, PODIATRIST, Viewer
from tests.reports.conftest import course, fill
from views import owner_report
from views.room import Room

TODAY = date(2026, 11, 28)


def page() -> None:
    """What Streamlit runs: the button alone, for the room the test put there."""
    import streamlit as st

    from views import owner_report

    owner_report.button(st.session_state["room"])


def shown(room: Room) -> AppTest:
    at = AppTest.from_function(page, default_timeout=60)
    at.session_state["room"] = room
    return at.run()


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner_report, "today", lambda: TODAY)


def test_the_newest_quarter_that_is_over_comes_first(demo_store: Store, catalogue: Catalogue) -> None:
    room = Room(demo_store, catalogue, Viewer("o", OWNER), True)
    offered = list(owner_report.quarters(room).items())
    assert offered[0] == ("2026-Q3", "July to September 2026")
    assert offered[-1] == ("2026-Q4", "October to December 2026 (so far)")
    assert len(offered) == len(set(current(demo_store).episodes["started"].dt.to_period("Q")))
    at = shown(room)
    assert not at.exception
    assert at.selectbox[0].value == "2026-Q3"
    assert at.get("download_button")[0].proto.label == "Owner report (PDF)"


def test_what_the_button_makes_is_the_chosen_quarter_and_leaves_an_event(
    clinic_store: Store, catalogue: Catalogue
) -> None:
    fill(clinic_store, catalogue, [row for one in range(6) for row in course(f"HEEL-{one}", [(8, 7), (5, 4)])])
    room = Room(clinic_store, catalogue, Viewer("Kim", OWNER), False)
    before = clinic_store.version()
    made = owner_report._made(room, "2026-Q1")()
    assert made.startswith(b"%PDF")
    assert clinic_store.version() == before
    with clinic_store.reading() as connection:
        sql = "SELECT actor, detail FROM audit_events WHERE action = 'make file'"
        ((actor, detail),) = connection.exec_driver_sql(sql).all()
    assert actor == "Kim"
    assert '"quarter": "2026-Q1"' in detail and "HEEL" not in detail


def test_it_is_nobody_elses(demo_store: Store, catalogue: Catalogue) -> None:
    who = str(current(demo_store).episodes["podiatrist"].mode().iloc[0])
    for viewer in (Viewer("m", MARKETING), Viewer("p", PODIATRIST, who)):
        at = shown(Room(demo_store, catalogue, viewer, True))
        assert not at.exception
        assert not at.selectbox and not at.get("download_button")


def test_without_a_course_of_care_it_says_so(clinic_store: Store, catalogue: Catalogue) -> None:
    at = shown(Room(clinic_store, catalogue, Viewer("o", OWNER), False))
    assert [one.value for one in at.caption] == ["The owner report needs a course of care. There is none yet."]
