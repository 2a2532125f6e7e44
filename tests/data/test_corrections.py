"""Corrections and withdrawals of one session: old and new are kept with the reason, the rules hold, numbers follow."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from data.catalogue import Catalogue
from data.check import check_store
from data.ledger import ChangedMeanwhile, Ledger, LedgerError
from data.rows import AdverseEvent, ReadingFacts, SessionFacts
from data.store import read_audit
from data.visit_reads import SessionRecord, read_episode
from tests.data.contents import contents
from tests.data.rows_for_tests import START, TODAY, pain

if TYPE_CHECKING:
    from data.store import Store

BRUISE, FAINT = AdverseEvent("bruise", "mild", "during", "ice"), AdverseEvent("faint", "serious")
WEEKS = [START + timedelta(days=7 * week) for week in range(4)]


@pytest.fixture
def ledger(store: Store, catalogue: Catalogue) -> Ledger:
    """One course of care with four weekly sessions, each with pain before and after."""
    ledger = Ledger(store, catalogue, "Kim", TODAY)
    ledger.open_episode(ledger.add_patient("A1"), "plantar_heel_pain", "left", START)
    for week, on in enumerate(WEEKS):
        facts = SessionFacts(on, muscles=("soleus",), insertions=week, adverse_events=(BRUISE,), notes=f"week {week}")
        ledger.record_session(1, facts, [pain(8 - week, on, rater="Lee", instrument="slider"), pain(5, on, "after")])
    return ledger


def _sessions(ledger: Ledger) -> tuple[SessionRecord, ...]:
    return read_episode(ledger.store, 1).sessions


def _numbers(ledger: Ledger) -> dict[int, int | None]:
    return {session.id: session.facts.number for session in _sessions(ledger)}


def _last_event(ledger: Ledger) -> tuple[Any, dict[str, Any]]:
    event = read_audit(ledger.store).iloc[0]
    return event, json.loads(event["detail"])


def test_old_and_new_are_kept_field_by_field(ledger: Ledger) -> None:
    changes = {"insertions": 9, "muscles": ("gastrocnemius",), "consent_on": START, "notes": "week 1"}
    ledger.correct_session(2, changes, "Mixed up", version=1)
    corrected = _sessions(ledger)[1]
    assert (corrected.facts.insertions, corrected.facts.muscles, corrected.version) == (9, ("gastrocnemius",), 2)
    event, detail = _last_event(ledger)
    assert (event["action"], event["record"], event["reason"]) == ("correct session", 2, "Mixed up")
    assert detail == {
        "old": {"insertions": 1, "muscles": ["soleus"], "consent_on": None},
        "new": {"insertions": 9, "muscles": ["gastrocnemius"], "consent_on": "2026-03-02"},
    }


def test_events_are_changed_added_and_taken_out_by_their_term(ledger: Ledger) -> None:
    worse = AdverseEvent("bruise", "significant", "during", "ice")
    ledger.correct_session(1, {"adverse_events": (worse, FAINT)}, "Asked again", 1)
    assert _sessions(ledger)[0].facts.adverse_events == (worse, FAINT)
    ledger.correct_session(1, {"adverse_events": (FAINT,)}, "Asked again", 2)
    assert _sessions(ledger)[0].facts.adverse_events == (FAINT,)
    _, detail = _last_event(ledger)
    assert [event["term"] for event in detail["old"]["adverse_events"]] == ["bruise", "faint"]
    assert [event["term"] for event in detail["new"]["adverse_events"]] == ["faint"]
    assert _sessions(ledger)[1].facts.adverse_events == (BRUISE,)


def test_another_day_takes_the_readings_along_and_the_numbers_follow(ledger: Ledger) -> None:
    new_day = date(2026, 4, 1)
    ledger.correct_session(1, {"on": new_day}, "The wrong week", 1)
    assert _numbers(ledger) == {2: 1, 3: 2, 4: 3, 1: 4}
    assert {value.on for value in _sessions(ledger)[-1].readings} == {new_day}
    _, detail = _last_event(ledger)
    assert detail["old"] == {"on": "2026-03-02"}
    assert sorted(detail["changed"]) == [
        ["sessions", 1, "number", "1", "4"], ["sessions", 2, "number", "2", "1"],
        ["sessions", 3, "number", "3", "2"], ["sessions", 4, "number", "4", "3"],
    ]  # fmt: skip
    assert check_store(ledger.store) == []


def test_a_withdrawn_session_is_kept_whole_in_its_event_and_later_numbers_follow(ledger: Ledger) -> None:
    ledger.correct_reading(3, 1, "Misread", 1)
    ledger.withdraw_session(2, "Another person's", 1)
    assert _numbers(ledger) == {1: 1, 3: 2, 4: 3}
    assert len([value for session in _sessions(ledger) for value in session.readings]) == 6
    event, kept = _last_event(ledger)
    assert (event["action"], event["record"], event["reason"]) == ("withdraw session", 2, "Another person's")
    session = kept["session"]
    told = [session[name] for name in ("id", "on", "number", "sequence", "insertions", "muscles", "notes", "version")]
    assert told == [2, "2026-03-09", 2, 1, 1, ["soleus"], "week 1", 1]
    assert session["adverse_events"] == [asdict(BRUISE)]
    first, second = kept["readings"]
    assert first == {
        "id": 3, "session": 2, "measure": "nprs", "method": "", "side": "left", "phase": "before", "on": "2026-03-09",
        "value": 1.0, "rater": "Lee", "instrument": "slider", "version": 2, "batch": None,
    }  # fmt: skip
    assert (second["id"], second["value"], second["phase"]) == (4, 5.0, "after")
    assert check_store(ledger.store) == []


def test_a_given_number_stands_when_an_earlier_session_goes(ledger: Ledger) -> None:
    late = date(2026, 5, 4)
    ledger.record_session(1, SessionFacts(late, number=10))
    after = ledger.record_session(1, SessionFacts(late + timedelta(days=7)))
    ledger.withdraw_session(1, "A trial", 1)
    assert list(_numbers(ledger).values()) == [1, 2, 3, 10, 11]
    assert _numbers(ledger)[after] == 11


def test_a_withdrawn_session_may_be_recorded_again_under_a_new_number_of_the_record(ledger: Ledger) -> None:
    ledger.withdraw_session(2, "To be written anew", 1)
    again = ledger.record_session(1, SessionFacts(WEEKS[1]))
    assert again == 5
    assert _numbers(ledger) == {1: 1, 5: 2, 3: 3, 4: 4}


def test_a_withdrawn_reading_is_kept_in_its_event(ledger: Ledger) -> None:
    ledger.withdraw_reading(1, "The other foot", 1)
    assert [value.id for value in _sessions(ledger)[0].readings] == [2]
    event, kept = _last_event(ledger)
    assert (event["action"], event["record"]) == ("withdraw reading", 1)
    assert (kept["episode"], kept["readings"][0]["value"], kept["readings"][0]["instrument"]) == (1, 8.0, "slider")


def test_a_course_is_closed_and_taken_up_again(ledger: Ledger) -> None:
    ledger.close_episode(1, date(2026, 5, 1), "discharged", 1, "Free of complaints")
    event, _ = _last_event(ledger)
    assert (event["action"], event["reason"]) == ("close episode", "Free of complaints")
    ledger.reopen_episode(1, "Came back", 2)
    event, detail = _last_event(ledger)
    assert (event["action"], event["reason"]) == ("reopen episode", "Came back")
    assert detail == {"old": ['"2026-05-01"', "discharged"], "new": ["null", ""]}
    found = read_episode(ledger.store, 1)
    assert (found.ended, found.ended_how, found.version) == (None, "", 3)


Act = Callable[[Ledger], object]
STALE: dict[str, tuple[Act, Act, dict[str, Any]]] = {
    "session corrected": (
        lambda ledger: ledger.correct_session(1, {"notes": "first", "soreness": 2.5}, "x", 1),
        lambda ledger: ledger.correct_session(1, {"notes": "second"}, "x", 1),
        {"notes": "first", "soreness": 2.5, "muscles": ("soleus",), "on": START, "podiatrist": "", "version": 2},
    ),
    "session withdrawn by the second": (
        lambda ledger: ledger.correct_session(1, {"notes": "first"}, "x", 1),
        lambda ledger: ledger.withdraw_session(1, "x", 1),
        {"notes": "first", "version": 2},
    ),
    "reading corrected": (
        lambda ledger: ledger.correct_reading(1, 2, "x", 1),
        lambda ledger: ledger.correct_reading(1, 3, "x", 1),
        {"value": 2.0, "measure": "nprs", "rater": "Lee", "version": 2},
    ),
    "the same correction twice": (
        lambda ledger: ledger.correct_reading(1, 2, "x", 1),
        lambda ledger: ledger.correct_reading(1, 2, "x", 1),
        {"value": 2.0, "version": 2},
    ),
    "reading withdrawn by the second": (
        lambda ledger: ledger.correct_reading(1, 2, "x", 1),
        lambda ledger: ledger.withdraw_reading(1, "x", 1),
        {"value": 2.0, "version": 2},
    ),
    "episode closed": (
        lambda ledger: ledger.close_episode(1, TODAY, "lost", 1),
        lambda ledger: ledger.close_episode(1, TODAY, "discharged", 1),
        {"ended": TODAY, "ended_how": "lost", "version": 2},
    ),
    "episode reopened by the second": (
        lambda ledger: ledger.close_episode(1, TODAY, "lost", 1),
        lambda ledger: ledger.reopen_episode(1, "x", 1),
        {"ended": TODAY, "version": 2},
    ),
}


@pytest.mark.parametrize(("first", "second", "now"), STALE.values(), ids=STALE)
def test_the_second_is_told_what_the_record_is_now(
    ledger: Ledger, first: Act, second: Act, now: dict[str, Any]
) -> None:
    first(ledger)
    before = contents(ledger.store)
    with pytest.raises(ChangedMeanwhile, match="Somebody else") as told:
        second(ledger)
    assert {name: told.value.now[name] for name in now} == now
    assert contents(ledger.store) == before


@pytest.mark.parametrize(
    "act",
    [
        lambda ledger: ledger.correct_session(1, {"notes": "x"}, "x", 1),
        lambda ledger: ledger.withdraw_session(1, "x", 1),
        lambda ledger: ledger.correct_reading(1, 2, "x", 1),
        lambda ledger: ledger.withdraw_reading(1, "x", 1),
        lambda ledger: ledger.record_reading(1, ReadingFacts("wblt_cm", 8, START, "before", "left"), session=1),
    ],
)
def test_what_was_withdrawn_meanwhile_is_said(ledger: Ledger, act: Act) -> None:
    ledger.withdraw_session(1, "A trial", 1)
    with pytest.raises(LedgerError, match=r"There is no|no session number"):
        act(ledger)


CANNOT: dict[str, tuple[dict[str, Any], str]] = {
    "a number": ({"number": 7}, "number cannot be corrected"),
    "a sequence": ({"sequence": 7}, "sequence cannot be corrected"),
    "an unknown field": ({"colour": 7, "notes": "x"}, "colour cannot be corrected"),
    "nothing new": ({"insertions": 0, "muscles": ("soleus",)}, "recorded already"),
    "nothing": ({}, "recorded already"),
    "soreness 11": ({"soreness": 11.0}, "between 0 and 10"),
    "before the course": ({"on": date(2026, 3, 1)}, "before the course began"),
    "tomorrow": ({"on": date(2026, 11, 23)}, "has not come yet"),
    "another session's day": ({"on": WEEKS[1]}, "Another session of this course is recorded on 9 Mar 2026"),
    "an event twice": ({"adverse_events": (BRUISE, BRUISE)}, "each adverse event of a session once"),
    "a word of another list": ({"adverse_events": (AdverseEvent("x", "fatal"),)}, "How bad and when"),
    "a relatedness of one's own": (
        {"adverse_events": (AdverseEvent("x", "mild", relatedness="maybe"),)},
        "related to the needling is one of: unrelated, possibly, probably, certainly",
    ),
}


@pytest.mark.parametrize(("changes", "said"), CANNOT.values(), ids=CANNOT)
def test_a_correction_keeps_the_rules(ledger: Ledger, changes: dict[str, Any], said: str) -> None:
    before = contents(ledger.store)
    with pytest.raises(LedgerError, match=said):
        ledger.correct_session(1, changes, "Why", 1)
    assert contents(ledger.store) == before


def test_no_session_moves_beyond_the_end_of_its_course(ledger: Ledger) -> None:
    ledger.close_episode(1, date(2026, 4, 1), "lost", 1)
    with pytest.raises(LedgerError, match="after the course ended on 1 Apr 2026"):
        ledger.correct_session(1, {"on": date(2026, 4, 2)}, "Why", 1)


@pytest.mark.parametrize(
    "act",
    [
        lambda ledger: ledger.correct_session(1, {"notes": "x"}, " ", 1),
        lambda ledger: ledger.withdraw_session(1, "", 1),
        lambda ledger: ledger.withdraw_reading(1, "", 1),
        lambda ledger: ledger.reopen_episode(1, "", 1),
    ],
)
def test_a_reason_is_asked_for(ledger: Ledger, act: Act) -> None:
    with pytest.raises(LedgerError, match="Give a reason"):
        act(ledger)


def test_a_course_that_goes_on_is_not_reopened(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="going on already"):
        ledger.reopen_episode(1, "Why", 1)
