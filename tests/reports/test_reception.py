"""The front desk finds people and records reviews; what was measured before stays where it is."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest

from data.catalogue import Catalogue
from data.ledger import Ledger, LedgerError
from data.rows import ReadingFacts
from data.store import Store, read_audit
from data.visit_reads import read_episode
from reports import reception
from reports.access import AUDITOR, FRONT_DESK, MARKETING, NotAllowed, Viewer
from tests.reports.conftest import TODAY, course, fill

DESK = Viewer("Mo", FRONT_DESK)
ON = date(2026, 11, 20)


def test_a_person_is_found_by_two_letters_and_never_listed(small_clinic: Store) -> None:
    assert reception.find(small_clinic, DESK, "") == reception.find(small_clinic, DESK, "h") == []
    found = reception.find(small_clinic, DESK, "heel 0003")
    assert [one.reference for one in found] == ["HEEL-0003"]
    assert [(one.label, one.side) for one in found[0].courses] == [("Heel pain", "left")]


def test_nothing_measured_comes_with_them(small_clinic: Store) -> None:
    (found,) = reception.find(small_clinic, DESK, "heel-0003")
    opened = reception.open_course(small_clinic, DESK, found.courses[0].episode)
    assert set(asdict(opened)) == {"episode", "reference", "display_name", "condition", "side", "started", "ended"}
    assert set(found.courses[0]._fields) == {"episode", "label", "side", "course", "started", "ended"}


def test_a_course_that_is_over_is_not_offered(small_clinic: Store, catalogue: Catalogue) -> None:
    (found,) = reception.find(small_clinic, DESK, "heel-0003")
    episode = found.courses[0].episode
    version = read_episode(small_clinic, episode).version
    Ledger(small_clinic, catalogue, "x", TODAY).close_episode(episode, TODAY, "discharged", version)
    assert reception.find(small_clinic, DESK, "heel-0003")[0].courses == ()


def test_a_review_goes_on_with_the_series_of_the_last_reading(clinic_store: Store, catalogue: Catalogue) -> None:
    fill(clinic_store, catalogue, course("ONE-1", [(8.0, 7.0)]))
    ledger = Ledger(clinic_store, catalogue, "x", TODAY)
    ledger.record_review(1, [ReadingFacts("nprs", 5.0, date(2026, 3, 1), "review", "both", "spoken", "", "paper")])
    assert reception.record_review(clinic_store, catalogue, DESK, 1, ON, {"nprs": 4.0}, TODAY) == 1
    last = read_episode(clinic_store, 1).reviews[-1]
    assert (last.value, last.on, last.side, last.method, last.instrument) == (4.0, ON, "both", "spoken", "paper")


def test_only_questions_are_taken_and_only_on_their_scale(small_clinic: Store, catalogue: Catalogue) -> None:
    asked = {measure.id for measure in reception.questions(catalogue, "plantar_heel_pain")}
    assert "nprs" in asked and not {catalogue.measures[one].kind for one in asked} & {"rom", "threshold"}
    with pytest.raises(NotAllowed, match="A podiatrist records"):
        reception.record_review(small_clinic, catalogue, DESK, 1, ON, {"wblt_cm": 8.0}, TODAY)
    assert "refused" in set(read_audit(small_clinic)["action"])
    with pytest.raises(LedgerError, match="lies between 0 and 10"):
        reception.record_review(small_clinic, catalogue, DESK, 1, ON, {"nprs": 11.0}, TODAY)


@pytest.mark.parametrize("role", [MARKETING, AUDITOR])
def test_nobody_else_gets_through_the_door(role: str, small_clinic: Store, catalogue: Catalogue) -> None:
    other = Viewer("x", role)
    with pytest.raises(NotAllowed, match="does not see who"):
        reception.find(small_clinic, other, "heel")
    with pytest.raises(NotAllowed, match="does not see who"):
        reception.open_course(small_clinic, other, 1)
    with pytest.raises(NotAllowed, match="may not record a review"):
        reception.record_review(small_clinic, catalogue, other, 1, ON, {"nprs": 4.0}, TODAY)
