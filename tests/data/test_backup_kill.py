"""kill -9 at each step of a backup and of a restore: never a half file under a final name, the record always whole."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from data.backup_folder import Copy, beside, copy_at
from data.backup_make import back_up, backups
from data.backup_restore import live_at, restore
from data.store import open_store
from tests.data.backup_for_tests import add, begun, halves, killed_at_each_step, state


def _back_up(home: Path, progress: Callable[[int, int], None] | None = None) -> None:
    with open_store(f"sqlite:///{home / 'clinic.db'}") as store:
        assert back_up(store, "Kim", progress).proven


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not a thing of Windows")
def test_killed_at_any_step_there_is_a_whole_backup_or_none(tmp_path: Path) -> None:
    home = tmp_path / "home"
    before, found = state(begun(home, 50, 4)), []

    def look(left: Path, ended: bool) -> None:
        assert halves(left / "backups") == []
        assert state(f"sqlite:///{left / 'clinic.db'}") == before
        found.append(len(list((left / "backups").glob("*.db"))))
        if len(found) % 8 == 0:
            _again(left)
        assert ended is False or found[-1] == 1

    kills = killed_at_each_step(home, _back_up, look)
    assert kills >= 20 and set(found) == {0, 1}
    assert found.count(0) >= 10, "few kills came before the backup was in its place"
    print(f"{kills} kills: {found.count(0)} left no backup, {found.count(1) - 1} a whole one, none a half one")


def _again(left: Path) -> None:
    """The next backup works, and what the killed one left is gone."""
    _back_up(left)
    folder = left / "backups"
    with open_store(f"sqlite:///{left / 'clinic.db'}") as store:
        listed = {name for one in backups(store) for name in (one.copy.name, one.copy.path.with_suffix(".json").name)}
    assert {path.name for path in folder.iterdir()} == listed
    assert not list(left.glob("backup-work-*"))
    shutil.rmtree(folder)
    folder.mkdir()


def _url(home: Path) -> str:
    return f"sqlite:///{home / 'clinic.db'}"


def _backup(home: Path) -> Copy:
    return copy_at(next((home / "backups").glob("*.db")))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not a thing of Windows")
def test_killed_at_any_step_one_whole_record_has_the_name(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_store(begun(home)) as store:
        back_up(store, "Kim")
        add(store, "later")
    before = state(_url(home))
    done = tmp_path / "done"
    shutil.copytree(home, done)
    restore(live_at(_url(done)), _backup(done), "Kim")
    after, found = state(_url(done)), []

    def look(left: Path, ended: bool) -> None:
        now = state(_url(left))
        assert now in (before, after)
        found.append(now == after)
        for kept in left.glob("clinic-replaced-*.db"):
            assert state(f"sqlite:///{kept}") == before
        if len(found) % 10 == 0:
            restore(live_at(_url(left)), _backup(left), "Kim")
            assert state(_url(left)) == after and not list(left.glob("backup-work-*"))
        assert beside(_backup(left).path).exists()

    kills = killed_at_each_step(home, lambda left, die: restore(live_at(_url(left)), _backup(left), "Kim", die), look)
    assert kills >= 20 and found == sorted(found), "once it is restored, it stays so"
    assert found.count(False) >= 10 and found[-1]
    print(f"{kills} kills: {found.count(False)} left the record before, {found.count(True) - 1} the restored one")
