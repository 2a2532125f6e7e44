"""The register of exports: each step once, in order and by name; nothing in it is ever changed, no record moves."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.catalogue import Catalogue
from data.check import check_store
from data.engine import make_engine
from data.export_reads import LETTERS, NoSuchExport, read_export, read_exports, read_look, read_wordings
from data.ledger import Ledger, LedgerError
from data.ledger_exports import new_code
from data.places import read_url
from data.store import open_store, read_audit
from data.tables_exports import LARGEST_LOOK
from tests.data.contents import contents
from tests.data.exports_for_tests import MADE_OF, REGISTRATION, approved, export, prepared
from tests.data.rows_for_tests import clinic_rows, file_of

if TYPE_CHECKING:
    from data.store import Store

NEW = ("exports", "export_events", "public_wordings", "public_looks")
APPROVAL = ("Kim Lee", REGISTRATION, "Checked")


@pytest.fixture
def ledger(store: Store, catalogue: Catalogue) -> Ledger:
    """A clinic with a few patients."""
    ledger = Ledger(store, catalogue, "Ann", MADE_OF)
    ledger.import_file(file_of(*clinic_rows(3)))
    return ledger


def test_an_export_goes_its_way_and_every_step_is_written_down(ledger: Ledger, catalogue: Catalogue) -> None:
    code = prepared(ledger)
    assert read_export(ledger.store, code).state == "prepared"
    Ledger(ledger.store, catalogue, "Kim", MADE_OF).approve_export(code, " Kim Lee ", " pod 0001234567 ", " Checked ")
    assert read_export(ledger.store, code).state == "approved"
    ledger.note_file(code, {"format": "png", "sha256": "ab" * 32})
    ledger.withdraw_export(code, "Superseded")
    ledger.note_remake(code, {"same": True})
    found = read_export(ledger.store, code)
    assert found.state == "withdrawn"
    assert [(one.act, one.actor, one.name, one.registration, one.reason, one.detail) for one in found.events] == [
        ("prepare", "Ann", "", "", "The clinic's page", {}),
        ("approve", "Kim", "Kim Lee", "POD0001234567", "Checked", {}),
        ("file", "Ann", "", "", "", {"format": "png", "sha256": "ab" * 32}),
        ("withdraw", "Ann", "", "", "Superseded", {}),
        ("remake", "Ann", "", "", "", {"same": True}),
    ]
    assert [event.at for event in found.events] == sorted(event.at for event in found.events)
    assert (found.made_by, found.made_at) == ("Ann", found.events[0].at)
    assert check_store(ledger.store) == []


ACTS: dict[str, Callable[[Ledger, str], None]] = {
    "prepare": lambda ledger, code: prepared(ledger, code=code) and None,
    "approve": lambda ledger, code: ledger.approve_export(code, *APPROVAL),
    "send back": lambda ledger, code: ledger.send_back_export(code, "Say which clinic"),
    "withdraw": lambda ledger, code: ledger.withdraw_export(code, "Superseded"),
}
MAY = {
    ("prepare",): {"approve", "send back", "withdraw"},
    ("prepare", "approve"): {"withdraw"},
    ("prepare", "send back"): {"withdraw"},
    ("prepare", "withdraw"): set(),
    ("prepare", "approve", "withdraw"): set(),
    ("prepare", "send back", "withdraw"): set(),
}
STATES = {"prepare": "prepared", "approve": "approved", "send back": "sent back", "withdraw": "withdrawn"}


@pytest.mark.parametrize("way", MAY, ids=" then ".join)
def test_only_the_steps_that_may_follow_are_taken(ledger: Ledger, way: tuple[str, ...]) -> None:
    for step in ("approve", "send back", "withdraw"):
        code = new_code()
        for act in way:
            ACTS[act](ledger, code)
        before = contents(ledger.store, (*NEW, "audit_events", "facts"))
        if step in MAY[way]:
            ACTS[step](ledger, code)
            assert read_export(ledger.store, code).state == STATES[step]
            continue
        with pytest.raises(LedgerError, match=f"{code} is {STATES[way[-1]]} .Ann, .*, so it cannot be {STATES[step]}"):
            ACTS[step](ledger, code)
        assert contents(ledger.store, (*NEW, "audit_events", "facts")) == before
    assert check_store(ledger.store) == []


def test_no_record_moves_and_the_version_stays(ledger: Ledger) -> None:
    state, before = ledger.store.state(), contents(ledger.store)
    code = approved(ledger)
    ledger.send_back_export(prepared(ledger), "No")
    ledger.note_file(code, {"sha256": "x"})
    ledger.note_remake(code, {})
    ledger.withdraw_export(code, "Old")
    ledger.reword("counted", "words", "Counted: {counted}", "Shorter")
    ledger.set_look({"main": "#003366"})
    ledger.note_delivery("overview", {"format": "pdf"})
    assert (ledger.store.state(), contents(ledger.store)) == (state, before)


def test_every_write_leaves_one_audit_event_without_figures_or_logo(ledger: Ledger) -> None:
    logo = "data:image/png;base64," + "QUJD" * 1000
    code = approved(ledger, content={"table": [[98765.4321]]})
    other = prepared(ledger)
    ledger.send_back_export(other, "Say more")
    ledger.note_file(code, {"sha256": "ab" * 32, "figures": [98765.4321]})
    ledger.note_remake(code, {"figures": [98765.4321]})
    ledger.withdraw_export(code, "Old")
    ledger.reword("counted", "words", "Counted: {counted}", "Shorter")
    ledger.set_look({"logo": logo})
    ledger.note_delivery("overview", {"format": "pdf"})
    events = read_audit(ledger.store).head(10)
    assert events["action"].tolist()[::-1] == [
        "prepare export", "approve export", "prepare export", "send back export", "make file", "make again",
        "withdraw export", "reword", "set look", "make file",
    ]  # fmt: skip
    assert set(events["actor"]) == {"Ann"}
    told = "".join(events["detail"])
    assert code in told
    assert REGISTRATION in told
    assert "98765" not in told
    assert "QUJD" not in told
    assert re.search(r'"sha256": "[0-9a-f]{64}"', events["detail"].iloc[1])
    assert json.loads(events["detail"].iloc[0]) == {"format": "pdf", "report": "overview"}


SIGNATURES = {
    "no name": (("  ", REGISTRATION, "Checked"), "name of the registered practitioner"),
    "no number": (("Kim", "", "Checked"), "registration number"),
    "a short number": (("Kim", "POD12", "Checked"), "6 to 20 letters and digits"),
    "a long number": (("Kim", "1" * 21, "Checked"), "6 to 20 letters and digits"),
    "a number with a sign": (("Kim", "POD-000123", "Checked"), "6 to 20 letters and digits"),
    "a number of another script": (("Kim", "\u0661" * 8, "Checked"), "6 to 20 letters and digits"),
    "no reason": (("Kim", REGISTRATION, " "), "Give a reason"),
    "half a character": (("Kim\ud800", REGISTRATION, "Checked"), "cannot be kept"),
    "a NUL": (("Kim", REGISTRATION, "Checked\x00"), "cannot be kept"),
}


@pytest.mark.parametrize(("signed", "said"), SIGNATURES.values(), ids=SIGNATURES)
def test_an_approval_is_signed_or_it_is_none(ledger: Ledger, signed: tuple[str, str, str], said: str) -> None:
    code = prepared(ledger)
    with pytest.raises(LedgerError, match=said):
        ledger.approve_export(code, *signed)
    assert [event.act for event in read_export(ledger.store, code).events] == ["prepare"]


@pytest.mark.parametrize("number", ["A23456", "A" * 20, "pod0001234567"])
def test_a_registration_number_at_its_ends(ledger: Ledger, number: str) -> None:
    code = prepared(ledger)
    ledger.approve_export(code, "Kim", number, "Checked")
    assert read_export(ledger.store, code).events[-1].registration == number.upper()


def test_going_back_and_withdrawing_need_a_reason(ledger: Ledger) -> None:
    code = prepared(ledger)
    for act in (ledger.send_back_export, ledger.withdraw_export):
        with pytest.raises(LedgerError, match="Give a reason"):
            act(code, "  ")
    assert read_export(ledger.store, code).state == "prepared"


def test_what_is_over_is_not_approved_any_more(ledger: Ledger, catalogue: Catalogue) -> None:
    code = prepared(ledger, expires_on=date(2026, 12, 24))
    late = Ledger(ledger.store, catalogue, "Kim", date(2026, 12, 25))
    with pytest.raises(LedgerError, match="expired on 24 Dec 2026"):
        late.approve_export(code, *APPROVAL)
    Ledger(ledger.store, catalogue, "Kim", date(2026, 12, 24)).approve_export(code, *APPROVAL)
    late.withdraw_export(code, "Over")


WRONG = {
    "no purpose": ({"purpose": " "}, "what the export is for"),
    "no question": ({"question": ""}, "which question"),
    "over before it began": ({"expires_on": MADE_OF}, "expires after"),
    "not a number": ({"content": {"mean": float("nan")}}, "finite numbers"),
    "no end": ({"checks": [{"n": float("inf")}]}, "finite numbers"),
    "a day": ({"content": {"day": MADE_OF}}, "finite numbers"),
    "a name that is a number": ({"content": {1: "x"}}, "names for them"),
    "a set": ({"request": {"presets": {"square"}}}, "lists"),
    "half a character": ({"content": {"title": "\ud800"}}, "cannot be kept"),
    "a NUL in a name": ({"content": {"a\x00": 1}}, "cannot be kept"),
    "a code of one's own": ({"code": "DN-1"}, "not a code of the register"),
    "a letter to be misread": ({"code": "DN-OOOOOOOO"}, "not a code of the register"),
    "a code and more": ({"code": "DN-00000000\n"}, "not a code of the register"),
}


@pytest.mark.parametrize(("changed", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_kept_as_it_is_is_refused(ledger: Ledger, changed: dict[str, Any], said: str) -> None:
    before = contents(ledger.store, (*NEW, "audit_events", "facts"))
    with pytest.raises(LedgerError, match=said):
        prepared(ledger, **changed)
    assert contents(ledger.store, (*NEW, "audit_events", "facts")) == before


def test_a_code_is_new_unguessable_and_given_once(ledger: Ledger) -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(re.fullmatch(rf"DN-[{LETTERS}]{{8}}", code) for code in codes)
    assert not set("ILOU") & set(LETTERS)
    assert {letter for code in codes for letter in code[3:]} == set(LETTERS)
    code = prepared(ledger, code=codes.pop())
    with pytest.raises(LedgerError, match=f"{code} is in the register already"):
        prepared(ledger, code=code)
    assert prepared(ledger) != prepared(ledger)


def test_a_code_that_is_taken_is_drawn_again(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, drawn = prepared(ledger), []
    again = iter([*taken[3:], *"00000000"])
    monkeypatch.setattr("data.ledger_exports.secrets.choice", lambda _: drawn.append(next(again)) or drawn[-1])
    assert prepared(ledger) == "DN-00000000"
    assert len(drawn) == 16


def test_an_unknown_code_is_told_with_the_nearest(ledger: Ledger) -> None:
    code = prepared(ledger)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for act in ("approve", "send back", "withdraw"):
        with pytest.raises(LedgerError, match=f"no export {wrong}.*Did you mean {code}"):
            ACTS[act](ledger, wrong)
    for note in (ledger.note_file, ledger.note_remake):
        with pytest.raises(LedgerError, match="no export"):
            note(wrong, {})


def test_of_two_people_at_once_the_second_is_told(ledger: Ledger, catalogue: Catalogue) -> None:
    for _ in range(5):
        code, told = prepared(ledger), []
        acts: list[Callable[[Ledger, str], None]] = [ACTS[name] for name in ("approve", "send back", "approve")]
        ready = threading.Barrier(len(acts))

        def go(act: Callable[[Ledger, str], None], name: str) -> None:
            pen = Ledger(ledger.store, catalogue, name, MADE_OF)
            ready.wait()  # noqa: B023  (joined below, in the same round)
            try:
                act(pen, code)  # noqa: B023
            except LedgerError as error:
                told.append(str(error))  # noqa: B023

        threads = [threading.Thread(target=go, args=(act, f"P{n}")) for n, act in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = read_export(ledger.store, code)
        assert len(found.events) == 2
        assert len(told) == 2
        assert all(f"{code} is {found.state} ({found.events[1].actor}" in one for one in told)


CHANGED = {
    "exports": ("purpose = 'another'", "content = '{}'"),
    "export_events": ("reason = 'another'", "act = 'approve'"),
    "public_wordings": ("wording = ''",),
    "public_looks": ("look = '{}'",),
}


def _fill(ledger: Ledger) -> None:
    approved(ledger)
    ledger.reword("counted", "words", "Counted: {counted}", "Shorter")
    ledger.set_look({"main": "#003366"})


def _refused(url: str, statement: str, *, may_alter: bool, said: str) -> None:
    engine = make_engine(read_url(url), may_alter=may_alter)
    try:
        with engine.connect().execution_options(write=True) as connection, pytest.raises(DBAPIError, match=said):
            connection.execute(text(statement))
    finally:
        engine.dispose()


@pytest.mark.parametrize("table", NEW)
def test_the_database_refuses_to_change_or_remove_what_was_written(ledger: Ledger, database: str, table: str) -> None:
    _fill(ledger)
    before = contents(ledger.store, NEW)
    statements = [f"UPDATE {table} SET {changed}" for changed in CHANGED[table]] + [f"DELETE FROM {table}"]
    if database.startswith("sqlite"):
        statements.append(f"REPLACE INTO {table} SELECT * FROM {table}")
    else:
        statements.append(f"TRUNCATE {table} CASCADE")
    for statement in statements:
        _refused(database, statement, may_alter=True, said="only ever added")
    assert contents(ledger.store, NEW) == before
    assert all(rows for rows, _ in before.values())


@pytest.mark.parametrize("table", NEW)
def test_the_programs_own_connection_may_not_even_ask(clinic_store: Store, table: str) -> None:
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = 9", f"DROP TRIGGER {table}_no_update"):
        _refused(str(clinic_store.engine.url), statement, may_alter=False, said="not authorized|prohibited")


AT = "2026-11-22T10:00:00+00:00"
EVENT = "INSERT INTO export_events (id, export, at, actor, act, name, registration, reason) VALUES "
MADE = (
    "INSERT INTO exports SELECT {id}, {code}, made_at, made_by, question, {purpose}, request, content, {hash}, checks, "
    "{version}, as_of, program, {expires} FROM exports WHERE id = 1"
)
GOOD = {
    "id": 2, "code": "'DN-00000001'", "purpose": "purpose", "hash": "content_sha256", "version": 0,
    "expires": "expires_on",
}  # fmt: skip
RULES = {
    "a code twice": (MADE.format(**{**GOOD, "code": "code"}), "exports_code_once|only ever added"),
    "half a code": (MADE.format(**{**GOOD, "code": "'DN-1'"}), "exports_code_whole"),
    "no purpose": (MADE.format(**{**GOOD, "purpose": "''"}), "exports_purpose_given"),
    "half a hash": (MADE.format(**{**GOOD, "hash": "'abc'"}), "exports_content_hashed"),
    "a version below 0": (MADE.format(**{**GOOD, "version": -1}), "exports_data_version_counted"),
    "over before it began": (MADE.format(**{**GOOD, "expires": "as_of"}), "exports_expires_later"),
    "30 February": (MADE.format(**{**GOOD, "expires": "'2027-02-30'"}), "real_day|out of range|type date"),
    "an act unknown": (EVENT + "(9, 1, '', '', 'burn', '', '', 'x')", "export_events_act_allowed"),
    "nobody's approval": (EVENT + "(9, 1, '', '', 'approve', '', 'POD0001', 'x')", "export_events_approval_signed"),
    "an approval unsigned": (EVENT + "(9, 1, '', '', 'approve', 'Kim', '123', 'x')", "export_events_approval_signed"),
    "withdrawn without reason": (EVENT + "(9, 1, '', '', 'withdraw', '', '', '')", "export_events_reason_given"),
    "prepared twice": (EVENT + "(9, 1, '', '', 'prepare', '', '', '')", "export_events_once|only ever added"),
    "of no export": (EVENT + "(9, 77, '', '', 'file', '', '', '')", "export_events_export_known|FOREIGN KEY"),
    "a part unknown": (
        "INSERT INTO public_wordings VALUES (1, 'counted', 'needs', '', 'x', '', '')", "public_wordings_part_allowed",
    ),
    "reworded without reason": (
        "INSERT INTO public_wordings VALUES (1, 'counted', 'words', '', '', '', '')", "public_wordings_reason_given",
    ),
    "a look too large": (
        f"INSERT INTO public_looks VALUES (1, '{'x' * (LARGEST_LOOK + 1)}', '', '')", "public_looks_size",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "said"), RULES.values(), ids=RULES)
def test_the_database_refuses_what_cannot_be(ledger: Ledger, database: str, statement: str, said: str) -> None:
    prepared(ledger)
    if not database.startswith("sqlite"):
        statement = statement.replace("'2027-02-30'", "DATE '2027-02-30'")
    _refused(database, statement, may_alter=True, said=said)


def test_the_rows_the_rules_are_tried_on_are_allowed_otherwise(ledger: Ledger) -> None:
    prepared(ledger)
    allowed = (
        MADE.format(**GOOD),
        EVENT + f"(8, 2, '{AT}', '', 'prepare', '', '', '')",
        EVENT + f"(9, 2, '{AT}', '', 'approve', 'Kim', 'POD001', 'x')",
        EVENT + f"(10, 2, '{AT}', '', 'file', '', '', ''), (11, 2, '{AT}', '', 'file', '', '', '')",
    )
    with ledger.store.engine.connect().execution_options(write=True) as connection, connection.begin():
        for statement in allowed:
            connection.execute(text(statement))
    assert [one.state for one in read_exports(ledger.store)] == ["approved", "prepared"]


def test_a_wording_is_changed_with_a_reason_and_goes_back(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="Give a reason"):
        ledger.reword("counted", "words", "Counted: {counted}", "")
    with pytest.raises(LedgerError, match="must stay in it"):
        ledger.reword("counted", "words", "All of them", "Nicer")
    with pytest.raises(LedgerError, match="words already"):
        ledger.reword("counted", "words", "", "Back")
    assert read_wordings(ledger.store) == {}
    ledger.reword("counted", "words", " Counted: {counted} ", "Shorter")
    ledger.reword("period", "rule", "Whole quarters.", "Shorter")
    with pytest.raises(LedgerError, match="words already"):
        ledger.reword("counted", "words", "Counted: {counted}", "Again")
    ledger.reword("counted", "words", "n: {counted}", "Shorter still")
    assert read_wordings(ledger.store) == {("counted", "words"): "n: {counted}", ("period", "rule"): "Whole quarters."}
    ledger.reword("counted", "words", " ", "Back")
    assert read_wordings(ledger.store) == {("period", "rule"): "Whole quarters."}
    with ledger.store.reading() as connection:
        kept = connection.exec_driver_sql("SELECT wording, reason, actor FROM public_wordings ORDER BY id").all()
    assert [tuple(row) for row in kept] == [
        ("Counted: {counted}", "Shorter", "Ann"), ("Whole quarters.", "Shorter", "Ann"),
        ("n: {counted}", "Shorter still", "Ann"), ("", "Back", "Ann"),
    ]  # fmt: skip


def test_a_look_is_kept_to_its_size(ledger: Ledger) -> None:
    assert read_look(ledger.store) is None
    frame = len(json.dumps({"logo": ""}))
    ledger.set_look({"logo": "x" * (LARGEST_LOOK - frame)})
    with pytest.raises(LedgerError, match="larger than 400 kB"):
        ledger.set_look({"logo": "x" * (LARGEST_LOOK - frame + 1)})
    with pytest.raises(LedgerError, match="larger than 400 kB"):
        ledger.set_look({"logo": "é" * (LARGEST_LOOK // 2)})  # bytes count, not letters
    with pytest.raises(LedgerError, match="finite numbers"):
        ledger.set_look({"dark": {1}})
    ledger.set_look({"main": "#102030", "dark": True})
    assert read_look(ledger.store) == {"main": "#102030", "dark": True}


def test_a_delivery_is_an_event_and_nothing_else(ledger: Ledger) -> None:
    before = contents(ledger.store, NEW)
    ledger.note_delivery("overview", {"format": "pdf", "sha256": "ab"})
    with pytest.raises(LedgerError, match="finite numbers"):
        ledger.note_delivery("overview", {"day": MADE_OF})
    assert contents(ledger.store, NEW) == before
    assert read_audit(ledger.store)["action"].tolist()[0] == "make file"


def test_the_register_stays_when_the_records_change(ledger: Ledger, database: str, catalogue: Catalogue) -> None:
    code = approved(ledger)
    before = read_export(ledger.store, code)
    ledger.withdraw_batch(1, "A trial")
    with open_store(database, catalogue) as again:
        assert read_export(again, code) == before
        with pytest.raises(NoSuchExport):
            read_export(again, new_code())


def test_an_act_that_fails_half_way_leaves_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    code = prepared(ledger)
    before = contents(ledger.store, (*NEW, "audit_events", "facts"))

    def power_cut(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("data.ledger_write.Writing.audit", power_cut)
    for act in (lambda: prepared(ledger), lambda: ledger.approve_export(code, *APPROVAL),
                lambda: ledger.set_look({"main": "#fff"})):  # fmt: skip
        with pytest.raises(RuntimeError, match="power cut"):
            act()
    assert contents(ledger.store, (*NEW, "audit_events", "facts")) == before
    assert export()["content"]["table"]["rows"][1][2] == 0.30000000000000004
