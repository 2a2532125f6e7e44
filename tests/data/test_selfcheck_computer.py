"""The self-check finds what is wrong with the computer: its clock, its disk, its keys, its catalogue."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from data import engine, selfcheck, selfcheck_backup, selfcheck_place, selfcheck_trial
from data.backup_files import full
from data.keys_words import in_words
from data.ledger_write import writing
from data.store import open_store
from tests.data.selfcheck_for_tests import looked, make_well, wrong

LATER = datetime.now(UTC) + timedelta(days=3)


@pytest.fixture
def clinic(filled: Path) -> Path:
    """The encrypted file of a clinic that is well."""
    with open_store() as store:
        make_well(store)
    return filled


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


@pytest.mark.parametrize(
    ("where", "what", "instead", "expected"),
    [
        (selfcheck_place, "now", at(datetime(2024, 1, 1, tzinfo=UTC)), {"clock": "Set it right"}),
        (selfcheck_place, "now", at(datetime.now(UTC) - timedelta(days=2)), {"clock": "written down at"}),
        (selfcheck_backup, "now", at(LATER), {"backup": "The newest backup is of"}),
        (shutil, "disk_usage", lambda _: SimpleNamespace(free=10_000_000), {"disk": "Only 10 MB are free"}),
    ],
    ids=["clock", "clock-behind", "old-backup", "disk"],
)
def test_of_the_computer(
    clinic: Path, monkeypatch: pytest.MonkeyPatch, where: object, what: str, instead: object, expected: dict[str, str]
) -> None:
    monkeypatch.setattr(where, what, instead)
    found = wrong(looked())
    ((name, words),) = expected.items()
    assert [*found] == [name] and words in found[name]


def test_a_full_disk_in_the_middle(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def filled_up(*_: object) -> None:
        raise full(clinic.parent)

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device", str(clinic))

    monkeypatch.setattr(selfcheck_trial, "copy_into", filled_up)
    monkeypatch.setattr(selfcheck, "note_self_check", no_room)
    found = wrong(looked())
    assert [*found] == ["test write", "note"]
    assert "not enough room" in found["test write"] and "No space left" in found["note"]
    assert not list(clinic.parent.glob("backup-work-*"))


def test_nobody_has_the_recovery_key(filled: Path) -> None:
    with open_store() as store:
        assert store.is_encrypted
    assert "data recovery-key" in wrong(looked())["recovery key"]


def test_the_paper_is_that_of_other_records(clinic: Path) -> None:
    assert "of other records" in wrong(looked(in_words(bytes(32))))["recovery key"]


def test_a_broken_file_of_the_clinics_own_catalogue(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own" / "measures").mkdir(parents=True)
    (tmp_path / "own" / "measures" / "mine.toml").write_text("name = 3\n")
    monkeypatch.setenv("CLINIC_CATALOGUE", str(tmp_path / "own"))
    found = wrong(looked())
    assert [*found] == ["catalogue", "records"] and "mine.toml" in found["catalogue"]


def test_keys_beside_the_records(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(Path(os.environ["CLINIC_KEYS"]), clinic.parent / "keys")
    monkeypatch.setenv("CLINIC_KEYS", str(clinic.parent / "keys"))
    assert "Name another folder in CLINIC_KEYS" in wrong(looked())["permissions"]


def test_while_an_import_holds_the_records(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PATIENCE_MS", 50)
    with open_store() as store, writing(store, "importer"):
        found = wrong(looked())
    assert found["test record"].startswith("The records are being written by somebody else")
    assert "Do this again" in found["note"] and found.keys() == {"test record", "note"}
