"""Consent and the copy on the patient's page, and the page for keeping records, as owner, podiatrist and marketing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.consent_reads import read_consents
from data.ledger import Ledger
from data.rights_reads import read_disposals
from data.rows import SessionFacts
from data.store import Store
from tests.views import signed

APP = str(Path(__file__).parents[2] / "views" / "app.py")


@pytest.fixture
def person(clinic_store: Store, catalogue: Catalogue) -> int:
    """A patient last seen in 2010; their number. Another is a patient of today."""
    ledger = Ledger(clinic_store, catalogue, "Somebody else")
    number = 0
    for reference, on in (("NEW-1", date(2026, 3, 2)), ("OLD-1", date(2010, 3, 2))):
        number = ledger.add_patient(reference, "", 1970, "female")
        episode = ledger.open_episode(number, "plantar_heel_pain", "left", on, podiatrist="A. Hand")
        ledger.record_session(episode, SessionFacts(on), [])
    return number


def opened(page: str, **state: object) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=120)
    signed.as_owner()
    for name, value in state.items():
        at.session_state[name] = value
    at.run()
    return at.switch_page(page).run()


def words(at: AppTest) -> str:
    kinds = (at.title, at.header, at.subheader, at.markdown, at.caption, at.info, at.warning, at.error, at.success)
    return "\n".join(str(one.value) for kind in kinds for one in kind).replace("\\", "")


def test_an_answer_is_written_down_and_shown(clinic_store: Store, person: int) -> None:
    at = opened("patient.py", episode=2, **{"patient-rights": True})
    assert "Consent: not asked" in words(at)
    at.radio(key="consent-state").set_value("withdrawn")
    at.text_input(key="consent-by").set_value("A. Hand")
    next(one for one in at.button if one.label == "Write it down").click().run()
    assert not at.exception
    (answer,) = read_consents(clinic_store, person)
    assert (answer.state, answer.taken_by) == ("withdrawn", "A. Hand")
    assert "Consent: withdrawn" in words(at)
    assert at.radio(key="consent-state").options == ["Given"]


def test_nobody_took_it_is_said(clinic_store: Store, person: int) -> None:
    at = opened("patient.py", episode=2, **{"patient-rights": True})
    next(one for one in at.button if one.label == "Write it down").click().run()
    assert "Say who took the answer" in words(at)
    assert read_consents(clinic_store, person) == ()


def test_the_list_says_who_is_due_and_why(clinic_store: Store, person: int) -> None:
    at = opened("rights.py")
    assert "1 patient of 2 need not be kept any longer" in words(at)
    (shown,) = [one.value for one in at.dataframe]
    assert shown["Patient"].tolist() == ["OLD-1"]
    assert shown["Kept until"].tolist() == ["2 Mar 2017"]
    assert "7 daily, 5 weekly and 12 monthly" in words(at)
    at.checkbox(key="keeping-all").check().run()
    assert next(one.value for one in at.dataframe)["Patient"].tolist() == ["OLD-1", "NEW-1"]


def test_two_people_on_two_screens(clinic_store: Store, catalogue: Catalogue, person: int) -> None:
    number = Ledger(clinic_store, catalogue, "Somebody else").propose_disposal(person, "destroy", "Over")
    at = opened("rights.py")
    assert "Destroy patient OLD-1" in words(at)
    assert at.button(key=f"disposal-do-{number}").disabled
    at.checkbox(key=f"disposal-sure-{number}").check().run()
    at.button(key=f"disposal-do-{number}").click().run()
    assert not at.exception
    assert read_disposals(clinic_store)[0].outcome == "done"
    assert "Done. The line in the log stays." in words(at)


def test_who_proposed_it_is_asked_for_nobody_else_than_a_second_person(clinic_store: Store, person: int) -> None:
    at = opened("rights.py")
    at.text_input(key="disposal-reason").set_value("Over")
    next(one for one in at.button if one.label == "Propose it").click().run()
    (line,) = read_disposals(clinic_store)
    assert (line.patient, line.how, line.reason) == (person, "de-identify", "Over")
    assert "Somebody other than you has to confirm it" in words(at)
    assert not [one for one in at.button if one.key == f"disposal-do-{line.id}"]
