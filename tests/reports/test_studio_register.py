"""The register: prepared by one, approved by a registered practitioner, and only then without a mark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from data.catalogue import Catalogue
from data.export_reads import NoSuchExport
from data.ledger import LedgerError
from data.store import Store, read_audit
from reports import studio, studio_draft
from reports.access import NotAllowed, Viewer
from reports.checks_context import text_of
from reports.studio_content import picture, read_content
from reports.studio_settings import LookError, Settings, logo_uri, reword, rules_of, set_look
from reports.studio_words import NOT_APPROVED, WITHDRAWN
from tests.reports.studio_clinic import APPROVAL, CLINIC_OWNER, GOOD, MARKETER, PRACTITIONER, TODAY, large_clinic

MARKS = ("DRAFT", "WITHDRAWN", "INVENTED")


@pytest.fixture
def store(tmp_path: Path, catalogue: Catalogue) -> Iterator[Store]:
    with large_clinic(tmp_path / "clinic.db", catalogue) as opened:
        yield opened


def words_in(store: Store, catalogue: Catalogue, export: studio.Export) -> str:
    return text_of(picture(export.content, catalogue, "square", studio.mark(store, export)).figure)


def test_the_way_of_a_picture_from_draft_to_withdrawn(store: Store, catalogue: Catalogue) -> None:
    export = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY)
    assert (export.state, export.may_be_shown) == ("prepared", False)
    assert "DRAFT" in words_in(store, catalogue, export)
    export = studio.approve(store, catalogue, PRACTITIONER, export.code, *APPROVAL)
    assert (export.state, export.may_be_shown) == ("approved", True)
    said = words_in(store, catalogue, export)
    assert not any(mark in said for mark in MARKS)
    assert export.code in said
    export = studio.withdraw(store, catalogue, MARKETER, export.code, "the campaign is over")
    assert export.state == "withdrawn"
    assert WITHDRAWN in words_in(store, catalogue, export)
    acts = [(event.act, event.actor, event.reason) for event in export.record.events]
    assert acts == [
        ("prepare", "marketing", "the newsletter"),
        ("approve", "Ann Lee", APPROVAL[2]),
        ("withdraw", "marketing", "the campaign is over"),
    ]
    assert (export.record.events[1].name, export.record.events[1].registration) == APPROVAL[:2]


def test_what_is_kept_is_who_when_why_filters_versions_checks_and_expiry(store: Store, catalogue: Catalogue) -> None:
    record = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY).record
    assert (record.made_by, record.purpose, record.question) == ("marketing", "the newsletter", "first_last")
    assert record.request["condition"] == "plantar_heel_pain"
    assert record.data_version == store.version()
    assert record.as_of == TODAY
    assert record.expires_on == TODAY + timedelta(days=365)
    assert len(record.program) == 12
    assert len(record.checks) == len(rules_of(store).checks)
    assert all(check["holds"] and check["rule"] and check["source"] for check in record.checks)


def test_nothing_is_written_into_the_records(store: Store, catalogue: Catalogue) -> None:
    before = store.version()
    studio.approve(store, catalogue, PRACTITIONER, studio.prepare(store, catalogue, MARKETER, GOOD, TODAY).code,
                   *APPROVAL)  # fmt: skip
    assert store.version() == before
    actions = read_audit(store)["action"].tolist()
    assert {"prepare", "approve"} <= {word for action in actions for word in action.split()}


@pytest.mark.parametrize(
    ("viewer", "act"),
    [
        (PRACTITIONER, "prepare"),
        (MARKETER, "approve"),
        (MARKETER, "send back"),
        (MARKETER, "reword"),
        (PRACTITIONER, "look"),
    ],
)
def test_a_role_without_the_right_is_refused(viewer: Viewer, act: str, store: Store, catalogue: Catalogue) -> None:
    code = studio.prepare(store, catalogue, CLINIC_OWNER, GOOD, TODAY).code
    doing = {
        "prepare": lambda: studio.prepare(store, catalogue, viewer, GOOD.with_(subtitle="Ours"), TODAY),
        "approve": lambda: studio.approve(store, catalogue, viewer, code, *APPROVAL),
        "send back": lambda: studio.send_back(store, catalogue, viewer, code, "why"),
        "reword": lambda: reword(store, catalogue, viewer, "words", "rule", "Another rule.", "why"),
        "look": lambda: set_look(store, catalogue, viewer, Settings("#17568c", "#b3541e", "Inter")),
    }
    with pytest.raises(NotAllowed):
        doing[act]()
    assert [one.state for one in studio.register(store, CLINIC_OWNER, TODAY)] == ["prepared"]


def test_what_was_sent_back_is_neither_approved_nor_shown(store: Store, catalogue: Catalogue) -> None:
    code = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY).code
    export = studio.send_back(store, catalogue, PRACTITIONER, code, "Say which clinic.")
    assert (export.state, export.may_be_shown) == ("sent back", False)
    with pytest.raises(LedgerError, match="sent back"):
        studio.approve(store, catalogue, PRACTITIONER, code, *APPROVAL)
    again = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY)
    assert again.code != code


@pytest.mark.parametrize(("name", "registration", "reason"), [("", "POD1234567", "x"), ("A", "", "x"), ("A", "P1", "")])
def test_an_approval_names_the_practitioner_and_the_reason(
    name: str, registration: str, reason: str, store: Store, catalogue: Catalogue
) -> None:
    code = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY).code
    with pytest.raises(LedgerError):
        studio.approve(store, catalogue, PRACTITIONER, code, name, registration, reason)
    assert studio.find(store, code).state == "prepared"


def test_a_picture_expires_and_is_called_to_mind_before(store: Store, catalogue: Catalogue) -> None:
    code = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY).code
    studio.approve(store, catalogue, PRACTITIONER, code, *APPROVAL)
    last = TODAY + timedelta(days=365)

    def on(day: date) -> tuple[str, bool]:
        export = studio.find(store, code, day)
        return export.state, export.ends_soon

    assert on(TODAY) == ("approved", False)
    assert on(last - timedelta(days=30)) == ("approved", True)
    assert on(last) == ("approved", True)
    assert on(last + timedelta(days=1)) == ("expired", False)
    over = studio.find(store, code, last + timedelta(days=1))
    assert WITHDRAWN in words_in(store, catalogue, over)


def test_the_same_picture_is_not_entered_twice(store: Store, catalogue: Catalogue) -> None:
    first = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY)
    assert studio.prepare(store, catalogue, MARKETER, GOOD, TODAY).code == first.code
    other = studio.prepare(store, catalogue, MARKETER, GOOD.with_(subtitle="From our clinic"), TODAY)
    assert other.code != first.code


def test_invented_records_keep_their_mark_after_approval(
    store: Store, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "is_demo", property(lambda _: True))
    export = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY)
    export = studio.approve(store, catalogue, PRACTITIONER, export.code, *APPROVAL)
    assert "INVENTED" in words_in(store, catalogue, export)
    assert NOT_APPROVED.replace(" ", "") not in words_in(store, catalogue, export)


def test_an_unknown_number_is_a_sentence_with_the_nearest(store: Store, catalogue: Catalogue) -> None:
    code = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY).code
    with pytest.raises(NoSuchExport, match=code):
        studio.find(store, code[:-1] + ("2" if code[-1] != "2" else "3"))


def test_a_rule_is_worded_anew_but_never_switched_off(store: Store, catalogue: Catalogue) -> None:
    with pytest.raises(LedgerError, match="must stay"):
        reword(store, catalogue, CLINIC_OWNER, "no_comparison", "words", "Results may differ.", "shorter")
    own = "No comparison group; they do not show that dry needling caused the change, and results vary."
    reword(store, catalogue, CLINIC_OWNER, "no_comparison", "words", own, "shorter")
    made = studio_draft.draft(store, catalogue, MARKETER, GOOD, TODAY)
    assert made.holds
    assert own in made.case.sentences["no_comparison"]
    assert len(made.findings) == len(rules_of(store).checks)


def test_the_table_comes_back_to_the_last_digit(store: Store, catalogue: Catalogue) -> None:
    import pandas as pd

    for question, condition in (("first_last", "plantar_heel_pain"), ("by_period", ""), ("effectiveness", "")):
        made = studio_draft.draft(store, catalogue, MARKETER, GOOD.with_(question=question, condition=condition), TODAY)
        export = studio.prepare(store, catalogue, MARKETER, GOOD.with_(question=question, condition=condition), TODAY)
        back = read_content(export.record.content).table
        assert made.case.table is not None
        pd.testing.assert_frame_equal(back, made.case.table, check_exact=True, check_dtype=False)


def test_a_logo_is_a_picture_and_a_colour_a_colour(store: Store, catalogue: Catalogue) -> None:
    with pytest.raises(LookError, match="PNG"):
        logo_uri(b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'></svg>")
    with pytest.raises(LookError, match="PNG"):
        logo_uri(b"<html>")
    with pytest.raises(LookError, match="main colour"):
        set_look(store, catalogue, MARKETER, Settings("blue", "#b3541e", "Inter"))
    with pytest.raises(LookError, match="letters"):
        set_look(store, catalogue, MARKETER, Settings("#17568c", "#b3541e", "Comic"))
    set_look(store, catalogue, MARKETER, Settings("#17568c", "#b3541e", "Inter", clinic="North Podiatry"))
    export = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY)
    assert "NorthPodiatry" in words_in(store, catalogue, export)
