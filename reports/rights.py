"""A person's rights, as a page asks for them: consent, and giving records up by two people; by role and scope."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from data.consent_reads import Consent, read_consents
from data.copy_reads import read_person
from data.ledger import Ledger
from data.rights_reads import Disposal, Keeping, read_disposals, read_keeping
from reports.access import Viewer, may_write
from reports.scope import check_patient
from reports.watched import check_act, looked, refusals

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.store import Store

OWNERS = "propose disposal"
CONSENT, DUE, NAMED = "the consent", "until when records are kept", "the reference"  # as the activity record tells it


def consents(store: Store, viewer: Viewer, patient: int) -> tuple[Consent, ...]:
    """Every answer of *patient*, oldest first. Raises `reports.access.NotAllowed` outside the viewer's scope."""
    _person(store, viewer, patient)
    looked(store, viewer, CONSENT, patient)
    return read_consents(store, patient)


def set_consent(
    store: Store, catalogue: Catalogue, viewer: Viewer, patient: int, state: str, said_on: date, taken_by: str
) -> None:
    """Write an answer down; raises `NotAllowed`, or `data.ledger.LedgerError` for what is no answer."""
    check_act(store, viewer, "set consent")
    _person(store, viewer, patient)
    Ledger(store, catalogue, viewer.name).set_consent(patient, state, said_on, taken_by)


def keeping(store: Store, viewer: Viewer, longer_rule: bool = False) -> tuple[Keeping, ...]:
    """Until when everybody's records are kept, the first due first; for those who may propose to give them up."""
    check_act(store, viewer, OWNERS)
    looked(store, viewer, DUE)
    return read_keeping(store, longer_rule)


def disposals(store: Store, viewer: Viewer) -> tuple[Disposal, ...]:
    """Every proposal, newest first, for those who may propose; a podiatrist sees those they may confirm: what waits
    for a second person about somebody in their scope.
    """
    check_act(store, viewer, "confirm disposal")
    every = read_disposals(store)
    if may_write(viewer, OWNERS):
        return every
    return tuple(one for one in every if not one.outcome and _in_scope(store, viewer, one.patient))


def reference(store: Store, viewer: Viewer, patient: int) -> str:
    """The clinic's reference of *patient*, for those in whose scope they are."""
    _person(store, viewer, patient)
    looked(store, viewer, NAMED, patient)
    return read_person(store, patient).reference


def propose(
    store: Store, catalogue: Catalogue, viewer: Viewer, patient: int, how: str, reason: str, early_because: str = ""
) -> int:
    """Propose to give the records of *patient* up; the number of the proposal."""
    check_act(store, viewer, OWNERS)
    return Ledger(store, catalogue, viewer.name).propose_disposal(patient, how, reason, early_because)


def drop(store: Store, catalogue: Catalogue, viewer: Viewer, disposal: int, reason: str) -> None:
    """Take a proposal back, or refuse it."""
    _check(store, viewer, disposal)
    Ledger(store, catalogue, viewer.name).drop_disposal(disposal, reason)


def confirm(store: Store, catalogue: Catalogue, viewer: Viewer, disposal: int) -> None:
    """Do what somebody else proposed."""
    _check(store, viewer, disposal)
    Ledger(store, catalogue, viewer.name).confirm_disposal(disposal)


def _check(store: Store, viewer: Viewer, disposal: int) -> None:
    check_act(store, viewer, "confirm disposal")
    for one in read_disposals(store):
        if one.id == disposal:
            _person(store, viewer, one.patient)


def _person(store: Store, viewer: Viewer, patient: int) -> None:
    with refusals(store, viewer, "the record of a patient"):
        check_patient(store, viewer, patient)


def _in_scope(store: Store, viewer: Viewer, patient: int) -> bool:
    try:
        check_patient(store, viewer, patient)
    except ValueError:
        return False
    return True
