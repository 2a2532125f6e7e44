"""Opening the record, on both databases: made once, brought up to date, refused in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from sqlalchemy import text

from data import places
from data.catalogue import Catalogue
from data.check import check_store
from data.frames import EPISODES, PATIENTS, READINGS, SESSIONS
from data.ledger import Ledger
from data.places import demo_url, read_url
from data.rows import AdverseEvent, SessionFacts
from data.sqlite_driver import connected, sqlite
from data.store import (
    StoreError,
    clinic_url,
    known_names,
    open_store,
    read_audit,
    read_batch,
    read_batches,
    read_frames,
)
from data.vault_files import key_of
from tests.data.rows_for_tests import START, TODAY, file_of, pain, review, visit

if TYPE_CHECKING:
    from data.store import Store


def test_a_new_store_is_empty_and_at_version_0(store: Store) -> None:
    assert store.version() == 0
    assert not store.has_records()
    assert not store.is_demo
    assert store.fact("started") is None
    frames = read_frames(store)
    assert [len(frame) for frame in frames.values()] == [0, 0, 0, 0]


CONTRACTS = {"patients": PATIENTS, "episodes": EPISODES, "sessions": SESSIONS, "readings": READINGS}


@pytest.mark.parametrize("filled", [False, True])
def test_frames_keep_their_contract(store: Store, catalogue: Catalogue, filled: bool) -> None:
    if filled:
        Ledger(store, catalogue, "test", TODAY).import_file(file_of(visit(2), review(3), visit(4, "B2", before=0)))
    frames = read_frames(store)
    for name, contract in CONTRACTS.items():
        kinds = {column: str(kind) for column, kind in frames[name].dtypes.items()}
        assert kinds == dict(contract)


def test_a_reading_comes_back_as_it_went_in(store: Store, catalogue: Catalogue) -> None:
    events = (AdverseEvent("bruise", "mild", "later"), AdverseEvent("faint", "significant", "during"))
    session = SessionFacts(START, adverse_asked=True, adverse_events=events)
    rows = (
        visit(2, session=session, before=6.5, after=3, sex="female", birth_year=1970, site="North", podiatrist="Kim"),
        visit(3, on=date(2026, 3, 9), before=5, after=None, session=SessionFacts(date(2026, 3, 9), adverse_asked=True)),
        visit(4, on=date(2026, 3, 16), before=4, after=None),
        review(5, on=date(2026, 4, 20), value=61),
    )
    Ledger(store, catalogue, "test", TODAY).import_file(file_of(*rows))
    frames = read_frames(store)
    readings = frames["readings"]
    found = readings[["measure", "phase", "side", "number", "on", "value"]].astype({"on": "str"}).values.tolist()
    assert found == [
        ["lefs", "review", "both", 0, "2026-04-20", 61.0],
        ["nprs", "before", "left", 1, "2026-03-02", 6.5],
        ["nprs", "after", "left", 1, "2026-03-02", 3.0],
        ["nprs", "before", "left", 2, "2026-03-09", 5.0],
        ["nprs", "before", "left", 3, "2026-03-16", 4.0],
    ]
    assert readings["session"].tolist() == [0, 1, 1, 2, 3]
    sessions = frames["sessions"]
    assert sessions["adverse_worst"].astype(object).where(sessions["adverse_worst"].notna(), None).tolist() == [
        "significant",
        "none",
        None,
    ]
    assert sessions["adverse_asked"].tolist() == [True, True, pd.NA]
    episode = frames["episodes"].iloc[0]
    assert (episode["age"], episode["sex"], episode["site"], episode["podiatrist"]) == (56.0, "female", "North", "Kim")
    assert episode["started"] == pd.Timestamp(2026, 3, 2)
    assert known_names(store) == {"site": ["North"], "podiatrist": ["Kim"], "condition": ["plantar_heel_pain"]}


def test_readings_come_in_the_order_of_their_key(store: Store, catalogue: Catalogue) -> None:
    rows = [visit(row, patient, date(2026, 3, day), session=None) for row, (patient, day) in enumerate(
        [("B", 9), ("A", 16), ("B", 2), ("A", 2), ("A", 9)], start=2)]  # fmt: skip
    Ledger(store, catalogue, "test", TODAY).import_file(file_of(*rows))
    readings = read_frames(store)["readings"]
    keys = ["episode", "measure", "method", "side", "on", "phase"]
    pd.testing.assert_frame_equal(readings, readings.sort_values(keys, kind="stable", ignore_index=True))
    assert len(readings) == 10


def test_the_view_shows_readings_in_words(store: Store, catalogue: Catalogue) -> None:
    row = visit(2, readings=(pain(6, rater="Lee", instrument="slider"),))
    Ledger(store, catalogue, "test", TODAY).import_file(file_of(row))
    columns = "patient, condition, measure, side, phase, value, rater, instrument, batch"
    with store.reading() as connection:
        shown = connection.execute(text(f"SELECT {columns} FROM readings_plain")).one()
    assert tuple(shown) == ("A1", "plantar_heel_pain", "nprs", "left", "before", 6.0, "Lee", "slider", 1)


def test_the_account_is_kept_as_it_was_given(store: Store, catalogue: Catalogue) -> None:
    account = Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(visit(2), visit(3, "B", before=12)))
    assert account.rejected == 1
    assert read_batch(store, 1) == account
    batches = read_batches(store)
    assert batches[["batch", "file", "actor", "stored", "rejected", "status"]].values.tolist() == [
        [1, "visits.csv", "Kim", 1, 1, "stored"]
    ]
    assert str(batches["at"].dtype).startswith("datetime64")
    audit = read_audit(store)
    assert audit[["actor", "action", "record"]].values.tolist() == [["Kim", "import", 1]]
    with pytest.raises(StoreError, match="no import number 7"):
        read_batch(store, 7)


def test_a_changed_scale_is_checked_against_what_is_recorded(database: str, catalogue: Catalogue) -> None:
    store = open_store(database, catalogue)
    Ledger(store, catalogue, "test", TODAY).import_file(file_of(visit(2, before=6, after=3)))
    store.close()
    open_store(database, _scaled(catalogue, 7)).close()
    with open_store(database, _scaled(catalogue, 7)) as same:
        assert read_audit(same)["action"].tolist().count("take over catalogue") == 1
        assert check_store(same) == []
    with pytest.raises(StoreError, match=r"scale of .* is now 0 to 5, but readings outside it are recorded"):
        open_store(database, _scaled(catalogue, 5))
    with open_store(database, _scaled(catalogue, 7)) as again, again.reading() as connection:
        assert connection.execute(text("SELECT DISTINCT scale_high FROM readings")).scalars().all() == [7.0]


def _scaled(catalogue: Catalogue, high: float) -> Catalogue:
    measure = replace(catalogue.measure("nprs"), high=high)
    return Catalogue({**catalogue.measures, "nprs": measure}, catalogue.conditions)


FILES = pytest.mark.parametrize("kind", ["sqlite", "sqlite+sqlcipher"])


@FILES
def test_sqlite_is_opened_for_safekeeping(kind: str, tmp_path: Path, catalogue: Catalogue) -> None:
    with (
        open_store(f"{kind}:///{tmp_path / 'records' / 'clinic.db'}", catalogue) as store,
        store.engine.connect() as connection,
    ):
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000}


@FILES
def test_a_writing_transaction_holds_the_file_from_its_beginning(
    kind: str, tmp_path: Path, catalogue: Catalogue
) -> None:
    path = tmp_path / "records" / "clinic.db"
    store = open_store(f"{kind}:///{path}", catalogue)
    with store, store.engine.connect() as reading, reading.begin(), connected(path, key_of(path)) as other:
        other.execute("PRAGMA busy_timeout=0")
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        writing = store.engine.connect().execution_options(write=True)
        with writing, writing.begin(), pytest.raises(sqlite.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")


def test_the_addresses_follow_the_settings(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLINIC_DATABASE")
    assert clinic_url() == f"sqlite+sqlcipher:///{own_home / 'clinic.db'}"
    assert demo_url() == f"sqlite:///{own_home / 'demo.db'}"
    monkeypatch.setenv("CLINIC_DATABASE", "postgresql://clinic@localhost/records")
    assert clinic_url() == "postgresql://clinic@localhost/records"
    assert read_url(clinic_url()).drivername == "postgresql+psycopg"
    assert demo_url() == f"sqlite:///{own_home / 'demo.db'}"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://clinic@localhost/records", "not in 'mysql'"),
        ("what is this", "not a database address"),
        ("sqlite://", "not in 'sqlite'"),
        ("sqlite:////dev/null/clinic.db", "cannot be made"),
        ("postgresql+psycopg://clinic:secret@127.0.0.1:1/records", "does not answer"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_words(address: str, said: str, catalogue: Catalogue) -> None:
    with pytest.raises(StoreError, match=said) as refused:
        open_store(address, catalogue)
    assert "secret" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "clinic.db"
    path.write_bytes(b"patient,date,pain\n" * 100)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{path}", catalogue)
    assert path.read_bytes() == b"patient,date,pain\n" * 100


def test_somebody_elses_database_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "other.db"
    with sqlite.connect(path) as other:
        other.execute("CREATE TABLE invoices (id INTEGER)")
    other.close()
    with pytest.raises(StoreError, match="not this program's"):
        open_store(f"sqlite:///{path}", catalogue)


@pytest.mark.parametrize("path", ["//server/share/clinic.db", "\\\\server\\share\\clinic.db"])
def test_a_network_path_is_refused(path: str) -> None:
    with pytest.raises(StoreError, match="network drive"):
        places.prepare_file(Path(path))


def test_a_network_mount_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nnas:/clinic {tmp_path}/far nfs4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(places, "MOUNTS", mounts)
    places.prepare_file(tmp_path / "near" / "clinic.db")
    with pytest.raises(StoreError, match="network drive"):
        places.prepare_file(tmp_path / "far" / "clinic.db")
