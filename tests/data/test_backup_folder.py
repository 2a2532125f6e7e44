"""The folder of backups: away, full or not ours; what goes by the rule, and what is never touched."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from data import backup_files, backup_folder
from data.backup_files import BackupError
from data.backup_folder import beside, check_folder, found, prune
from data.backup_make import back_up, drill, record_of
from data.backup_manifest import as_text, read_manifest
from data.backup_restore import live_at, restore
from data.ledger_backup import BackupLedger, read_told
from data.store import Store, open_store, read_audit
from tests.data.backup_for_tests import add, begun, halves, state


@pytest.mark.parametrize("typed", ["", "  ", "backups", "a\0b", "/" + "x" * 2000])
def test_a_folder_has_to_be_a_whole_path(typed: str) -> None:
    with pytest.raises(BackupError, match="whole path"):
        check_folder(typed)


def test_a_folder_that_is_away_is_a_sentence_and_changes_nothing(clinic_store: Store, tmp_path: Path) -> None:
    add(clinic_store, "A1")
    stick = tmp_path / "stick" / "backups"
    stick.parent.mkdir()
    BackupLedger(clinic_store, "Kim").set_folder(check_folder(str(stick)))
    stick.rmdir()
    stick.parent.rmdir()
    with pytest.raises(BackupError, match="Is the stick or the network folder away"):
        back_up(clinic_store, "Kim")
    assert not stick.parent.exists(), "a folder must not be made in the place of a stick"
    assert read_audit(clinic_store)["action"].tolist() == ["back up", "set backup folder", "import"]
    failure = read_told(clinic_store).last_failure
    assert failure is not None and "stick" in failure[1]


def test_a_file_in_the_place_of_the_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BackupError, match="cannot be used"):
        check_folder(str(tmp_path / "file"))


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
@pytest.mark.parametrize("when", [0, 250])
def test_a_full_disk_is_a_sentence_and_leaves_everything(tmp_path: Path, when: int) -> None:
    """The system refuses to write on: from the first step, and from where the copy goes to its destination."""
    url = begun(tmp_path, 200, 4)
    with open_store(url) as store:
        whole = back_up(store, "Kim").copy
    before = state(url)
    read, write = os.pipe()
    if not (child := os.fork()):
        os.write(write, _full(url, whole.path.stat().st_size // 2, when).encode())
        os._exit(0)
    os.waitpid(child, 0)
    said = os.read(read, 10_000).decode()
    assert f"There is not enough room in {whole.path.parent if when else tmp_path}. " in said
    assert sorted(path.name for path in whole.path.parent.iterdir()) == [whole.name, beside(whole.path).name]
    assert not list(tmp_path.glob("backup-work-*"))
    assert state(url) == before
    with open_store(url) as store:
        failure = read_told(store).last_failure
        assert failure is not None and "not enough room" in failure[1]
        assert back_up(store, "Kim").proven


def _full(url: str, limit: int, when: int) -> str:
    import resource  # not there on Windows

    def fill(done: int, _: int) -> None:
        if done >= when:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    try:
        with open_store(url) as store:
            fill(0, 0)
            back_up(store, "Kim", fill)
    except BackupError as error:
        return str(error)
    except BaseException as error:
        return repr(error)
    return "no error"


def test_older_ones_go_by_the_rule_and_no_file_that_is_not_ours(clinic_store: Store, tmp_path: Path) -> None:
    add(clinic_store, "A1")
    first = back_up(clinic_store, "Kim").copy
    folder = first.path.parent
    with open_store(begun(tmp_path / "other")) as other:
        theirs = back_up(other, "Lee", to=folder).copy
    for name in ("clinic-backup-2020-01-01-000000Z-00000000.db", "holiday.db", "clinic-backup.txt"):
        (folder / name).write_text("not ours")
    for days in range(1, 41):
        _as_if(first.path, first.manifest.taken_at - timedelta(days=days))
    record = record_of(clinic_store)
    assert len(found(folder, record)) == 41
    second = back_up(clinic_store, "Kim").copy
    left = {one.name for one in found(folder, record)}
    assert second.name in left and 11 <= len(left) <= 14
    assert theirs.path.exists() and beside(theirs.path).exists()
    assert sum(path.read_bytes() == b"not ours" for path in folder.iterdir()) == 3
    assert sorted(halves(folder)) == ["clinic-backup-2020-01-01-000000Z-00000000.db", "holiday.db"]
    assert prune(found(folder, record), read_told(clinic_store).proven) == []


def _as_if(path: Path, taken: datetime) -> None:
    """The same backup, as if it had been taken on another day."""
    mark = path.stem.rsplit("-", 1)[1]
    other = path.with_name(f"clinic-backup-{taken:%Y-%m-%d-%H%M%S}Z-{mark}.db")
    other.write_bytes(path.read_bytes())
    manifest = read_manifest(beside(path))
    beside(other).write_text(as_text(type(manifest)(**{**manifest.__dict__, "taken_at": taken.astimezone(UTC)})))


def test_two_of_one_second_in_two_folders_are_told_apart_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trail knows a backup by its name; also one brought back from elsewhere, whose name is free in the folder."""
    clock = [datetime(2026, 5, 4, 12, tzinfo=UTC)]

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return clock[-1]

    def wait(seconds: float) -> None:
        clock.append(clock[-1] + timedelta(seconds=seconds))

    monkeypatch.setattr(backup_folder, "datetime", Stopped)
    monkeypatch.setattr(backup_files, "time", SimpleNamespace(sleep=wait))
    url = begun(tmp_path)
    with open_store(url) as store:
        first = back_up(store, "Kim", to=tmp_path / "stick").copy
    restore(live_at(url), first, "Kim")
    with open_store(url) as store:
        add(store, "later")
        second = back_up(store, "Kim")
    assert second.problems == ()
    assert first.name != second.copy.name


def test_the_invented_clinic_and_an_empty_one_are_not_backed_up(clinic_store: Store, demo_home: Path) -> None:
    with pytest.raises(BackupError, match="Nothing has been recorded yet"):
        back_up(clinic_store, "Kim")
    with open_store(f"sqlite:///{demo_home / 'demo.db'}") as demo, pytest.raises(BackupError, match="invented clinic"):
        back_up(demo, "Kim")
    with pytest.raises(BackupError, match="no backup yet"):
        drill(clinic_store, "Kim")
