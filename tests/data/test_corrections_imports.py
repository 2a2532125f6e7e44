"""An import whose records were corrected or withdrawn by hand is still withdrawn whole, or refused in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from data.catalogue import Catalogue
from data.check import check_store
from data.ledger import Ledger, LedgerError
from data.rows import AdverseEvent, SessionFacts
from data.store import read_frames
from data.visit_reads import read_episode
from tests.data.contents import RECORDS, contents
from tests.data.rows_for_tests import START, TODAY, clinic_rows, file_of, visit

if TYPE_CHECKING:
    from data.store import Store

WEEKS = [START + timedelta(days=7 * week) for week in range(4)]


@pytest.fixture
def ledger(store: Store, catalogue: Catalogue) -> Ledger:
    """Three weekly sessions of one patient, imported."""
    ledger = Ledger(store, catalogue, "Kim", TODAY)
    ledger.import_file(file_of(*(visit(2 + week, on=WEEKS[week]) for week in range(3)), name="first.csv"))
    return ledger


def _numbers(ledger: Ledger) -> list[tuple[date, int | None]]:
    return [(session.facts.on, session.facts.number) for session in read_episode(ledger.store, 1).sessions]


def test_the_account_still_adds_up_after_a_session_and_a_reading_were_taken_out(ledger: Ledger) -> None:
    ledger.withdraw_session(2, "Another person's", 1)
    ledger.withdraw_reading(1, "The other foot", 1)
    assert check_store(ledger.store) == []
    with ledger.store.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.exec_driver_sql("DELETE FROM readings WHERE id = 2")
    assert "Import 1 should have 3 readings in the record, and has 2" in " ".join(check_store(ledger.store))


@pytest.mark.parametrize(
    "act",
    [
        lambda ledger: ledger.withdraw_session(2, "Another person's", 1),
        lambda ledger: ledger.withdraw_reading(1, "The other foot", 1),
        lambda ledger: ledger.correct_session(2, {"soreness": 3.0, "on": date(2026, 5, 1)}, "Misread", 1),
        lambda ledger: ledger.correct_reading(1, 2, "Misread", 1),
        lambda ledger: [ledger.correct_session(3, {"notes": "x"}, "y", 1), ledger.withdraw_session(3, "z", 2)],
    ],
)
def test_it_is_withdrawn_whole(ledger: Ledger, act: object) -> None:
    act(ledger)  # type: ignore[operator]
    ledger.withdraw_batch(1, "The wrong file")
    assert [len(frame) for frame in read_frames(ledger.store).values()] == [0, 0, 0, 0]
    assert check_store(ledger.store) == []


def test_an_event_added_by_hand_is_named(ledger: Ledger) -> None:
    ledger.correct_session(1, {"adverse_events": (AdverseEvent("faint", "mild"),)}, "Asked again", 1)
    with pytest.raises(LedgerError, match=r"adverse event of 2 Mar 2026.*\(by hand\).*take back what was written by"):
        ledger.withdraw_batch(1, "The wrong file")
    ledger.correct_session(1, {"adverse_events": ()}, "Nothing after all", 2)
    ledger.withdraw_batch(1, "The wrong file")
    assert check_store(ledger.store) == []


def test_what_a_later_import_filled_in_and_a_hand_corrected_is_named(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2, session=SessionFacts(START, soreness=3)), name="second.csv"))
    ledger.correct_session(1, {"soreness": 4.0}, "Misread", 2)
    with pytest.raises(LedgerError, match="soreness of session 1 was changed since"):
        ledger.withdraw_batch(2, "The wrong file")
    ledger.correct_session(1, {"soreness": 3.0}, "As it was", 3)
    ledger.withdraw_batch(2, "The wrong file")
    assert read_episode(ledger.store, 1).sessions[0].facts.soreness is None
    assert check_store(ledger.store) == []


def test_what_a_later_import_filled_in_goes_with_a_withdrawn_session(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2, session=SessionFacts(START, soreness=3)), name="second.csv"))
    ledger.withdraw_session(1, "Another person's", 2)
    ledger.withdraw_batch(2, "The wrong file")
    ledger.withdraw_batch(1, "This too")
    assert check_store(ledger.store) == []


def test_a_session_that_moved_the_numbers_is_withdrawn_by_hand_and_then_with_its_import(ledger: Ledger) -> None:
    before = contents(ledger.store)
    early = START + timedelta(days=3)
    ledger.import_file(file_of(visit(2, on=early), name="second.csv"))
    assert [number for _, number in _numbers(ledger)] == [1, 2, 3, 4]
    ledger.withdraw_session(4, "Another person's", 1)
    assert [number for _, number in _numbers(ledger)] == [1, 2, 3]
    ledger.withdraw_batch(2, "The wrong file")
    assert contents(ledger.store) == before
    assert check_store(ledger.store) == []


def test_numbers_close_up_when_an_import_goes_from_under_sessions_written_by_hand(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2, on=START + timedelta(days=3)), name="second.csv"))
    ledger.record_session(1, SessionFacts(WEEKS[3]))
    assert [number for _, number in _numbers(ledger)] == [1, 2, 3, 4, 5]
    ledger.withdraw_batch(2, "The wrong file")
    assert _numbers(ledger) == [(on, number) for number, on in enumerate(WEEKS, 1)]


def test_a_number_an_import_gave_goes_with_it(ledger: Ledger) -> None:
    before = contents(ledger.store)
    ledger.import_file(file_of(visit(2, session=SessionFacts(START, number=5)), name="second.csv"))
    assert [number for _, number in _numbers(ledger)] == [5, 6, 7]
    ledger.withdraw_batch(2, "The wrong file")
    assert contents(ledger.store) == before


def test_a_clinic_of_many_is_as_before(ledger: Ledger) -> None:
    ledger.import_file(file_of(*clinic_rows(40, 3), name="clinic.csv"))
    frames = read_frames(ledger.store)["sessions"]
    for session in frames["session"].tolist()[3:40:4]:
        ledger.withdraw_session(session, "A trial", 1)
    ledger.withdraw_batch(2, "The wrong file")
    assert contents(ledger.store, RECORDS)["sessions"][0] == 3
    assert check_store(ledger.store) == []
