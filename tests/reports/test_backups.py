"""The door to backups: for the owner only, and when a proof is old; the nightly one with a clock that is moved."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.backup_files import BackupError, alone
from data.store import Store, open_store, read_audit
from reports import nightly
from reports.access import OWNER, PODIATRIST, ROLES, NotAllowed, Viewer
from reports.backups import Keeper
from tests.data.backup_for_tests import add

NOW = datetime.now(UTC).astimezone().replace(hour=12)


def _keeper(store: Store, role: str = OWNER) -> Keeper:
    return Keeper(store, Viewer(role, role, "Ann Lee" if role == PODIATRIST else None))


@pytest.mark.parametrize("role", [role for role in ROLES if role != OWNER])
def test_nobody_but_the_owner_gets_anything(role: str, clinic_store: Store, tmp_path: Path) -> None:
    add(clinic_store, "A1")
    keeper = _keeper(clinic_store, role)
    acts: list[Callable[[], object]] = [
        keeper.standing, keeper.backups, keeper.back_up, lambda: keeper.prove("x"), keeper.folder,
        keeper.beside_the_records, lambda: keeper.set_folder(str(tmp_path)),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(NotAllowed, match="may not see or make backups"):
            act()
    assert read_audit(clinic_store)["action"].tolist() == ["refused", "import"], "newest first, once in a minute"


def test_amber_two_days_after_the_last_proven_restore(clinic_store: Store) -> None:
    add(clinic_store, "A1")
    keeper = _keeper(clinic_store)
    assert keeper.standing().state == "never"
    keeper.back_up()
    proven = keeper.standing().proven
    assert proven is not None
    assert keeper.standing(proven + timedelta(days=2)).state == "fresh"
    assert keeper.standing(proven + timedelta(days=2, minutes=1)).state == "old"


def test_a_failure_is_told_until_the_next_proof(clinic_store: Store, tmp_path: Path) -> None:
    add(clinic_store, "A1")
    keeper = _keeper(clinic_store)
    (stick := tmp_path / "stick").mkdir()
    keeper.set_folder(str(stick))
    stick.rmdir()
    stick.write_text("something else")
    with pytest.raises(BackupError):
        keeper.back_up()
    failure = keeper.standing().failure
    assert failure is not None and str(stick) in failure[1]
    stick.unlink()
    keeper.back_up()
    assert keeper.standing().failure is None


def test_a_name_never_leads_out_of_the_folder(clinic_store: Store, tmp_path: Path) -> None:
    add(clinic_store, "A1")
    keeper = _keeper(clinic_store)
    copy = keeper.back_up().copy
    (tmp_path / "elsewhere").mkdir()
    for path in (copy.path, copy.path.with_suffix(".json")):
        path.rename(tmp_path / "elsewhere" / path.name)
    with pytest.raises(BackupError, match="There is no file"):
        keeper.prove(str(tmp_path / "elsewhere" / copy.name))


def test_none_is_made_of_a_clinic_that_is_not_there_or_has_not_begun(own_home: Path) -> None:
    assert nightly.once(NOW) is None
    assert not own_home.exists(), "looking must not make a record"
    open_store().close()
    assert nightly.once(NOW) is None
    assert not (own_home / "backups").exists()


def test_one_a_day_and_after_days_the_computer_was_off(clinic_store: Store) -> None:
    add(clinic_store, "A1")
    first = nightly.once(NOW)
    assert first is not None and first.proven
    event = read_audit(clinic_store).iloc[0]
    assert (event["actor"], event["action"]) == ("nightly backup", "prove backup")
    made = read_audit(clinic_store).query("action == 'back up'")["at"].iloc[0].to_pydatetime().astimezone()
    assert nightly.once(made + timedelta(minutes=10)) is None
    day = made.replace(hour=12, minute=0)
    assert nightly.once(day + timedelta(hours=1)) is None
    assert nightly.once(made + timedelta(days=1)) is not None
    assert nightly.once(made + timedelta(days=9)) is not None


def test_another_program_at_it_is_left_alone(clinic_store: Store, own_home: Path) -> None:
    add(clinic_store, "A1")
    with alone(own_home), pytest.raises(BackupError, match="just now"):
        nightly.once(NOW)
    assert nightly.once(NOW) is not None


def test_the_thread_goes_on_after_a_failure_and_tries_again_in_an_hour(
    clinic_store: Store, own_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    add(clinic_store, "A1")
    (own_home / "backups").write_text("in the way")
    clock, looked = [NOW], threading.Event()

    def now() -> datetime:
        looked.set()
        return clock[0]

    stop = nightly.start(0.01, 0.01, now)
    try:
        _until(lambda: "The nightly backup failed: BackupError" in caplog.text)
        (own_home / "backups").unlink()
        clock[0] = NOW + timedelta(minutes=59)
        looked.clear()
        looked.wait(10)
        assert caplog.text.count("The nightly backup failed") == 1
        assert not (own_home / "backups").exists()
        clock[0] = NOW + timedelta(minutes=61)
        _until(lambda: "prove backup" in set(read_audit(clinic_store)["action"]))
    finally:
        stop.set()
        _until(lambda: not any(thread.name == "nightly-backup" for thread in threading.enumerate()))
    assert len(list((own_home / "backups").glob("*.db"))) == 1


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)
