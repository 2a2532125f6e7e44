"""Records written one at a time, and corrections: the same rules, one event each."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from data.catalogue import Catalogue
from data.check import check_store
from data.ledger import ChangedMeanwhile, Ledger, LedgerError
from data.rows import ReadingFacts, SessionFacts
from data.store import read_audit, read_frames
from tests.data.contents import contents
from tests.data.rows_for_tests import START, TODAY, file_of, pain, visit

if TYPE_CHECKING:
    from data.store import Store

HEEL = "plantar_heel_pain"
NEXT = START + timedelta(days=7)


@pytest.fixture
def ledger(store: Store, catalogue: Catalogue) -> Ledger:
    """One patient with one course of care."""
    ledger = Ledger(store, catalogue, "Kim", TODAY)
    patient = ledger.add_patient("A1", birth_year=1970, sex="female")
    ledger.open_episode(patient, "plantar_heel_pain", "left", START, site="North", podiatrist="Kim")
    return ledger


def test_a_course_is_recorded_from_start_to_end(ledger: Ledger) -> None:
    first = ledger.record_session(1, SessionFacts(START, insertions=4), [pain(7), pain(5, phase="after")], site="North")
    ledger.record_reading(1, ReadingFacts("wblt_cm", 8.5, START, "before", "left"), session=first)
    ledger.record_session(1, SessionFacts(NEXT), [pain(5, NEXT)])
    ledger.record_reading(1, ReadingFacts("lefs", 60, date(2026, 4, 1), "review", "both"))
    ledger.close_episode(1, date(2026, 4, 1), "discharged", version=1)
    frames = read_frames(ledger.store)
    assert frames["sessions"]["number"].tolist() == [1, 2]
    assert frames["readings"]["value"].sum() == 7 + 5 + 8.5 + 5 + 60
    assert frames["episodes"]["ended_how"].tolist() == ["discharged"]
    acts = [
        "close episode",
        "record reading",
        "record session",
        "record reading",
        "record session",
        "open episode",
        "add patient",
    ]
    assert read_audit(ledger.store)["action"].tolist() == acts
    assert ledger.store.version() == len(acts)
    assert check_store(ledger.store) == []


def test_an_earlier_session_moves_the_numbers_and_the_audit_says_so(ledger: Ledger) -> None:
    ledger.record_session(1, SessionFacts(NEXT))
    ledger.record_session(1, SessionFacts(START))
    assert read_frames(ledger.store)["sessions"].sort_values("on")["number"].tolist() == [1, 2]
    detail = json.loads(read_audit(ledger.store)["detail"][0])
    assert detail == {"changed": [["sessions", 1, "number", "1", "2"]]}


def test_the_next_course_gets_the_next_number(ledger: Ledger) -> None:
    ledger.open_episode(1, "plantar_heel_pain", "left", date(2026, 9, 1))
    ledger.open_episode(1, "plantar_heel_pain", "right", date(2026, 9, 1))
    assert read_frames(ledger.store)["episodes"]["course"].tolist() == [1, 2, 1]


def test_a_correction_keeps_the_old_and_the_new_value_and_the_reason(ledger: Ledger) -> None:
    ledger.record_session(1, SessionFacts(START), [pain(7)])
    ledger.correct_reading(1, 4, "Typed 7 for 4", version=1)
    assert read_frames(ledger.store)["readings"]["value"].tolist() == [4]
    event = read_audit(ledger.store).iloc[0]
    assert (event["action"], event["record"], event["reason"]) == ("correct reading", 1, "Typed 7 for 4")
    assert json.loads(event["detail"]) == {"old": 7.0, "new": 4}


def test_of_two_editors_the_second_is_told(ledger: Ledger) -> None:
    ledger.record_session(1, SessionFacts(START), [pain(7)])
    ledger.correct_reading(1, 4, "Typed 7 for 4", version=1)
    with pytest.raises(ChangedMeanwhile, match="Somebody else"):
        ledger.correct_reading(1, 9, "Typed 7 for 9", version=1)
    ledger.correct_reading(1, 9, "After looking again", version=2)
    assert read_frames(ledger.store)["readings"]["value"].tolist() == [9]


def test_an_import_and_a_hand_meet_on_the_same_record(ledger: Ledger) -> None:
    ledger.record_session(1, SessionFacts(START), [pain(6), pain(4, phase="after")])
    account = ledger.import_file(file_of(visit(2), visit(3, on=NEXT)))
    assert (account.already_there, account.stored, account.new_patients) == (1, 1, 0)


REFUSED = {
    "patient twice": (lambda ledger: ledger.add_patient("A1"), "already"),
    "nobody": (lambda ledger: ledger.add_patient(" "), "reference"),
    "sex F": (lambda ledger: ledger.add_patient("B", sex="F"), "Sex is one of"),
    "born next year": (lambda ledger: ledger.add_patient("B", birth_year=2027), "year of birth"),
    "no such patient": (lambda ledger: ledger.open_episode(9, HEEL, "left", START), "no patient number 9"),
    "no such condition": (lambda ledger: ledger.open_episode(1, "heel", "left", START), "no condition"),
    "course twice": (lambda ledger: ledger.open_episode(1, HEEL, "left", START, course=1), "recorded already"),
    "no such episode": (lambda ledger: ledger.record_session(9, SessionFacts(START)), "no episode number 9"),
    "before the start": (lambda ledger: ledger.record_session(1, SessionFacts(date(2026, 3, 1))), "before the course"),
    "in the future": (lambda ledger: ledger.record_session(1, SessionFacts(date(2027, 1, 1))), "has not come yet"),
    "pain 11": (lambda ledger: ledger.record_session(1, SessionFacts(START), [pain(11)]), "between 0 and 10"),
    "no such session": (lambda ledger: ledger.record_reading(1, pain(3), session=9), "no session number 9"),
    "before without a session": (lambda ledger: ledger.record_reading(1, pain(3)), "belongs to a session"),
    "no such reading": (lambda ledger: ledger.correct_reading(9, 3, "x", 1), "no reading number 9"),
    "no such episode to close": (lambda ledger: ledger.close_episode(9, START, "lost", 1), "no episode number 9"),
    "closed before it began": (lambda ledger: ledger.close_episode(1, date(2026, 3, 1), "lost", 1), "still going on"),
    "closed tomorrow": (lambda ledger: ledger.close_episode(1, date(2026, 11, 23), "lost", 1), "not come yet"),
    "cured": (lambda ledger: ledger.close_episode(1, START, "cured", 1), "How it ended"),
}  # fmt: skip


@pytest.mark.parametrize(("act", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_written_is_said_and_nothing_is(ledger: Ledger, act: object, said: str) -> None:
    before, version, events = contents(ledger.store), ledger.store.version(), len(read_audit(ledger.store))
    with pytest.raises(LedgerError, match=said):
        act(ledger)  # type: ignore[operator]
    assert contents(ledger.store) == before
    assert (ledger.store.version(), len(read_audit(ledger.store))) == (version, events)


@pytest.mark.parametrize(
    ("value", "reason", "said"),
    [(11, "x", "between 0 and 10"), (7, "x", "recorded already"), (5, " ", "Give a reason")],
)
def test_a_correction_keeps_the_rules(ledger: Ledger, value: float, reason: str, said: str) -> None:
    ledger.record_session(1, SessionFacts(START), [pain(7)])
    with pytest.raises(LedgerError, match=said):
        ledger.correct_reading(1, value, reason, version=1)


def test_the_same_session_twice_is_recorded_once(ledger: Ledger) -> None:
    ledger.record_session(1, SessionFacts(START), [pain(7)])
    with pytest.raises(LedgerError, match="recorded already"):
        ledger.record_session(1, SessionFacts(START), [pain(7)])
