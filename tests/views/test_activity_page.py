"""The activity page, as owner and auditor, on a demo clinic in which things have been done."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.clock import today
from data.ledger_watch import note_refusal, note_view
from data.ledger_write import writing
from data.sqlite_driver import connected
from data.store import open_store
from reports.access import AUDITOR, OWNER

APP = str(Path(__file__).parents[2] / "views" / "app.py")


@pytest.fixture
def busy_home(demo_home: Path, catalogue: Catalogue) -> Path:
    """The demo clinic, with 130 events of two people in it."""
    with open_store(f"sqlite:///{demo_home / 'demo.db'}", catalogue) as store:
        for episode in range(1, 128):
            note_view(store, "Dr Lee", "podiatrist", episode)
        note_refusal(store, "Maria", "marketing", "report lost")
        with writing(store, "Maria", counts=False) as act:
            act.audit("set look", "public_looks", 1)
            act.audit("correct session", "sessions", 7, "![x](http://evil.example/x) said so")
    return demo_home


def words(at: AppTest) -> str:
    kinds = (at.title, at.markdown, at.caption, at.info, at.warning, at.error, at.success)
    return "\n".join(str(one.value) for kind in kinds for one in kind).replace("\\", "")


def started(role: str = OWNER) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=120)
    at.session_state["role"] = role
    at.run()
    at.switch_page("activity.py").run()
    assert not at.exception and not at.error
    return at


def test_the_owner_reads_sentences_a_hundred_to_a_page(busy_home: Path) -> None:
    at = started()
    said = words(at)
    assert said.count("**Dr Lee**") == 97 and "**Dr Lee** opened course of care 127." in said
    assert "**Maria** asked for report lost and was refused." in said
    at.button(key="activity-older").click().run()
    assert words(at).count("**Dr Lee**") == 30 and "on page 2" in words(at)
    at.button(key="activity-newer").click().run()
    assert words(at).count("**Dr Lee**") == 97


def test_what_somebody_typed_is_no_link_and_no_picture(busy_home: Path) -> None:
    raw = "\n".join(str(one.value) for one in started().markdown)
    assert "Reason given" in raw and "evil" in raw
    assert "![x](" not in raw and "://" not in raw


def test_choices_narrow_and_begin_at_the_newest_again(busy_home: Path) -> None:
    at = started()
    at.button(key="activity-older").click().run()
    at.selectbox(key="activity-who").set_value("Maria").run()
    assert "Dr Lee" not in words(at) and "on page 1" in words(at)
    at.selectbox(key="activity-kind").set_value("Refused").run()
    assert "3 lines" not in words(at) and "1 line on page 1" in words(at)
    at.selectbox(key="activity-who").set_value("Everybody").run()
    at.selectbox(key="activity-kind").set_value("Records opened").run()
    at.number_input(key="activity-episode").set_value(55).run()
    assert words(at).count("opened course of care") == 1 and "course of care 55." in words(at)
    at.date_input(key="activity-until").set_value(today() - timedelta(days=30)).run()
    assert "Nothing was done that fits these choices" in words(at)


def test_the_auditor_sees_no_number_and_no_reason(busy_home: Path) -> None:
    at = started(AUDITOR)
    said = words(at)
    assert said.count("**Dr Lee** opened a course of care.") == 97
    assert "course of care 1" not in said and "Reason given" not in said
    assert not [one for one in at.number_input if one.key == "activity-episode"]
    assert len(at.get("download_button")) == 1


def test_the_check_says_whole_or_names_the_event(busy_home: Path) -> None:
    at = started()
    at.button(key="activity-check-now").click().run()
    assert "The trail is whole up to event" in words(at) and "Its mark" in words(at)
    with connected(busy_home / "demo.db") as file:
        file.execute("DROP TRIGGER audit_events_no_update")
        file.execute("UPDATE audit_events SET actor = 'Nobody' WHERE action = 'refused'")
        ((number,),) = file.execute("SELECT id FROM audit_events WHERE action = 'refused'").fetchall()
    at.button(key="activity-check-now").click().run()
    assert f"Audit event {number} is not as it was written" in "\n".join(one.value for one in at.error).replace(
        "\\", ""
    )
    assert "whole up to" not in words(at)
