"""Whoever looks at consent or at who is due, and whoever is refused a right's act, stands in the activity record."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from data.activity_reads import Asked, read_activity
from data.catalogue import Catalogue
from data.ledger import Ledger
from data.rows import SessionFacts
from data.store import Store, read_audit
from reports import patient_copy, rights
from reports.access import MARKETING, OWNER, PODIATRIST, NotAllowed, Viewer
from reports.activity_words import sentence
from reports.pen import Pen

BOSS, MO = Viewer("The owner", OWNER), Viewer("Mo", MARKETING)
ANN, BO = (Viewer(name, PODIATRIST, name) for name in ("Ann Lee", "Bo Chan"))
DAY = date(2026, 1, 5)
Act = Callable[[Store, Catalogue, Viewer], object]


@pytest.fixture
def clinic(clinic_store: Store, catalogue: Catalogue) -> Store:
    """One patient of Ann's, who was last here long ago."""
    ledger = Ledger(clinic_store, catalogue, "Ann Lee")
    patient = ledger.add_patient("ANNS-1", "", 1970)
    ledger.open_episode(patient, "plantar_heel_pain", "left", date(2010, 3, 2), podiatrist="Ann Lee")
    return clinic_store


def told(store: Store, action: str) -> list[tuple[str, str]]:
    """Who did *action* and what, in the words of the activity record, oldest first; no reference is in any."""
    events = read_activity(store, Asked(actions=(action,)))
    assert "ANNS-1" not in json.dumps([one.detail for one in events])
    return [(one.actor, sentence(one, True)) for one in reversed(events)]


def test_looking_at_consent_and_at_who_is_due_is_a_view(clinic: Store) -> None:
    before = clinic.state()
    for _ in range(2):
        rights.consents(clinic, ANN, 1)
        rights.keeping(clinic, BOSS)
        rights.reference(clinic, BOSS, 1)
    assert told(clinic, "view patient") == [
        ("Ann Lee", "looked at the consent of patient number 1."),
        ("The owner", "looked at until when records are kept."),
        ("The owner", "looked at the reference of patient number 1."),
    ]
    assert clinic.state() == before, "looking changes no record"


def test_an_auditor_is_not_told_whose(clinic: Store) -> None:
    rights.consents(clinic, ANN, 1)
    (event,) = read_activity(clinic, Asked(actions=("view patient",)))
    assert sentence(event, False) == "looked at the consent of a patient."


@pytest.mark.parametrize(
    ("viewer", "act", "said"),
    [
        (MO, lambda s, c, v: rights.set_consent(s, c, v, 1, "given", date(2026, 1, 1), "x"), "write down what a"),
        (ANN, lambda s, _c, v: rights.keeping(s, v), "propose that a patient's records"),
        (ANN, lambda s, c, v: rights.propose(s, c, v, 1, "destroy", "x"), "propose that a patient's records"),
        (MO, lambda s, _c, v: rights.disposals(s, v), "confirm that a patient's records"),
        (MO, lambda s, c, v: rights.confirm(s, c, v, 1), "confirm that a patient's records"),
        (MO, lambda s, c, v: rights.drop(s, c, v, 1, "x"), "confirm that a patient's records"),
        (MO, lambda s, c, v: patient_copy.give_copy(s, c, v, 1, "csv"), "make a copy of everything"),
        (BO, lambda s, c, v: patient_copy.give_copy(s, c, v, 1, "csv"), "make a copy of everything"),
        (BO, lambda s, _c, v: rights.consents(s, v, 1), "the record of a patient"),
        (BO, lambda s, _c, v: rights.reference(s, v, 1), "the record of a patient"),
        (BO, lambda s, c, v: Pen(s, c, v).open_episode(1, "mtss", "left", DAY), "record records"),
        (ANN, lambda s, c, v: Pen(s, c, v).open_episode(1, "mtss", "left", DAY, podiatrist="Bo"), "record records"),
        (ANN, lambda s, c, v: Pen(s, c, v).record_session(1, SessionFacts(DAY), podiatrist="Bo"), "record records"),
    ],
)
def test_a_refusal_is_written_down(clinic: Store, catalogue: Catalogue, viewer: Viewer, act: Act, said: str) -> None:
    before = len(read_audit(clinic))
    with pytest.raises(NotAllowed):
        act(clinic, catalogue, viewer)
    ((who, what),) = told(clinic, "refused")
    assert who == viewer.name and said in what and what.endswith("and was refused.")
    assert len(read_audit(clinic)) == before + 1, "one event, and nothing else happened"
