"""Unfinished sessions: they survive, they are nobody's record yet, and no writer loses one unawares."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.catalogue import Catalogue
from data.check import check_store
from data.ledger import ChangedMeanwhile, Ledger, LedgerError
from data.rows import SessionFacts
from data.store import open_store, read_audit
from data.visit_reads import read_draft, read_drafts, read_episode
from tests.data.contents import contents
from tests.data.rows_for_tests import START, TODAY, file_of, pain, visit

if TYPE_CHECKING:
    from data.store import Store

CONTENT = {"before": {"nprs": 7}, "notes": "a secret word", "muscles": ["soleus"], "asked": None}


@pytest.fixture
def ledger(store: Store, catalogue: Catalogue) -> Ledger:
    """Two patients with one course of care each."""
    ledger = Ledger(store, catalogue, "Kim", TODAY)
    for reference in ("A1", "B2"):
        ledger.open_episode(ledger.add_patient(reference), "plantar_heel_pain", "left", START)
    return ledger


def test_a_draft_survives_the_program(ledger: Ledger, database: str, catalogue: Catalogue) -> None:
    version = ledger.save_draft(1, CONTENT, 0)
    with open_store(database, catalogue) as again:
        draft = read_draft(again, 1)
        assert draft is not None
        assert (draft.episode, draft.actor, draft.content, draft.version) == (1, "Kim", CONTENT, version)
        assert draft.at.tzinfo is not None
        assert read_draft(again, 2) is None


NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(), ANY_JSON, max_size=4))
def test_a_draft_is_read_back_unchanged(ledger: Ledger, content: dict[str, Any]) -> None:
    seen = read_draft(ledger.store, 1)
    ledger.save_draft(1, content, seen.version if seen else 0)
    draft = read_draft(ledger.store, 1)
    assert draft is not None
    assert draft.content == content


def test_a_draft_is_audited_without_its_values_and_changes_no_record(ledger: Ledger) -> None:
    state, before = ledger.store.state(), contents(ledger.store)
    first = ledger.save_draft(1, CONTENT, 0)
    second = ledger.save_draft(1, {**CONTENT, "after": 4}, first)
    ledger.discard_draft(1, second)
    assert (ledger.store.state(), contents(ledger.store)) == (state, before)
    events = read_audit(ledger.store).head(3)
    assert events["action"].tolist() == ["discard draft", "save draft", "save draft"]
    assert events["record"].tolist() == [1, 1, 1]
    assert [list(json.loads(detail)) for detail in events["detail"]] == [["version"]] * 3
    assert read_drafts(ledger.store) == ()
    assert check_store(ledger.store) == []


def test_all_drafts_the_oldest_first(ledger: Ledger) -> None:
    ledger.save_draft(2, {"a": 1}, 0)
    ledger.save_draft(1, {"b": 2}, 0)
    assert [draft.episode for draft in sorted(read_drafts(ledger.store), key=lambda draft: draft.version)] == [2, 1]


def test_the_second_of_two_writers_is_told_what_it_is_now(ledger: Ledger, catalogue: Catalogue) -> None:
    first = ledger.save_draft(1, {"before": 7}, 0)
    Ledger(ledger.store, catalogue, "Lee", TODAY).save_draft(1, {"before": 6}, first)
    for seen in (first, 0):
        with pytest.raises(ChangedMeanwhile, match="Somebody else") as told:
            ledger.save_draft(1, {"before": 8}, seen)
        assert (told.value.now["content"], told.value.now["actor"]) == ({"before": 6}, "Lee")
    with pytest.raises(ChangedMeanwhile):
        ledger.discard_draft(1, first)
    draft = read_draft(ledger.store, 1)
    assert draft is not None
    assert (draft.content, draft.actor) == ({"before": 6}, "Lee")


def test_who_saw_an_earlier_draft_cannot_overwrite_a_later_one(ledger: Ledger) -> None:
    seen = ledger.save_draft(1, {"visit": 1}, 0)
    ledger.discard_draft(1, seen)
    later = ledger.save_draft(1, {"visit": 2}, 0)
    assert later > seen
    with pytest.raises(ChangedMeanwhile):
        ledger.save_draft(1, {"visit": 1}, seen)


def test_a_draft_that_is_gone_is_said(ledger: Ledger) -> None:
    seen = ledger.save_draft(1, CONTENT, 0)
    ledger.discard_draft(1, seen)
    with pytest.raises(ChangedMeanwhile) as told:
        ledger.save_draft(1, CONTENT, seen)
    assert told.value.now == {}


def test_recording_the_session_takes_its_draft_along(ledger: Ledger) -> None:
    version = ledger.save_draft(1, CONTENT, 0)
    kept = ledger.save_draft(2, CONTENT, 0)
    ledger.record_session(1, SessionFacts(START), [pain(7)], draft_version=version)
    assert [draft.version for draft in read_drafts(ledger.store)] == [kept]
    assert len(read_episode(ledger.store, 1).sessions) == 1
    assert read_audit(ledger.store)["action"].tolist()[0] == "record session"


def test_a_session_from_a_stale_draft_is_not_recorded(ledger: Ledger) -> None:
    seen = ledger.save_draft(1, CONTENT, 0)
    ledger.save_draft(1, {"before": 2}, seen)
    with pytest.raises(ChangedMeanwhile) as told:
        ledger.record_session(1, SessionFacts(START), [pain(7)], draft_version=seen)
    assert told.value.now["content"] == {"before": 2}
    assert read_episode(ledger.store, 1).sessions == ()


def test_a_session_that_is_refused_leaves_its_draft(ledger: Ledger) -> None:
    version = ledger.save_draft(1, CONTENT, 0)
    with pytest.raises(LedgerError, match="between 0 and 10"):
        ledger.record_session(1, SessionFacts(START), [pain(11)], draft_version=version)
    draft = read_draft(ledger.store, 1)
    assert draft is not None
    assert (draft.content, draft.version) == (CONTENT, version)


@pytest.mark.parametrize(
    ("episode", "content", "said"),
    [(9, {}, "no episode number 9"), (1, {"on": START}, "A draft holds"), (1, {"x": float("nan")}, "A draft holds")],
)
def test_what_cannot_be_kept_is_said(ledger: Ledger, episode: int, content: dict[str, Any], said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        ledger.save_draft(episode, content, 0)
    assert read_drafts(ledger.store) == ()


def test_an_import_with_an_unfinished_session_on_it_is_not_withdrawn(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2, "New")))
    version = ledger.save_draft(3, CONTENT, 0)
    with pytest.raises(LedgerError, match=r"a session not finished yet, patient New \(Kim\)"):
        ledger.withdraw_batch(1, "The wrong file")
    ledger.discard_draft(3, version)
    ledger.withdraw_batch(1, "The wrong file")
    assert check_store(ledger.store) == []
