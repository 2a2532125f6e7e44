"""Everything the self-check looks at is broken on purpose, one after the other, and found under its name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.backup_folder import beside
from data.backup_make import backups
from data.cli import main
from data.keys_words import in_words
from data.ledger_backup import BackupLedger
from data.sqlite_driver import connected
from data.store import open_store, read_audit
from data.vault_files import key_of
from tests.data.selfcheck_for_tests import looked, make_well, wrong

UPDATED = "UPDATE audit_events SET reason = 'x' WHERE id = 2"
OPEN_DOOR = f"""INSERT INTO account_links (hash, purpose, until) VALUES ('{"0" * 64}', 'first', '2026-01-01')"""


@pytest.fixture
def clinic(filled: Path) -> Path:
    """The encrypted file of a clinic that is well."""
    with open_store() as store:
        make_well(store)
    assert wrong(looked()) == {}
    return filled


def alter(clinic: Path, *statements: str) -> None:
    """By somebody who has the key and writes the file itself."""
    with connected(clinic, key_of(clinic)) as connection:
        for statement in statements:
            connection.execute(statement).close()


def without_guard(clinic: Path, name: str, statement: str) -> None:
    """What a guard would refuse, done all the same, and the guard put back."""
    with connected(clinic, key_of(clinic)) as connection:
        (guard,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    alter(clinic, f"DROP TRIGGER {name}", statement, guard)


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0x40
    path.write_bytes(content)


def newest() -> Any:
    with open_store() as store:
        return backups(store)[0].copy


def keys() -> Path:
    return Path(os.environ["CLINIC_KEYS"])


def unproven(_: Path) -> None:
    with open_store() as store:
        BackupLedger(store, "Kim").proved(backups(store)[0].copy, ("Damaged.",), 1.0)


BROKEN: dict[str, tuple[Callable[[Path], object], dict[str, str]]] = {
    "key gone": (lambda _: shutil.rmtree(keys()), {"key": "data unlock", "records": "data unlock"}),
    "key of others": (
        lambda _: next(keys().glob("*.key")).write_text(in_words(bytes(32))),
        {"key": "does not open", "records": "another file's"},
    ),
    "key read by others": (
        lambda _: next(keys().glob("*.key")).chmod(0o644),
        {"key": "Others may read", "records": "Others may read", "permissions": "chmod 600"},
    ),
    "folder of keys": (lambda _: keys().chmod(0o750), {"permissions": "chmod 700"}),
    "folder": (lambda clinic: clinic.parent.chmod(0o755), {"permissions": "chmod 700"}),
    "file": (lambda clinic: clinic.chmod(0o604), {"permissions": "chmod 600"}),
    "no records": (lambda clinic: clinic.unlink(), {"records": "CLINIC_HOME"}),
    "a guard": (
        lambda clinic: alter(clinic, "DROP TRIGGER audit_events_no_update"),
        {"rules": "audit_events_no_update is missing", "test record": "can be changed"},
    ),
    "a guard of another table": (
        lambda clinic: alter(clinic, "DROP TRIGGER disposals_no_delete"),
        {"rules": "disposals_no_delete is missing"},
    ),
    "a stranger's trigger": (
        lambda clinic: alter(
            clinic, "CREATE TRIGGER spy AFTER INSERT ON patients BEGIN SELECT RAISE(ABORT, 'no'); END"
        ),
        {
            "rules": "spy is not of this program",
            "test record": "nothing was stored",
            "test write": "nothing was stored",
        },
    ),
    "a rule in words": (
        lambda clinic: alter(
            clinic, "PRAGMA writable_schema=ON", "UPDATE sqlite_master SET sql = replace(sql, '2200', '2201')"
        ),
        {"rules": "patients is not as this program makes it"},
    ),
    "a page": (
        lambda clinic: flip(clinic, clinic.stat().st_size - 100),
        {"file": "to its end", "contents": "data check", "test record": "not be looked at", "test write": "CORRUPT"},
    ),
    "a reading gone": (
        lambda clinic: alter(clinic, "DELETE FROM readings WHERE id = 1"),
        {"contents": "python3 -m data check"},
    ),
    "an event altered": (
        lambda clinic: without_guard(clinic, "audit_events_no_update", UPDATED),
        {"activity": "Audit event 2 is not as it was written"},
    ),
    "the chain cut": (
        lambda clinic: without_guard(
            clinic, "audit_events_no_delete", "DELETE FROM audit_events WHERE id = (SELECT max(id) FROM audit_events)"
        ),
        {"activity": "missing at the end"},
    ),
    "no owner": (
        lambda clinic: alter(clinic, "UPDATE accounts SET state = 'disabled'"),
        {"sign-in": "python3 -m data first-link"},
    ),
    "a first link open": (
        lambda clinic: alter(clinic, OPEN_DOOR),
        {"sign-in": "A link for a first owner is open"},
    ),
    "no backup": (lambda clinic: shutil.rmtree(clinic.parent / "backups"), {"backup": "python3 -m data backup"}),
    "a byte of the backup": (lambda _: flip(newest().path, 5000), {"backup file": "not as it was written"}),
    "its manifest": (
        lambda _: beside(newest().path).write_text(
            beside(newest().path).read_text().replace(newest().manifest.sha256, "0" * 64)
        ),
        {"backup file": "not as it was written", "restore": "data drill"},
    ),
    "not proven": (unproven, {"restore": "python3 -m data drill"}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found_by_name(
    name: str, clinic: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    breaking, expected = BROKEN[name]
    breaking(clinic)
    found = wrong(looked())
    assert {check: words for check, words in expected.items() if words in found.get(check, "")} == expected, found
    assert found.keys() == expected.keys(), found
    assert main(["selfcheck"]) == 1
    assert all(f"WRONG  {check:<14}" in capsys.readouterr().out for check in list(expected)[:1])


def test_what_a_lost_guard_would_let_through_is_undone(clinic: Path) -> None:
    alter(clinic, "DROP TRIGGER audit_events_no_update", "DROP TRIGGER audit_events_no_delete")
    with open_store() as store:
        before = read_audit(store)
    assert {"rules", "test record"} == wrong(looked()).keys() == wrong(looked()).keys()
    with open_store() as store:
        after = read_audit(store)
    assert after["action"].tolist() == ["self-check"] * 2 + before["action"].tolist()
    assert after["actor"].tolist()[2:] == before["actor"].tolist()
