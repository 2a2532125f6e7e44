"""Whole tables on two connections at once: of one state of the record, or on one connection alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from sqlalchemy import text

from data import packed_letters, packed_reads, packed_together
from data.frame_reads import frames_on
from data.ledger import Ledger
from data.packed_together import beside
from data.state_reads import state_of
from data.store import read_frames
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of, visit

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.store import Store

PATIENTS = text("SELECT count(*) FROM patients")


@pytest.fixture
def ledger(store: Store, catalogue: Catalogue) -> Ledger:
    ledger = Ledger(store, catalogue, "Kim", TODAY)
    ledger.import_file(file_of(*clinic_rows(8)))
    return ledger


@pytest.fixture
def in_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_letters, "SPAN", 2)


def is_file(ledger: Ledger) -> bool:
    return ledger.store.is_encrypted or ledger.store.is_plain_file


def test_a_second_connection_to_a_file_sees_the_same_whatever_is_written_then(ledger: Ledger) -> None:
    with ledger.store.reading() as connection, beside(connection) as both:
        ledger.import_file(file_of(visit(2, "New"), name="b.csv"))
        assert [one.scalar(PATIENTS) for one in both] == [8] * (2 if is_file(ledger) else 1)


def test_a_second_connection_that_would_see_more_is_not_used(ledger: Ledger) -> None:
    with ledger.store.reading() as connection:
        state_of(connection)
        ledger.import_file(file_of(visit(2, "New"), name="b.csv"))
        with beside(connection) as alone:
            assert [one.scalar(PATIENTS) for one in alone] == [8]


def test_what_is_being_written_is_read_on_its_own_connection_alone(ledger: Ledger) -> None:
    with ledger.store.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text("UPDATE episodes SET course = course + 1"))
        with beside(connection) as alone:
            assert alone == [connection]


@pytest.mark.usefixtures("in_many_parts")
def test_frames_read_after_a_write_are_still_of_the_moment_before_it(ledger: Ledger) -> None:
    before = read_frames(ledger.store)
    with ledger.store.reading() as connection:
        state_of(connection)
        ledger.import_file(file_of(*clinic_rows(20), name="b.csv"))
        for name, frame in frames_on(connection).items():
            pd.testing.assert_frame_equal(frame, before[name])
    assert len(read_frames(ledger.store)["patients"]) == 20


@pytest.mark.usefixtures("in_many_parts")
def test_every_table_is_packed_and_the_same_as_row_by_row(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = list(range(1, 9))
    with ledger.store.reading() as connection:
        wanted = frames_on(connection, everybody)  # of named people each row comes by itself
    monkeypatch.setattr(packed_together, "one_by_one", None)
    for name, frame in read_frames(ledger.store).items():
        pd.testing.assert_frame_equal(frame, wanted[name])


@pytest.mark.parametrize("database", ["sqlite", "encrypted"], indirect=True)  # a server sends every key in eight bytes
def test_keys_that_take_two_letters_are_packed_too(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read_frames(ledger.store)["readings"]
    with ledger.store.engine.connect() as connection, connection.begin():
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        connection.execute(text("UPDATE sessions SET id = id + 5000000"))
        connection.execute(text("UPDATE readings SET session = session + 5000000"))
    monkeypatch.setattr(packed_together, "one_by_one", None)
    after = read_frames(ledger.store)["readings"]
    further = after["session"].where(after["session"] == 0, after["session"] - 5_000_000)
    pd.testing.assert_frame_equal(after.assign(session=further), before)


def test_a_table_with_what_does_not_fit_is_read_row_by_row(ledger: Ledger) -> None:
    before = read_frames(ledger.store)
    with ledger.store.engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE patients SET display_name = 'a\x1fb' WHERE id = 3"))
    after = read_frames(ledger.store)
    assert after["patients"]["display_name"][2] == "a\x1fb"
    for name in ("episodes", "sessions", "readings"):
        pd.testing.assert_frame_equal(after[name], before[name])


def test_what_goes_wrong_beside_is_told(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk gone")

    monkeypatch.setattr(packed_together, "read_span", broken)
    with pytest.raises(OSError, match="disk gone"):
        read_frames(ledger.store)
    monkeypatch.setattr(packed_together, "read_span", packed_reads.read_span)
    assert len(read_frames(ledger.store)["patients"]) == 8
