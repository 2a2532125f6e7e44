"""Consent for use beyond one's own care: every answer is kept, the newest holds, and nothing about it is changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.catalogue import Catalogue
from data.check import check_store
from data.consent_reads import read_consents, state_of_consent
from data.engine import make_engine
from data.ledger import Ledger, LedgerError
from data.places import read_url
from data.snapshot import current
from data.store import read_audit
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of

if TYPE_CHECKING:
    from data.store import Store

ON = date(2026, 11, 2)


@pytest.fixture
def ledger(store: Store, catalogue: Catalogue) -> Ledger:
    """A clinic with three patients."""
    ledger = Ledger(store, catalogue, "Ann", TODAY)
    ledger.import_file(file_of(*clinic_rows(3)))
    return ledger


def test_nobody_was_asked_until_somebody_answers(ledger: Ledger) -> None:
    assert state_of_consent(read_consents(ledger.store, 1)) == "not asked"
    ledger.set_consent(1, "given", ON, " Kim Lee ")
    ledger.set_consent(1, "withdrawn", ON + timedelta(days=1), "Bo")
    answers = read_consents(ledger.store, 1)
    assert [(one.state, one.said_on, one.taken_by, one.actor) for one in answers] == [
        ("given", ON, "Kim Lee", "Ann"), ("withdrawn", ON + timedelta(days=1), "Bo", "Ann"),
    ]  # fmt: skip
    assert state_of_consent(answers) == "withdrawn"
    assert state_of_consent(read_consents(ledger.store, 2)) == "not asked"
    events = read_audit(ledger.store)
    assert events["action"].head(2).tolist() == ["set consent"] * 2
    assert events["record"].head(2).tolist() == [1, 1]
    assert "Kim" not in "".join(events["detail"])
    assert check_store(ledger.store) == []


def test_each_answer_holds_from_a_version_of_the_data_on(ledger: Ledger) -> None:
    before = ledger.store.version()
    ledger.set_consent(2, "withdrawn", ON, "Kim")
    assert ledger.store.version() == before + 1
    frame = current(ledger.store).consents
    assert frame.to_dict("records") == [{"patient": 2, "state": "withdrawn", "data_version": before + 1}]


WRONG = {
    "no such answer": ((1, "not asked", ON, "Kim"), "one of given, withdrawn"),
    "nobody took it": ((1, "given", ON, "  "), "who took the answer"),
    "a long name": ((1, "given", ON, "x" * 61), "who took the answer"),
    "half a character": ((1, "given", ON, "Kim\ud800"), "cannot be kept"),
    "tomorrow": ((1, "given", TODAY + timedelta(days=1), "Kim"), "23 Nov 2026 is after today"),
    "nobody": ((99, "given", ON, "Kim"), "no patient number 99"),
}


@pytest.mark.parametrize(("given", "said"), WRONG.values(), ids=WRONG)
def test_what_is_no_answer_is_refused(ledger: Ledger, given: tuple[int, str, date, str], said: str) -> None:
    state = ledger.store.state()
    with pytest.raises(LedgerError, match=said):
        ledger.set_consent(*given)
    assert (ledger.store.state(), read_consents(ledger.store, 1)) == (state, ())


def test_an_older_answer_and_the_same_again_are_refused(ledger: Ledger) -> None:
    ledger.set_consent(1, "withdrawn", ON, "Kim")
    with pytest.raises(LedgerError, match="recorded already"):
        ledger.set_consent(1, "withdrawn", ON, "Kim")
    with pytest.raises(LedgerError, match="newer answer, of 2 Nov 2026"):
        ledger.set_consent(1, "given", ON - timedelta(days=1), "Kim")
    ledger.set_consent(1, "given", ON, "Kim")
    assert [one.state for one in read_consents(ledger.store, 1)] == ["withdrawn", "given"]


@pytest.mark.parametrize("may_alter", [False, True])
@pytest.mark.parametrize("statement", ["UPDATE consent_events SET state = 'given'", "DELETE FROM consent_events"])
def test_an_answer_is_never_changed(ledger: Ledger, statement: str, may_alter: bool) -> None:
    ledger.set_consent(1, "withdrawn", ON, "Kim")
    engine = make_engine(read_url(ledger.store.engine.url.render_as_string(hide_password=False)), may_alter=may_alter)
    try:
        with engine.connect().execution_options(write=True) as connection, pytest.raises(DBAPIError, match="only ever"):
            connection.execute(text(statement))
    finally:
        engine.dispose()
    assert [one.state for one in read_consents(ledger.store, 1)] == ["withdrawn"]
