"""Details that come in later, of an adverse event, the plan or the podiatrist; and that are taken back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.catalogue import Catalogue
from data.check import check_store
from data.ledger import Ledger
from data.rows import AdverseEvent, SessionFacts
from data.store import read_audit
from data.visit_reads import SessionRecord, read_episode
from tests.data.contents import contents
from tests.data.rows_for_tests import START, TODAY, file_of, visit

if TYPE_CHECKING:
    from data.store import Store

BRUISE = AdverseEvent("bruise", "mild")
FULL = AdverseEvent("bruise", "mild", "during", "ice", "2 days", "possibly")
TRAINED = "podiatrist, dry needling certificate 2019"


@pytest.fixture
def ledger(store: Store, catalogue: Catalogue) -> Ledger:
    return Ledger(store, catalogue, "Kim", TODAY)


def _session(ledger: Ledger, episode: int = 1) -> SessionRecord:
    (found,) = read_episode(ledger.store, episode).sessions
    return found


def test_what_was_blank_of_an_adverse_event_is_filled_in_and_taken_back(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2, session=SessionFacts(START, adverse_events=(BRUISE,)))))
    before = contents(ledger.store)
    fuller = visit(2, session=SessionFacts(START, planned_frequency="once a week", adverse_events=(FULL,)))
    account = ledger.import_file(file_of(fuller, name="fuller.csv"))
    assert (account.stored, account.rejected, account.new_sessions) == (1, 0, 0)
    facts = _session(ledger).facts
    assert (facts.adverse_events, facts.planned_frequency) == ((FULL,), "once a week")
    assert ledger.import_file(file_of(fuller, name="again.csv")).already_there == 1
    ledger.withdraw_batch(2, "The wrong person")
    assert contents(ledger.store) == before
    assert check_store(ledger.store) == []


def test_a_detail_told_by_a_later_row_is_that_of_its_own_visit_alone(ledger: Ledger) -> None:
    told = visit(4, "A1", session=SessionFacts(START, insertions=3))
    assert ledger.import_file(file_of(visit(2, "A1"), visit(3, "A2"), told)).new_sessions == 2
    assert [_session(ledger, episode).facts.insertions for episode in (1, 2)] == [3, None]


def test_blank_details_of_an_adverse_event_contradict_nothing(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2, session=SessionFacts(START, adverse_events=(FULL,)))))
    before = contents(ledger.store)
    sparse = visit(2, session=SessionFacts(START, adverse_events=(BRUISE,)))
    assert ledger.import_file(file_of(sparse, name="older.csv")).already_there == 1
    assert contents(ledger.store) == before


def test_a_duration_written_by_hand_is_corrected_with_the_old_one_kept(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2, session=SessionFacts(START, adverse_events=(FULL,)))))
    longer = AdverseEvent("bruise", "mild", "during", "ice", "5 days", "certainly")
    ledger.correct_session(1, {"adverse_events": (longer,)}, "Asked again", 1)
    assert _session(ledger).facts.adverse_events == (longer,)
    detail = str(read_audit(ledger.store)["detail"].iloc[0])  # newest first
    assert "2 days" in detail
    assert "5 days" in detail


def test_the_background_of_a_podiatrist_is_shown_with_each_session_and_goes_with_its_import(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2, podiatrist="Lee")))
    before = contents(ledger.store)
    assert _session(ledger).podiatrist_background == ""
    told = visit(2, "B2", podiatrist="Lee", podiatrist_background=TRAINED)
    account = ledger.import_file(file_of(told, visit(3, "C3", podiatrist="Max"), name="b.csv"))
    assert (account.stored, account.problems) == (2, ())
    assert [_session(ledger, episode).podiatrist_background for episode in (1, 2, 3)] == [TRAINED, TRAINED, ""]
    assert ledger.import_file(file_of(told, name="c.csv")).already_there == 1
    ledger.withdraw_batch(2, "The wrong file")
    assert contents(ledger.store) == before
    assert check_store(ledger.store) == []


def test_a_background_leaves_with_the_import_that_told_it_though_the_podiatrist_stays(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2, podiatrist="Lee", podiatrist_background=TRAINED)))
    ledger.import_file(file_of(visit(2, "B2", podiatrist="Lee"), name="b.csv"))
    ledger.withdraw_batch(1, "The wrong file")
    left = _session(ledger, 2)
    assert (left.podiatrist, left.podiatrist_background) == ("Lee", "")


@pytest.mark.parametrize(
    ("podiatrist", "background", "code"),
    [("Lee", "a physiotherapist", "other_background"), ("", TRAINED, "no_podiatrist")],
)
def test_a_background_that_cannot_be_taken_is_flagged_and_the_visit_stored(
    ledger: Ledger, podiatrist: str, background: str, code: str
) -> None:
    ledger.import_file(file_of(visit(2, podiatrist="Lee", podiatrist_background=TRAINED)))
    row = visit(3, "B2", podiatrist=podiatrist, podiatrist_background=background)
    account = ledger.import_file(file_of(row, name="b.csv"))
    assert (account.stored, account.rejected) == (1, 0)
    assert [(problem.code, problem.severity) for problem in account.problems] == [(code, "flag")]
    assert _session(ledger, 1).podiatrist_background == TRAINED


def test_a_preview_counts_a_background_and_writes_nothing(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2, podiatrist="Lee")))
    before = contents(ledger.store)
    told = file_of(visit(2, podiatrist="Lee", podiatrist_background=TRAINED), name="b.csv")
    assert ledger.preview(told).stored == 1
    assert contents(ledger.store) == before
    assert ledger.import_file(told).stored == 1
    assert _session(ledger).podiatrist_background == TRAINED
