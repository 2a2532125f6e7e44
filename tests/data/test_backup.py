"""A backup: what is in it, what it says of itself, where it may go, and what happens when it cannot."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from data.backup import opened
from data.backup_files import BackupError, alone
from data.backup_folder import beside, check_folder, found, prune
from data.backup_make import back_up, backups, drill, record_of
from data.backup_manifest import as_text, contents_on, read_manifest
from data.catalogue import Catalogue, load_catalogue
from data.ledger import Ledger
from data.ledger_backup import BackupLedger, read_told
from data.rows import SessionFacts
from data.store import Store, open_store, read_audit
from tests.data.backup_for_tests import add, begun, halves, state
from tests.data.rows_for_tests import START, TODAY, pain


def test_a_backup_says_what_is_in_it_and_is_proven(clinic_store: Store) -> None:
    add(clinic_store, "A1")
    steps: list[tuple[int, int]] = []
    proof = back_up(clinic_store, "Kim", lambda done, total: steps.append((done, total)))
    assert proof.problems == ()
    assert steps == sorted(steps) and steps[-1] == (1000, 1000), "the bar only ever goes forward, to the end"
    copy = proof.copy
    told = json.loads(beside(copy.path).read_text(encoding="utf-8"))
    assert told["sha256"] == hashlib.sha256(copy.path.read_bytes()).hexdigest()
    assert told["size"] == copy.path.stat().st_size
    rows = told["contents"]["rows"]
    assert (rows["patients"], rows["sessions"], rows["readings"], rows["audit_events"]) == (1, 1, 2, 1)
    first_event = read_audit(clinic_store)["seal"].iloc[-1]
    assert told["contents"]["audit_head"] == told["contents"]["record"] == first_event
    assert (told["contents"]["data_version"], told["contents"]["revision"]) == (1, _head(clinic_store))
    assert not any(name in beside(copy.path).read_text() for name in ("A1", "plantar", "Kim"))
    events = read_audit(clinic_store)
    assert events["action"].tolist() == ["prove backup", "back up", "import"]
    assert set(events["actor"]) == {"Kim"}
    assert clinic_store.version() == 1, "nobody's figures are worked out again because of a backup"
    assert [(one.copy, one.proven is not None) for one in backups(clinic_store)] == [(copy, True)]


def _head(store: Store) -> str:
    with store.reading() as connection:
        return contents_on(connection).revision


def test_nothing_is_left_beside_the_record_but_the_backup(clinic_store: Store, own_home: Path) -> None:
    add(clinic_store, "A1")
    copy = back_up(clinic_store, "Kim").copy
    assert sorted(path.name for path in copy.path.parent.iterdir()) == sorted([copy.name, beside(copy.path).name])
    mine = {path.name for path in own_home.iterdir()}
    assert mine == {"backup.lock", "backups", "clinic.db", "clinic.db-shm", "clinic.db-wal"}


def _write(store: Store, name: str, stop: threading.Event, failed: list[BaseException]) -> None:
    try:
        ledger = Ledger(store, load_catalogue(), name, TODAY)
        for number in count():
            patient = ledger.add_patient(f"{name}-{number}")
            episode = ledger.open_episode(patient, "plantar_heel_pain", "left", START, podiatrist=name)
            for days in range(50):
                if stop.is_set():
                    return
                on = START + timedelta(days=days)
                ledger.record_session(episode, SessionFacts(on), [pain(6, on)])
                time.sleep(0.005)  # without it whoever waits for the record may wait longer than SQLite's patience
    except BaseException as error:
        failed.append(error)


@pytest.mark.slow
def test_each_backup_taken_while_four_people_write_is_one_committed_state(tmp_path: Path) -> None:
    stop, failed = threading.Event(), []
    with open_store(begun(tmp_path)) as store:
        writers = [threading.Thread(target=_write, args=(store, f"W{n}", stop, failed)) for n in range(4)]
        for writer in writers:
            writer.start()
        try:
            proofs = [back_up(store, "Kim", to=tmp_path / "backups") for _ in range(4)]
        finally:
            stop.set()
            for writer in writers:
                writer.join()
        seals = read_audit(store).set_index("event")["seal"]
        assert [proof.problems for proof in proofs] == [()] * 4
        sessions = [_committed(proof.copy.path, tmp_path / f"look-{n}.db", seals) for n, proof in enumerate(proofs)]
    assert failed == []
    assert sessions == sorted(sessions) and sessions[0] < sessions[-1], "nobody wrote while the backups were taken"


def _committed(path: Path, scratch: Path, seals: dict[int, str]) -> int:
    """The sessions in a backup, once they are exactly those that its own audit trail tells of."""
    scratch.write_bytes(path.read_bytes())
    with opened(scratch) as connection:
        inside = contents_on(connection)
        told = connection.exec_driver_sql("SELECT count(*) FROM audit_events WHERE action = 'record session'").scalar()
        added = connection.exec_driver_sql("SELECT count(*) FROM audit_events WHERE action = 'add patient'").scalar()
    assert seals[inside.audit_events] == inside.audit_head, "the audit trail of the record does not go through it"
    assert (inside.rows["sessions"], inside.rows["readings"]) == (told + 1, told + 2)
    assert inside.rows["patients"] == added + 1
    return inside.rows["sessions"]


def test_two_programs_never_make_one_at_once(clinic_store: Store, own_home: Path) -> None:
    add(clinic_store, "A1")
    with alone(own_home), pytest.raises(BackupError, match="just now"):
        back_up(clinic_store, "Kim")
    assert back_up(clinic_store, "Kim").proven


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


def test_the_invented_clinic_and_an_empty_one_are_not_backed_up(clinic_store: Store, demo_home: Path) -> None:
    with pytest.raises(BackupError, match="Nothing has been recorded yet"):
        back_up(clinic_store, "Kim")
    with open_store(f"sqlite:///{demo_home / 'demo.db'}") as demo, pytest.raises(BackupError, match="invented clinic"):
        back_up(demo, "Kim")
    with pytest.raises(BackupError, match="no backup yet"):
        drill(clinic_store, "Kim")


@pytest.mark.postgres
def test_records_on_a_server_are_told_how_to_be_backed_up(postgres_url: str, catalogue: Catalogue) -> None:
    with open_store(postgres_url, catalogue) as store, pytest.raises(BackupError, match="pg_dump"):
        back_up(store, "Kim")
