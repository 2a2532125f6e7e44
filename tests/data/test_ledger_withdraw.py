"""Taking an import back: as if it had never been made, but for its account and the two audit events."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from data.catalogue import Catalogue
from data.check import check_store
from data.ledger import Ledger, LedgerError
from data.rows import AdverseEvent, ReadingFacts, SessionFacts
from data.store import known_names, read_audit, read_batch, read_batches, read_frames
from tests.data.contents import contents
from tests.data.rows_for_tests import START, TODAY, clinic_rows, file_of, pain, review, visit

if TYPE_CHECKING:
    from data.store import Store

NEXT = START + timedelta(days=7)


@pytest.fixture
def ledger(store: Store, catalogue: Catalogue) -> Ledger:
    return Ledger(store, catalogue, "Kim", TODAY)


def test_the_records_are_as_before_byte_for_byte(ledger: Ledger) -> None:
    ledger.import_file(file_of(*clinic_rows(12, 2), name="first.csv"))
    before = contents(ledger.store)
    events = (AdverseEvent("bruise", "mild"),)
    more = [  # new people and sites, new sessions, an earlier session, details filled in, events, reviews
        visit(2, "New", site="East", podiatrist="Lee"),
        visit(3, "P00003", START + timedelta(days=21), podiatrist="Lee", started=START + timedelta(days=3)),
        visit(4, "P00004", START + timedelta(days=5), started=START + timedelta(days=4)),
        visit(5, "P00005", START + timedelta(days=5), 8, 7, started=START + timedelta(days=5), display_name="Ann",
              ended=date(2026, 9, 1), ended_how="lost", duration_weeks=3.5,
              session=SessionFacts(START + timedelta(days=5), soreness=3, adverse_events=events)),
        review(6, "P00006", date(2026, 8, 3), started=START + timedelta(days=6)),
    ]  # fmt: skip
    account = ledger.import_file(file_of(*more, visit(7, "Bad", before=11), name="second.csv"))
    assert (account.stored, account.rejected, account.batch) == (5, 1, 2)
    assert contents(ledger.store) != before
    ledger.withdraw_batch(2, "The wrong file")
    assert contents(ledger.store) == before
    assert check_store(ledger.store) == []
    assert ledger.store.version() == 3


def test_an_empty_store_is_empty_again(ledger: Ledger) -> None:
    before = contents(ledger.store)
    ledger.import_file(file_of(*clinic_rows(30)))
    ledger.withdraw_batch(1, "A trial")
    assert contents(ledger.store) == before
    assert [len(frame) for frame in read_frames(ledger.store).values()] == [0, 0, 0, 0]
    assert known_names(ledger.store) == {"site": [], "podiatrist": [], "condition": []}


def test_the_account_and_both_events_stay_and_the_file_may_come_again(ledger: Ledger) -> None:
    read = file_of(*clinic_rows(3), visit(50, "Bad", before=11))
    account = ledger.import_file(read)
    ledger.withdraw_batch(1, "The wrong month")
    batch = read_batches(ledger.store).iloc[0]
    assert (batch["status"], batch["withdrawn_by"], batch["withdrawn_because"]) == (
        "withdrawn",
        "Kim",
        "The wrong month",
    )
    assert read_batch(ledger.store, 1) == account
    audit = read_audit(ledger.store)
    assert audit[["action", "record", "reason"]].values.tolist() == [
        ["withdraw", 1, "The wrong month"],
        ["import", 1, ""],
    ]
    again = ledger.import_file(read)
    assert (again.batch, again.stored, again.rejected) == (2, 9, 1)
    assert check_store(ledger.store) == []


def test_numbers_of_records_are_never_given_twice(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2)))
    first = read_frames(ledger.store)["readings"]["reading"].tolist()
    ledger.withdraw_batch(1, "A trial")
    ledger.import_file(file_of(visit(2)))
    assert not set(first) & set(read_frames(ledger.store)["readings"]["reading"])


LATER = {
    "a session": visit(2, on=NEXT),
    "a review": review(2, on=NEXT),
    "a reading in a session": visit(2, readings=(pain(6), ReadingFacts("wblt_cm", 8, START, "before", "left"))),
    "another course": visit(2, side="right"),
    "an adverse event": visit(2, session=SessionFacts(START, adverse_events=(AdverseEvent("faint", "mild"),))),
    "a detail": visit(2, ended=date(2026, 8, 1)),
    "a detail of an adverse event": visit(
        2, session=SessionFacts(START, adverse_events=(AdverseEvent("bruise", "mild", duration="2 days"),))
    ),
}


@pytest.mark.parametrize("row", LATER.values(), ids=LATER)
def test_it_is_refused_while_later_records_rest_on_it(ledger: Ledger, row: object) -> None:
    bruise = SessionFacts(START, adverse_events=(AdverseEvent("bruise", "mild"),))
    ledger.import_file(file_of(visit(2, session=bruise), name="first.csv"))
    ledger.import_file(file_of(row, name="second.csv"))  # type: ignore[arg-type]
    before = contents(ledger.store)
    with pytest.raises(LedgerError, match=r"later records rest on it: .*import 2.*Withdraw the later import first"):
        ledger.withdraw_batch(1, "The wrong file")
    assert contents(ledger.store) == before
    ledger.withdraw_batch(2, "First the later one")
    ledger.withdraw_batch(1, "The wrong file")
    assert read_frames(ledger.store)["patients"].empty


def test_a_session_written_by_hand_is_named(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2)))
    ledger.record_session(1, SessionFacts(NEXT), [pain(3, NEXT)])
    with pytest.raises(LedgerError, match=r"session of 9 Mar 2026, patient A1 \(by hand\)"):
        ledger.withdraw_batch(1, "The wrong file")


def test_a_detail_that_was_changed_again_is_named(ledger: Ledger) -> None:
    ledger.add_patient("A1")
    ledger.open_episode(1, "plantar_heel_pain", "left", START)
    ledger.import_file(file_of(visit(2, ended=date(2026, 8, 1))))
    ledger.close_episode(1, date(2026, 9, 1), "lost", version=2)
    with pytest.raises(LedgerError, match="ended of episode 1 was changed since"):
        ledger.withdraw_batch(1, "The wrong file")


def test_a_site_that_others_use_stays_with_them(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2, site="North", podiatrist="Kim"), name="first.csv"))
    ledger.import_file(file_of(visit(2, "B2", site="North", podiatrist="Kim"), name="second.csv"))
    ledger.withdraw_batch(1, "The wrong file")
    assert known_names(ledger.store)["site"] == ["North"]
    ledger.withdraw_batch(2, "This too")
    assert known_names(ledger.store) == {"site": [], "podiatrist": [], "condition": []}


def test_a_reading_corrected_meanwhile_does_not_hold_it_back_and_its_values_stay_in_the_audit(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2)))
    ledger.correct_reading(1, 5, "Misread", version=1)
    ledger.withdraw_batch(1, "The wrong file")
    assert read_frames(ledger.store)["readings"].empty
    assert '"new": 5' in read_audit(ledger.store).set_index("action").loc["correct reading", "detail"]


@pytest.mark.parametrize(
    ("batch", "reason", "said"),
    [(9, "x", "no import number 9"), (1, " ", "Give a reason"), (2, "x", "withdrawn already")],
)
def test_what_cannot_be_withdrawn_is_said(ledger: Ledger, batch: int, reason: str, said: str) -> None:
    ledger.import_file(file_of(visit(2)))
    ledger.import_file(file_of(visit(2, "B2"), name="second.csv"))
    ledger.withdraw_batch(2, "A trial")
    with pytest.raises(LedgerError, match=said):
        ledger.withdraw_batch(batch, reason)
