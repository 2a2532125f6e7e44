"""The register of exports in Streamlit's own test harness: who may do what in each state, and what is handed out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.clock import today
from data.export_reads import read_export
from data.store import Store, open_store
from reports import studio
from reports.access import MARKETING, OWNER, PODIATRIST, Viewer
from reports.studio import Export
from reports.studio_draft import VALID
from reports.studio_request import Request
from tests.views.test_pages import started, words

MARKETER = Viewer("marketing (no sign-in)", MARKETING)
CHIEF = Viewer("owner (no sign-in)", OWNER)
HOSTILE = "![x](http://evil.example/a.png)<script>alert(1)</script>:red[x]"
NUMBER = "POD0001234567"


@pytest.fixture
def store(demo_home: Path, catalogue: Catalogue) -> Iterator[Store]:
    found = open_store(f"sqlite:///{demo_home / 'demo.db'}", catalogue)
    yield found
    found.close()


@pytest.fixture
def prepared(store: Store, catalogue: Catalogue) -> Export:
    return prepare(store, catalogue, f"waiting room {HOSTILE}")


def prepare(store: Store, catalogue: Catalogue, purpose: str, days_ago: int = 0) -> Export:
    """One export, prepared *days_ago*: the newest whole year of the condition with most courses."""
    day = today() - timedelta(days=days_ago)
    request = Request("first_last", "plantar_heel_pain", str(day.year - 1), presets=("square", "a4"), purpose=purpose)
    return studio.prepare(store, catalogue, MARKETER, request, day)


def approve(store: Store, catalogue: Catalogue, export: Export) -> None:
    studio.approve(store, catalogue, CHIEF, export.code, "Alex Sample", NUMBER, "looked at")


def opened(role: str, **query: str) -> AppTest:
    at = started(role, **query)
    return at.switch_page("exports.py").run()


def read(at: AppTest) -> str:
    return words(at).replace("\\", "")


def press(at: AppTest, key: str) -> None:
    at.button(key=key).click().run()


def keys(at: AppTest) -> set[str]:
    return {str(button.key) for button in at.button}


def given(at: AppTest) -> dict[str, Any]:
    """What the frame of the picture was given to draw and to hand over."""
    (frame,) = at.get("iframe")
    found = re.search(r'id="given">(.*?)</script>', frame.proto.srcdoc)
    assert found
    page: dict[str, Any] = json.loads(found[1])
    return page


def mark(at: AppTest) -> str:
    notes = given(at)["job"]["figure"]["layout"]["annotations"]
    return " ".join(re.sub("<[^>]*>", " ", note["text"]) for note in notes)


def downloads(at: AppTest) -> set[str]:
    return {str(button.proto.label) for button in at.get("download_button")}


def test_an_empty_register_says_where_to_begin(demo_home: Path) -> None:
    for role in (MARKETING, PODIATRIST):
        at = opened(role)
        assert not at.exception and "Nothing has been prepared" in words(at)
        assert not at.get("iframe")


@pytest.mark.parametrize("role", [OWNER, PODIATRIST, MARKETING])
def test_what_waits_is_shown_whole_to_every_role_and_approved_by_two(prepared: Export, role: str) -> None:
    at = opened(role)
    assert not at.exception and not at.error
    said = read(at)
    assert "1 export waits for approval. None may be shown today." in said
    assert prepared.code in said and "Waiting for approval" in said
    assert f"waiting room {HOSTILE}".replace("//", "/\u200b/") in said, "the reason stands as it was typed"
    assert not re.search(r"(?<!\\)!\[|(?<!\\)\]\(|(?<!\\)<script|(?<!\\):red\[x", words(at))
    assert ("approve-send" in keys(at)) == (role != MARKETING)
    assert ("back-send" in keys(at)) == (role != MARKETING)
    assert "withdraw-send" in keys(at)
    assert [one["name"] for one in given(at)["downloads"]] == [f"{prepared.code}-square-prepared.png"]
    assert "APPROVED" in mark(at)
    assert downloads(at) == set(), "no table leaves before it is approved"


def test_approving_asks_for_name_number_and_reason(store: Store, prepared: Export) -> None:
    at = opened(PODIATRIST)
    assert at.text_input(key="approve-name").value
    for name, number, reason, why in (
        ("", NUMBER, "looked at", "name"),
        ("Alex", "12", "looked at", "6 to 20"),
        ("Alex", NUMBER, "", "reason"),
    ):
        at.text_input(key="approve-name").set_value(name)
        at.text_input(key="approve-number").set_value(number)
        at.text_input(key="approve-reason").set_value(reason)
        press(at, "approve-send")
        assert why in at.error[0].value
        assert read_export(store, prepared.code).state == "prepared"
    at.text_input(key="approve-reason").set_value("checked the table")
    press(at, "approve-send")
    assert not at.exception and not at.error
    record = read_export(store, prepared.code)
    assert (record.state, record.events[-1].registration) == ("approved", NUMBER)
    assert f"registration {NUMBER}" in read(at) and "checked the table" in read(at)


@pytest.mark.parametrize("role", [OWNER, PODIATRIST, MARKETING])
def test_what_is_approved_is_handed_out_in_every_form(
    store: Store, catalogue: Catalogue, prepared: Export, role: str
) -> None:
    approve(store, catalogue, prepared)
    at = opened(role)
    assert not at.exception and "approve-send" not in keys(at)
    page = given(at)
    forms = [(one["format"], one["scale"]) for one in page["downloads"]]
    assert forms == [("png", 2.0), ("png", 4.0), ("svg", 2.0)]
    assert page["note"]["ticket"], "every file is noted"
    assert {"Table (CSV)", "Table (Excel)", "Caption and alternative text"} <= downloads(at)
    assert "APPROVED" not in mark(at) and "INVENTED" in mark(at)
    at.button_group(key=f"export-size-{prepared.code}").set_value("a4").run()
    assert [one["dpi"] for one in given(at)["downloads"]] == [150, 300, 150]


def test_the_picture_is_the_same_page_in_every_run(store: Store, catalogue: Catalogue, prepared: Export) -> None:
    approve(store, catalogue, prepared)
    at = opened(MARKETING)
    before = at.get("iframe")[0].proto.srcdoc
    assert at.run().get("iframe")[0].proto.srcdoc == before, "the frame must not be loaded again for nothing"


def test_sent_back_with_a_comment_opens_again_in_the_studio(store: Store, prepared: Export) -> None:
    at = opened(PODIATRIST)
    press(at, "back-send")
    assert "reason" in at.error[0].value.lower()
    at.text_area(key="back-comment").set_value("Say which year in the line below the title")
    press(at, "back-send")
    assert "Say which year" in read(at) and "Sent back" in read(at)
    assert "approve-send" not in keys(at) and f"again-{prepared.code}" not in keys(at)
    at = opened(MARKETING)
    press(at, f"again-{prepared.code}")
    at.switch_page("studio.py").run()
    assert at.text_area(key="studio-purpose").value == f"waiting room {HOSTILE}"
    assert list(at.multiselect(key="studio-sizes").value) == ["square", "a4"]


@pytest.mark.parametrize("role", [OWNER, PODIATRIST, MARKETING])
def test_withdrawn_with_a_reason_leaves_the_marked_picture_only(
    store: Store, catalogue: Catalogue, prepared: Export, role: str
) -> None:
    approve(store, catalogue, prepared)
    at = opened(role)
    press(at, "withdraw-send")
    assert "reason" in at.error[0].value.lower()
    at.text_input(key="withdraw-reason").set_value("the campaign is over")
    press(at, "withdraw-send")
    assert not at.exception
    assert read_export(store, prepared.code).state == "withdrawn"
    assert "the campaign is over" in read(at) and "WITHDRAWN" in mark(at)
    assert [one["name"] for one in given(at)["downloads"]] == [f"{prepared.code}-square-withdrawn.png"]
    assert downloads(at) == set() and "withdraw-send" not in keys(at)


def test_what_ends_soon_is_called_to_mind_and_what_is_over_is_marked(
    store: Store, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = prepare(store, catalogue, "ends soon", days_ago=VALID.days - 12)
    approve(store, catalogue, soon)
    at = opened(MARKETING)
    assert f"{soon.code} expires in 12 days" in read(at).replace("**", "")
    assert "INVENTED" in mark(at) and "WITHDRAWN" not in mark(at)
    later = today() + timedelta(days=13)
    monkeypatch.setattr("reports.studio.today", lambda: later)
    at = opened(MARKETING)
    assert f"{soon.code} is over: take it down" in read(at).replace("**", "")
    assert "WITHDRAWN" in mark(at) and downloads(at) == set() and "Expired" in read(at)
    assert [one["name"] for one in given(at)["downloads"]] == [f"{soon.code}-square-expired.png"]
    assert f"again-{soon.code}" in keys(at)


def test_somebody_else_was_first(store: Store, catalogue: Catalogue, prepared: Export) -> None:
    at = opened(PODIATRIST)
    approve(store, catalogue, prepared)
    at.text_input(key="approve-name").set_value("Alex")
    at.text_input(key="approve-number").set_value(NUMBER)
    at.text_input(key="approve-reason").set_value("looked at")
    press(at, "approve-send")
    assert not at.exception
    assert len([event for event in read_export(store, prepared.code).events if event.act == "approve"]) == 1


def test_a_link_opens_the_export_it_names(store: Store, catalogue: Catalogue, prepared: Export) -> None:
    other = studio.prepare(
        store, catalogue, MARKETER, Request("measured", "", str(today().year - 1), purpose="a second one")
    )
    at = opened(PODIATRIST)
    at.query_params["export"] = prepared.code
    at.run()
    assert not at.exception and "waiting room" in read(at)
    at.query_params["export"] = other.code
    at.run()
    assert "a second one" in read(at)
    assert at.query_params["export"] == other.code


def test_a_pack_is_made_of_what_is_approved(store: Store, catalogue: Catalogue, prepared: Export) -> None:
    at = opened(MARKETING)
    at.session_state["export-pack-fold"] = True
    assert "Nothing is approved yet" in words(at.run())
    approve(store, catalogue, prepared)
    at.run()
    assert at.button(key="pack-make").disabled
    at.multiselect(key="pack-codes").set_value([prepared.code])
    at.button_group(key="pack-forms").set_value(["csv", "txt"]).run()
    press(at, "pack-make")
    assert not at.exception
    assert "2 files are in the pack" in words(at)
    assert "Download the pack (ZIP)" in downloads(at)
    assert {event.detail["form"] for event in read_export(store, prepared.code).events if event.act == "file"} == {
        "csv", "txt",
    }  # fmt: skip
    at.button_group(key="pack-forms").set_value(["csv"]).run()
    assert "in the pack" not in words(at), "another choice is another pack"


def test_the_history_names_every_step_and_file(store: Store, catalogue: Catalogue, prepared: Export) -> None:
    approve(store, catalogue, prepared)
    detail = {"form": "png", "preset": "square", "sha256": "ab" * 32}
    studio.note_file(store, catalogue, MARKETER, prepared.code, detail)
    at = opened(OWNER)
    at.session_state[f"History and files-{prepared.code}"] = True
    at.run()
    assert "Prepared by marketing (no sign-in)" in read(at).replace("**", "")
    assert "signed Alex Sample" in read(at)
    assert any("ab" * 32 in table.value.to_csv() for table in at.dataframe)
