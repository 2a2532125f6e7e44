"""Reviews on the tablet: asked for with a PIN, answered once and in time, recorded like any other review."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from data.catalogue import Catalogue
from data.check import check_store
from data.ledger import Ledger, LedgerError
from data.rows import ReadingFacts, SessionFacts
from data.store import read_audit
from data.visit_reads import pin_is, read_episode, read_history, read_invitation
from tests.data.contents import contents
from tests.data.rows_for_tests import START, TODAY, file_of, pain, visit

if TYPE_CHECKING:
    from data.store import Store

MOMENT = 1e-7  # hours


@pytest.fixture
def ledger(store: Store, catalogue: Catalogue) -> Ledger:
    """One patient with one course of care."""
    ledger = Ledger(store, catalogue, "Kim", TODAY)
    ledger.open_episode(ledger.add_patient("A1"), "plantar_heel_pain", "left", START)
    return ledger


def test_an_invitation_is_found_by_its_token_alone(ledger: Ledger) -> None:
    token = ledger.invite_review(1, ["nprs", "lefs"], "left", "4711", hours=3)
    other = ledger.invite_review(1, ["nprs"], "left", "4711")
    found = read_invitation(ledger.store, token)
    assert found is not None
    assert (found.episode, found.measures, found.side, found.given) == (1, ("nprs", "lefs"), "left", False)
    assert timedelta(hours=2.9) < found.expires_at - datetime.now(UTC) <= timedelta(hours=3)
    assert len({token, other}) == 2
    assert min(len(token), len(other)) >= 40
    assert read_invitation(ledger.store, token[:-1]) is None
    assert read_invitation(ledger.store, "\ud800") is None


def test_neither_token_nor_pin_can_be_read_from_the_database(ledger: Ledger) -> None:
    token = ledger.invite_review(1, ["nprs"], "left", "471147")
    ledger.invite_review(1, ["nprs"], "left", "471147")
    with ledger.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM review_invitations").all()
        events = connection.exec_driver_sql("SELECT * FROM audit_events").all()
    everything = repr([tuple(row) for row in (*rows, *events)])
    assert token not in everything
    assert "471147" not in everything
    assert rows[0].pin != rows[1].pin  # each with its own salt


def test_the_pin_unlocks_only_its_own_page(ledger: Ledger) -> None:
    token = ledger.invite_review(1, ["nprs"], "left", "4711")
    other = ledger.invite_review(1, ["nprs"], "left", "1234")
    store = ledger.store
    assert pin_is(store, token, "4711")
    assert not any(pin_is(store, token, pin) for pin in ("1234", "", "47111", " 4711", "\ud800"))
    assert not pin_is(store, other, "4711")
    assert not pin_is(store, "unknown", "4711")
    assert not pin_is(store, "unknown", "")


def test_answers_become_reviews_of_today_by_the_patient(ledger: Ledger) -> None:
    token = ledger.invite_review(1, ["nprs", "lefs", "groc"], "left", "4711")
    version = ledger.store.version()
    assert ledger.give_review(token, {"nprs": 3, "lefs": 61}) == 2
    found = read_episode(ledger.store, 1).reviews
    assert {(one.measure, one.value, one.side, one.phase, one.on, one.session) for one in found} == {
        ("nprs", 3, "left", "review", TODAY, None), ("lefs", 61, "left", "review", TODAY, None),
    }  # fmt: skip
    event = read_audit(ledger.store).iloc[0]
    assert (event["action"], event["actor"]) == ("give review", "patient on the clinic's tablet")
    assert ledger.store.version() == version + 1
    given = read_invitation(ledger.store, token)
    assert given is not None
    assert given.given
    assert [event.action for event in read_history(ledger.store, 1)][-2:] == ["invite review", "give review"]
    assert check_store(ledger.store) == []


def test_an_answer_goes_on_with_the_series_of_its_limb(ledger: Ledger) -> None:
    ledger.record_session(1, SessionFacts(START), [pain(6, method="spoken"), pain(2, side="right", method="other")])
    ledger.record_reading(1, ReadingFacts("lefs", 40, START, "review", "both", "paper"))
    ledger.give_review(ledger.invite_review(1, ["nprs", "lefs"], "left", "4711"), {"nprs": 3, "lefs": 61})
    new = [one for one in read_episode(ledger.store, 1).reviews if one.on == TODAY]
    assert {(one.measure, one.side, one.method) for one in new} == {
        ("nprs", "left", "spoken"),
        ("lefs", "both", "paper"),
    }


def test_an_invitation_changes_no_record(ledger: Ledger) -> None:
    state, before = ledger.store.state(), contents(ledger.store)
    ledger.invite_review(1, ["nprs"], "left", "4711")
    assert (ledger.store.state(), contents(ledger.store)) == (state, before)
    assert read_audit(ledger.store)["action"].tolist()[0] == "invite review"


def test_answers_are_given_once(ledger: Ledger) -> None:
    token = ledger.invite_review(1, ["nprs"], "left", "4711")
    ledger.give_review(token, {"nprs": 3})
    with pytest.raises(LedgerError, match="given already"):
        ledger.give_review(token, {"nprs": 9})
    assert [one.value for one in read_episode(ledger.store, 1).reviews] == [3]
    assert pin_is(ledger.store, token, "4711")  # the tablet is still to be unlocked


def test_the_same_answer_of_the_same_day_is_there_once(ledger: Ledger) -> None:
    ledger.record_reading(1, ReadingFacts("nprs", 3, TODAY, "review", "left"))
    assert ledger.give_review(ledger.invite_review(1, ["nprs"], "left", "4711"), {"nprs": 3}) == 0
    with pytest.raises(LedgerError, match="another value"):
        ledger.give_review(ledger.invite_review(1, ["nprs"], "left", "4711"), {"nprs": 4})
    assert [one.value for one in read_episode(ledger.store, 1).reviews] == [3]


ANSWERS = {
    "off the scale": ({"nprs": 11}, "between 0 and 10"),
    "no number": ({"nprs": float("nan")}, "between 0 and 10"),
    "not asked": ({"lefs": 40}, "no others"),
    "nothing": ({}, "at least one"),
}


@pytest.mark.parametrize(("values", "said"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_that_is_refused_may_be_given_again(ledger: Ledger, values: dict[str, float], said: str) -> None:
    token = ledger.invite_review(1, ["nprs"], "left", "4711")
    with pytest.raises(LedgerError, match=said):
        ledger.give_review(token, values)
    assert read_episode(ledger.store, 1).reviews == ()
    assert ledger.give_review(token, {"nprs": 0}) == 1


def test_too_late_and_unknown_are_said(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="time for these answers is over"):
        ledger.give_review(ledger.invite_review(1, ["nprs"], "left", "4711", hours=MOMENT), {"nprs": 3})
    with pytest.raises(LedgerError, match="not one the clinic has asked for"):
        ledger.give_review("unknown", {"nprs": 3})


INVITED = {
    "nobody": ((9, ["nprs"], "left", "4711"), "no episode number 9"),
    "nothing": ((1, [], "left", "4711"), "Choose the measures"),
    "twice": ((1, ["nprs", "nprs"], "left", "4711"), "Choose the measures"),
    "unknown": ((1, ["pain"], "left", "4711"), "Choose the measures"),
    "an angle": ((1, ["wblt_cm"], "left", "4711"), "cannot be answered by the patient"),
    "no side": ((1, ["nprs"], "", "4711"), "The side is one of"),
    "a short PIN": ((1, ["nprs"], "left", "471"), "at least 4 digits"),
    "for ever": ((1, ["nprs"], "left", "4711", 25), "at most 24 hours"),
    "no time": ((1, ["nprs"], "left", "4711", 0), "at most 24 hours"),
}


@pytest.mark.parametrize(("asked", "said"), INVITED.values(), ids=INVITED)
def test_what_cannot_be_asked_is_said(ledger: Ledger, asked: tuple[object, ...], said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        ledger.invite_review(*asked)  # type: ignore[arg-type]


def test_an_import_takes_the_unanswered_invitations_along(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2, "New")))
    token = ledger.invite_review(2, ["nprs"], "left", "4711")
    ledger.withdraw_batch(1, "The wrong file")
    assert read_invitation(ledger.store, token) is None
    assert check_store(ledger.store) == []


def test_an_import_with_an_answered_review_is_not_withdrawn(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2, "New")))
    ledger.give_review(ledger.invite_review(2, ["nprs"], "left", "4711"), {"nprs": 3})
    with pytest.raises(LedgerError, match=r"reading of 22 Nov 2026, patient New \(by hand\)"):
        ledger.withdraw_batch(1, "The wrong file")


def test_a_review_of_several_readings_is_recorded_whole_or_not_at_all(ledger: Ledger) -> None:
    taken = [ReadingFacts("nprs", 3.0, TODAY, "review", "left"), ReadingFacts("lefs", 70.0, TODAY, "review", "left")]
    before, events = contents(ledger.store), len(read_audit(ledger.store))
    for wrong in ([*taken, ReadingFacts("wblt_cm", 900.0, TODAY, "review", "left")], [],
                  [ReadingFacts("nprs", 3.0, TODAY, "before", "left")]):  # fmt: skip
        with pytest.raises(LedgerError):
            ledger.record_review(1, wrong)
        assert contents(ledger.store) == before
    ledger.record_review(1, taken)
    assert {one.measure: one.value for one in read_episode(ledger.store, 1).reviews} == {"nprs": 3.0, "lefs": 70.0}
    assert len(read_audit(ledger.store)) == events + 1
    assert check_store(ledger.store) == []
