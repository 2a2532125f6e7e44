"""The check finds what is wrong, by name, and says nothing about a record that is whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from data.catalogue import Catalogue
from data.check import check_store
from data.engine import make_engine
from data.export_reads import content_hash
from data.ledger import Ledger
from data.places import read_url
from data.store import open_store
from tests.data.exports_for_tests import approved, prepared
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of, visit

if TYPE_CHECKING:
    from data.store import Store


@pytest.fixture
def filled(store: Store, catalogue: Catalogue) -> Store:
    ledger = Ledger(store, catalogue, "Kim", TODAY)
    ledger.import_file(file_of(*clinic_rows(5), visit(90, "Bad", before=11), name="first.csv"))
    ledger.import_file(file_of(visit(2, "B"), name="second.csv"))
    ledger.withdraw_batch(2, "A trial")
    ledger.withdraw_export(approved(ledger), "Old")
    ledger.note_file(prepared(ledger), {"sha256": "x"})
    ledger.set_look({"main": "#003366"})
    ledger.reword("counted", "words", "Counted: {counted}", "Shorter")
    return store


def _spoil(store: Store, *statements: str) -> None:
    """What somebody with another tool could do to the file: rules off, then the statements."""
    address = read_url(store.engine.url.render_as_string(hide_password=False))
    engine = make_engine(address, may_alter=True)
    off = "PRAGMA foreign_keys=OFF" if engine.dialect.name == "sqlite" else "SET session_replication_role = replica"
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute(off)  # type: ignore[union-attr]
        for statement in statements:
            raw.execute(statement)  # type: ignore[union-attr]
        raw.commit()  # type: ignore[union-attr]
        connection.invalidate()
    engine.dispose()


def test_a_whole_record_is_clean(filled: Store) -> None:
    assert check_store(filled) == []


SPOILT = {
    "a reading lost": ("DELETE FROM readings WHERE id = 3", "Import 1 should have 30 readings in the record, and"),
    "a rejected row lost": ("DELETE FROM rejected_rows", "Import 1 rejected 1 rows, but 0 are kept"),
    "an import half written": (
        "INSERT INTO import_batches SELECT 7, 'half.csv', 'x', importer, at, actor, 0, 0, 0, 0, 0, 0, 0, 0, 0, header, "
        "NULL, NULL, NULL FROM import_batches WHERE id = 1",
        "Import 7 is half written",
    ),
    "a session moved before its course": (
        "UPDATE sessions SET day = '2020-01-01' WHERE id = 1", "The session 1 lies before its course of care began",
    ),
    "a reading on another day": (
        "UPDATE readings SET day = '2026-11-01' WHERE id = 1", "The reading 1 is not of the day of its session",
    ),
    "a draft cut off": (
        "INSERT INTO session_drafts VALUES (1, 'Kim', '{\"before\": ', '2026-11-01T10:00:00+00:00', 1)",
        "The unfinished session of episode 1 cannot be read",
    ),
    "a review of nothing": (
        f"INSERT INTO review_invitations VALUES (1, '{'0' * 64}', 1, '[\"aura\"]', 'left', 'x', "
        "'2026-11-01T10:00:00+00:00', 'Kim', '2026-11-01T09:00:00+00:00', NULL)",
        "The review 1 asks for measures that are not there. The review 1 was over before it was asked for.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "said"), SPOILT.values(), ids=SPOILT)
def test_what_is_wrong_is_said(filled: Store, statement: str, said: str) -> None:
    _spoil(filled, statement)
    assert said in " ".join(check_store(filled))


NEXT = "INSERT INTO export_events SELECT 9, export, at, actor, 'send back', '', '', 'x', detail FROM export_events"
IN_THE_REGISTER = {
    "a figure changed": (
        "exports", "UPDATE exports SET content = replace(content, '6.1', '6.2') WHERE id = 1",
        "are not those that were prepared",
    ),
    "figures cut off": ("exports", "UPDATE exports SET content = '{' WHERE id = 2", "are not those that were prepared"),
    "checks lost": ("exports", "UPDATE exports SET checks = '' WHERE id = 1", "or the checks of export DN-"),
    "a request that is none": ("exports", "UPDATE exports SET request = '[]' WHERE id = 1", "The request or the"),
    "its beginning lost": (
        "export_events", "DELETE FROM export_events WHERE act = 'prepare' AND export = 2", "does not begin with being",
    ),
    "all of it lost": ("export_events", "DELETE FROM export_events WHERE export = 2", "does not begin with being"),
    "a step that may not follow": (None, f"{NEXT} WHERE act = 'withdraw'", "was sent back when it was withdrawn"),
    "an approval turned round": (
        "export_events", "UPDATE export_events SET act = 'send back' WHERE act = 'approve'", "audit trail tells",
    ),
    "another's name under it": (
        "export_events", "UPDATE export_events SET name = 'X' WHERE act = 'approve'", "not what the audit trail tells",
    ),
    "another reason": (
        "export_events", "UPDATE export_events SET reason = 'X' WHERE act = 'withdraw'", "not what the audit trail",
    ),
    "another file": (
        "export_events", "UPDATE export_events SET detail = '{\"sha256\": \"y\"}' WHERE act = 'file'", "audit trail",
    ),
    "figures and hash changed together": (
        "exports", f"UPDATE exports SET content = '{{}}', content_sha256 = '{content_hash({})}' WHERE id = 1",
        "not what the audit trail tells",
    ),
    "an export gone": (
        "export_events", "DELETE FROM export_events WHERE export = 2; DELETE FROM exports WHERE id = 2",
        "tells of export 2, which is not in the register",
    ),
    "a detail cut off": (
        "export_events", "UPDATE export_events SET detail = '{' WHERE act = 'file'", "the register of exports cannot",
    ),
    "a look cut off": ("public_looks", "UPDATE public_looks SET look = '{' WHERE id = 1", "The look 1 of the clinic"),
    "a check worded away": (
        "public_wordings", "UPDATE public_wordings SET wording = 'All' WHERE id = 1", '"{counted}" must stay in it',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("table", "statement", "said"), IN_THE_REGISTER.values(), ids=IN_THE_REGISTER)
def test_what_was_done_to_the_register_behind_our_back_is_said(
    filled: Store, table: str | None, statement: str, said: str
) -> None:
    tables = {table, "exports"} if "exports" in statement else {table}
    guards = [f"DROP TRIGGER {name}_no_{act}" for name in tables if name for act in ("update", "delete")]
    off = guards if filled.engine.dialect.name == "sqlite" else []
    _spoil(filled, *off, *statement.split("; "))
    assert said in " ".join(one for one in check_store(filled) if "trigger" not in one)


def test_an_audit_event_altered_on_the_disk_is_named(filled: Store) -> None:
    if filled.engine.dialect.name == "sqlite":
        with_guard_off = ("DROP TRIGGER audit_events_no_update", "UPDATE audit_events SET actor = 'x' WHERE id = 2")
    else:
        with_guard_off = ("UPDATE audit_events SET actor = 'x' WHERE id = 2",)
    _spoil(filled, *with_guard_off)
    assert "Audit event 2 is not as it was written" in " ".join(check_store(filled))


def test_a_guard_or_rule_that_was_taken_away_is_named(filled: Store) -> None:
    if filled.engine.dialect.name == "sqlite":
        guard, index = "DROP TRIGGER audit_events_no_delete", "DROP INDEX readings_once"
    else:
        guard, index = "DROP TRIGGER audit_events_no_change ON audit_events", "DROP INDEX readings_once"
    _spoil(filled, guard, index)
    said = " ".join(check_store(filled))
    assert guard.split()[2] in said
    assert "readings_once" in said


def test_a_reference_to_nothing_is_named(clinic_store: Store, catalogue: Catalogue) -> None:
    Ledger(clinic_store, catalogue, "Kim", TODAY).import_file(file_of(visit(2)))
    _spoil(clinic_store, "DELETE FROM episodes")
    assert "sessions 1 names one of episodes that is not there" in " ".join(check_store(clinic_store))


def test_a_damaged_page_is_found(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "clinic.db"
    with open_store(f"sqlite:///{path}", catalogue) as store:
        Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(*clinic_rows(200)))
        with store.engine.connect() as connection:
            root = connection.execute(text("SELECT rootpage FROM sqlite_master WHERE name = 'readings'")).scalar()
    content = bytearray(path.read_bytes())
    page = int(content[16]) << 8 | int(content[17])
    start = (int(root or 0) - 1) * page
    content[start : start + 200] = bytes(200)
    path.write_bytes(content)
    with open_store(f"sqlite:///{path}", catalogue) as store:
        said = " ".join(check_store(store))
    assert "damaged" in said or "cannot be read" in said
