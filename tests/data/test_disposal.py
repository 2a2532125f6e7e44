"""Records given up by two people: destroyed means gone, de-identified means nameless, and others are as before."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from data.catalogue import Catalogue
from data.check import check_store
from data.ledger import Ledger
from data.rights_reads import read_disposals, read_keeping
from data.rows import AdverseEvent, Problem
from data.store import read_audit, read_batch, read_frames
from data.visit_reads import read_episode
from tests.data.marked_person import MARKS, WHY, confirmed, everything, write_marked
from tests.data.rows_for_tests import START, TODAY, clinic_rows, file_of

if TYPE_CHECKING:
    from data.store import Store


@pytest.fixture
def clinic(store: Store, catalogue: Catalogue) -> Ledger:
    """Three people, three sessions each."""
    ledger = Ledger(store, catalogue, "Ann", TODAY)
    ledger.import_file(file_of(*clinic_rows(3)))
    return ledger


@pytest.mark.parametrize("how", ["destroy", "de-identify"])
def test_the_marks_are_gone_from_every_table_and_from_the_file(clinic: Ledger, catalogue: Catalogue, how: str) -> None:
    person = write_marked(clinic)
    before = everything(clinic.store)
    for mark in (mark for mark in MARKS if mark != "markdraft"):
        assert mark in before, mark
    confirmed(clinic, catalogue, person, how)
    after = everything(clinic.store)
    left = [mark for mark in MARKS if mark in after and not (how == "de-identify" and mark == "4.125")]
    assert left == []
    assert check_store(clinic.store) == []
    if clinic.store.engine.dialect.name == "sqlite":
        path = Path(str(clinic.store.engine.url.database))
        raw = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
        assert [mark for mark in MARKS[:-1] if mark.encode() in raw] == []


@pytest.mark.parametrize("how", ["destroy", "de-identify"])
def test_others_are_as_before_and_a_line_stays(clinic: Ledger, catalogue: Catalogue, how: str) -> None:
    person = write_marked(clinic)
    before = {name: frame[frame["patient"] != person] for name, frame in read_frames(clinic.store).items()}
    confirmed(clinic, catalogue, person, how)
    for name, frame in read_frames(clinic.store).items():
        others = frame[frame["patient"] != person].reset_index(drop=True)
        assert others.astype(str).equals(before[name].reset_index(drop=True).astype(str)), name
        assert (len(frame) > len(others)) == (how == "de-identify")
    (line,) = read_disposals(clinic.store)
    assert (line.outcome, line.how, line.reason, line.proposed_by, line.closed_by) == ("done", how, WHY, "Ann", "Bo")
    assert line.kept_until == date(2033, 3, 2)
    assert line.rows == ({"patients": 1, "episodes": 1, "sessions": 1, "readings": 1, "adverse_events": 1,
                          "consent_events": 1} if how == "destroy" else {})  # fmt: skip
    assert read_audit(clinic.store)["action"].head(2).tolist() == ["dispose", "propose disposal"]


def test_nameless_means_a_reference_at_random_and_no_free_text(clinic: Ledger, catalogue: Catalogue) -> None:
    person = write_marked(clinic)
    confirmed(clinic, catalogue, person, "de-identify")
    record = read_episode(clinic.store, 4)
    assert (record.patient, record.display_name, record.birth_year, record.sex) == (person, "", None, "female")
    assert record.reference.startswith("GONE-")
    facts = record.sessions[0].facts
    assert (facts.on, facts.notes, facts.adverse_asked) == (START, "", True)
    assert facts.adverse_events == (AdverseEvent("event 1", "mild", "later"),)
    assert [(one.value, one.rater) for one in record.sessions[0].readings] == [(4.125, "")]


@pytest.mark.parametrize("how", ["destroy", "de-identify"])
def test_an_imports_account_still_adds_up(clinic: Ledger, catalogue: Catalogue, how: str) -> None:
    """Of a person an import brought: one session taken out before, the rest given up."""
    episode = read_frames(clinic.store)["episodes"].iloc[0]
    session = read_episode(clinic.store, int(episode["episode"])).sessions[-1]
    clinic.withdraw_session(session.id, "Another person's", session.version)
    assert check_store(clinic.store) == []
    confirmed(clinic, catalogue, int(episode["patient"]), how)
    assert check_store(clinic.store) == []
    account = read_batch(clinic.store, 1)
    assert (account.read, account.new_patients, account.adds_up) == (9, 3, True)
    clinic.withdraw_batch(1, "All of it")
    assert check_store(clinic.store) == []


def test_rejected_rows_that_name_the_person_are_blank(clinic: Ledger, catalogue: Catalogue) -> None:
    problem = Problem(3, "pain", "12", "range", "12 is above 10.", "reject")
    other = Problem(4, "pain", "13", "range", "13 is above 10.", "reject")
    read = file_of(*clinic_rows(5, 1)[4:], name="d.csv", rejected={3: problem, 4: other})
    read.rejected[3], read.rejected[4] = ("p00004 ", "12"), ("P00077", "13")
    clinic.import_file(read)
    person = next(one.patient for one in read_keeping(clinic.store) if one.reference == "P00004")
    confirmed(clinic, catalogue, person, "destroy")
    account = read_batch(clinic.store, 2)
    assert account.rejected_rows == {3: ("", ""), 4: ("P00077", "13")}
    assert [one.value for one in account.problems] == ["", "13"]
    assert check_store(clinic.store) == []
