"""A fresh computer, with the folder of backups and the recovery key on paper: nothing else, and everything is back."""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path

import pytest

from data.cli import main
from data.keys_words import in_words
from data.people_reads import read_people
from data.store import clinic_url, open_store, read_audit
from data.vault import recovery_key
from tests.data.backup_for_tests import Contents, state
from tests.data.people_for_tests import owned

Left = tuple[Path, str, Contents]


@pytest.fixture
def left(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Left:
    """A backup on a stick, the key on paper, and what was recorded. The computer itself is gone: here is a new one."""
    with open_store() as store:
        owned(store)
        paper = recovery_key(store, "Kim")
    recorded = state(clinic_url())
    assert main(["backup"]) == 0
    shutil.copytree(filled.parent / "backups", tmp_path / "stick")
    shutil.rmtree(filled.parent)
    shutil.rmtree(os.environ["CLINIC_KEYS"])
    monkeypatch.setenv("CLINIC_HOME", str(tmp_path / "new" / "records"))
    monkeypatch.setenv("CLINIC_KEYS", str(tmp_path / "new" / "keys"))
    (backup,) = (tmp_path / "stick").glob("*.db")
    return backup, paper, recorded


def _type(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n"))


def test_everything_comes_back_from_the_stick_and_the_paper(
    left: Left, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    backup, paper, recorded = left
    before = sorted(path.name for path in backup.parent.iterdir())
    _type(monkeypatch, paper)
    assert main(["unlock", str(backup)]) == 0
    assert f"python3 -m data restore {backup}" in capsys.readouterr().out
    assert main(["restore", str(backup), "--yes"]) == 0
    assert state(clinic_url()) == recorded
    assert recorded["patients"][0] and recorded["readings"][0]
    with open_store() as store:
        assert [one.role for one in read_people(store)] == ["owner"]
        assert store.is_encrypted and read_audit(store).iloc[0]["action"] == "restore"
        assert recovery_key(store, "Kim") == paper, "the paper stays the right one"
    assert main(["check"]) == 0
    assert sorted(path.name for path in backup.parent.iterdir()) == before, "the stick is left as it was"


def test_without_the_key_it_is_said_what_to_type(left: Left, capsys: pytest.CaptureFixture[str]) -> None:
    backup, _, _ = left
    assert main(["restore", str(backup), "--yes"]) == 4
    said = capsys.readouterr().err
    assert f"python3 -m data unlock {backup}" in said and "cannot be relied on" not in said
    assert list(Path(os.environ["CLINIC_HOME"]).glob("*.db")) == []


def test_only_the_right_key_is_kept(
    left: Left, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    backup, paper, _ = left
    for typed in (in_words(bytes(32)), paper[:-1]):
        _type(monkeypatch, typed)
        assert main(["unlock", str(backup)]) == 4
        assert paper[:9] not in capsys.readouterr().err
    assert not list(Path(os.environ["CLINIC_KEYS"]).glob("*"))


def test_without_records_and_without_a_file_unlock_makes_none(
    left: Left, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, paper, _ = left
    _type(monkeypatch, paper)
    assert main(["unlock"]) == 4
    assert "python3 -m data unlock FILE" in capsys.readouterr().err
    assert not Path(os.environ["CLINIC_HOME"]).exists()
