"""``backup``, ``backups``, ``drill`` and ``restore``: what they say, what they ask, and how they end."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from data.backup_folder import beside
from data.backup_make import backups
from data.cli import main
from data.store import clinic_url, open_store, read_audit
from tests.data.backup_for_tests import add, state


@pytest.fixture(autouse=True)
def clinic(own_home: Path) -> Path:
    """A clinic of one patient."""
    with open_store() as store:
        add(store, "A1")
    return own_home


def _name() -> str:
    with open_store() as store:
        return backups(store)[0].copy.name


def test_from_a_backup_to_its_restore(clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drill"]) == 4
    assert "no backup yet" in capsys.readouterr().err
    assert main(["backups"]) == 0
    assert "Last proven restore: never" in capsys.readouterr().out
    assert main(["backup"]) == 0
    said = capsys.readouterr().out
    assert f"Backed up to {clinic / 'backups'}" in said and "restored for trial and is whole" in said
    name = _name()
    assert main(["drill"]) == main(["drill", name]) == main(["drill", str(clinic / "backups" / name)]) == 0
    assert main(["backups"]) == 0
    listed = capsys.readouterr().out
    assert name in listed and "not encrypted  proven" in listed and "Last proven restore: never" not in listed
    with open_store() as store:
        add(store, "B2")
        assert all(actor.startswith("command line (") for actor in read_audit(store)["actor"] if actor != "Kim")
    assert main(["restore", name, "--yes"]) == 0
    said = capsys.readouterr().out
    assert "The records before are kept in" in said and "clinic-replaced-" in said
    assert state(clinic_url())["patients"][0] == 1
    assert main(["check"]) == 0


@pytest.mark.parametrize(("typed", "ends"), [("", 4), ("yes", 4), ("NAME ", 0), ("NAME.db", 4)])
def test_restore_goes_on_only_when_the_name_is_typed(
    typed: str, ends: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup"]) == 0
    name = _name()
    with open_store() as store:
        add(store, "B2")
    monkeypatch.setattr("sys.stdin", io.StringIO(typed.replace("NAME", name) + "\n" if typed else ""))
    assert main(["restore", name]) == ends
    said = capsys.readouterr()
    assert "2 patients, 2 sessions, 4 readings" in said.out and "1 patients, 1 sessions, 2 readings" in said.out
    assert ("Nothing was changed" in said.err) is (ends == 4)
    assert state(clinic_url())["patients"][0] == (1 if ends == 0 else 2)


def test_once_to_another_folder_where_none_is_let_go(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stick := tmp_path / "stick").mkdir()
    assert main(["backup", "--to", str(stick)]) == main(["backup", "--to", str(stick)]) == 0
    assert len(list(stick.glob("*.db"))) == 2
    assert main(["backup", "--to", str(tmp_path / "away" / "backups")]) == 4
    assert "stick or the network folder away" in capsys.readouterr().err


def test_a_damaged_one_ends_with_five_and_is_not_brought_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup"]) == 0
    with open_store() as store:
        path = backups(store)[0].copy.path
    path.write_bytes(path.read_bytes()[:-1])
    assert main(["drill"]) == 5
    assert "do not fit the SHA-256" in capsys.readouterr().err
    assert main(["restore", path.name, "--yes"]) == 4
    beside(path).unlink()
    assert main(["restore", path.name, "--yes"]) == 4
    assert "has no manifest" in capsys.readouterr().err


def test_a_lost_record_comes_back_by_the_path(clinic: Path) -> None:
    assert main(["backup"]) == 0
    path = clinic / "backups" / _name()
    (clinic / "clinic.db").unlink()
    assert main(["restore", str(path), "--yes"]) == 0
    assert state(clinic_url())["patients"][0] == 1
