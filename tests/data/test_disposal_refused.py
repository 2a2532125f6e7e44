"""Giving records up: by two people, not before the day without a reason, and not while anything rests on them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.catalogue import Catalogue
from data.check import check_store
from data.engine import make_engine
from data.ledger import Ledger, LedgerError
from data.places import read_url
from data.rights_reads import read_disposals
from tests.data.exports_for_tests import export
from tests.data.marked_person import LATER, WHY, confirmed, everything
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of

if TYPE_CHECKING:
    from data.store import Store


@pytest.fixture
def clinic(store: Store, catalogue: Catalogue) -> Ledger:
    """Three people, three sessions each."""
    ledger = Ledger(store, catalogue, "Ann", TODAY)
    ledger.import_file(file_of(*clinic_rows(3)))
    return ledger


@pytest.mark.parametrize("again", ["Ann", "ann", " ANN ", "\tAnn"])
def test_the_same_person_twice_is_one_person(clinic: Ledger, catalogue: Catalogue, again: str) -> None:
    number = Ledger(clinic.store, catalogue, "Ann", LATER).propose_disposal(1, "destroy", WHY)
    state = everything(clinic.store)
    with pytest.raises(LedgerError, match="Two people are needed"):
        Ledger(clinic.store, catalogue, again, LATER).confirm_disposal(number)
    assert everything(clinic.store) == state


def test_before_the_day_only_with_a_reason(clinic: Ledger) -> None:
    with pytest.raises(LedgerError, match=r"are kept until 16 Mar 2033\. 7 years from the last entry"):
        clinic.propose_disposal(1, "destroy", WHY)
    unknown = clinic.add_patient("B1")
    with pytest.raises(LedgerError, match=r"have no such day\. Nothing is recorded"):
        clinic.propose_disposal(unknown, "destroy", WHY)
    clinic.propose_disposal(1, "destroy", WHY, "Entered for the wrong clinic")
    assert read_disposals(clinic.store)[0].early_because == "Entered for the wrong clinic"


def test_what_rests_on_the_records_is_in_the_way(clinic: Ledger, catalogue: Catalogue) -> None:
    late = Ledger(clinic.store, catalogue, "Ann", LATER)
    draft = clinic.save_draft(1, {"notes": "markdraft"}, 0)
    with pytest.raises(LedgerError, match=r"not finished yet \(Ann\)"):
        late.propose_disposal(1, "destroy", WHY)
    clinic.discard_draft(1, draft)
    one = {
        "condition": "",
        "first": "2026-01-01",
        "last": "2026-01-01",
        "measure": "nprs",
        "horizon": None,
        "counts": {},
    }
    code = clinic.prepare_export(**export(content={"shown": [one]}, expires_on=date(2041, 1, 1)))
    with pytest.raises(LedgerError, match=f"count this person's care: {code}"):
        late.propose_disposal(1, "destroy", WHY)
    clinic.withdraw_export(code, "Old")
    number = late.propose_disposal(1, "destroy", WHY)
    again = clinic.prepare_export(**export(content={"shown": [one]}, expires_on=date(2041, 1, 1)))
    with pytest.raises(LedgerError, match=again):
        Ledger(clinic.store, catalogue, "Bo", LATER).confirm_disposal(number)


def test_a_proposal_is_made_once_and_can_be_taken_back(clinic: Ledger, catalogue: Catalogue) -> None:
    late = Ledger(clinic.store, catalogue, "Ann", LATER)
    number = late.propose_disposal(1, "destroy", WHY)
    with pytest.raises(LedgerError, match="proposed already"):
        late.propose_disposal(1, "de-identify", WHY)
    with pytest.raises(LedgerError, match="Give a reason"):
        late.drop_disposal(number, " ")
    late.drop_disposal(number, "A claim is open")
    with pytest.raises(LedgerError, match="dropped already, by Ann"):
        Ledger(clinic.store, catalogue, "Bo", LATER).confirm_disposal(number)
    assert read_disposals(clinic.store)[0].outcome == "dropped"
    assert check_store(clinic.store) == []


STATEMENTS = (
    "DELETE FROM disposals",
    "UPDATE disposals SET reason = 'x'",
    "UPDATE audit_apart SET detail = '{}'",
    "DELETE FROM audit_apart",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_log_and_what_the_trail_quotes_stay(clinic: Ledger, catalogue: Catalogue, statement: str) -> None:
    clinic.correct_reading(1, 1.0, "Typed wrongly", 1)
    clinic.correct_reading(7, 1.0, "Typed wrongly", 1)
    confirmed(clinic, catalogue, 1, "destroy")
    engine = make_engine(read_url(clinic.store.engine.url.render_as_string(hide_password=False)), may_alter=True)
    with engine.connect().execution_options(write=True) as connection, pytest.raises(DBAPIError, match=r"only|stays"):
        connection.execute(text(statement))
    engine.dispose()
