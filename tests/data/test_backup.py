"""A backup: what is in it, what it says of itself, where it may go, and what happens when it cannot."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from data.backup import opened
from data.backup_files import BackupError, alone
from data.backup_folder import beside
from data.backup_make import back_up, backups
from data.backup_manifest import contents_on
from data.catalogue import load_catalogue
from data.ledger import Ledger
from data.rows import SessionFacts
from data.store import Store, open_store, read_audit
from tests.data.backup_for_tests import add, begun
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
