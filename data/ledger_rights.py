"""Every write about a person's rights: what they consent to, a copy of their own records, and giving records up.

Each method is one transaction and leaves one audit event; `LedgerError` says, in a sentence, why nothing was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from sqlalchemy import Integer, cast, insert, select

from data import ledger_disposal
from data.clock import shown
from data.consent_reads import consents_on
from data.ledger_rules import Rules
from data.ledger_text import check_text
from data.ledger_write import LedgerError, Writing, writing
from data.store import Store
from data.tables import facts, patients
from data.tables_rights import STATES, consent_events

LONGEST_NAME = 60


class RightsLedger:
    """The part of `data.ledger.Ledger` for a person's rights."""

    store: Store
    actor: str
    rules: Rules

    def _with_rights(self, *, counts: bool = True) -> AbstractContextManager[Writing]:
        return writing(self.store, self.actor, counts=counts)

    def set_consent(self, patient: int, state: str, said_on: date, taken_by: str) -> None:
        """Add *patient*'s answer about use beyond their own care: ``given`` or ``withdrawn``.

        The data's version goes up, because from then on the figures for others are about other people.
        """
        with self._with_rights() as act:
            _set_consent(act, self.rules, patient, state, said_on, taken_by.strip())

    def note_copy(self, patient: int, detail: Mapping[str, Any]) -> None:
        """Write down that a copy of everything recorded about *patient* was made; *detail* holds no value of it."""
        with self._with_rights(counts=False) as act:
            if act.connection.scalar(select(patients.c.id).where(patients.c.id == patient)) is None:
                raise LedgerError(f"There is no patient number {patient}.")
            act.audit("patient copy", "patients", patient, detail=dict(detail))

    def propose_disposal(self, patient: int, how: str, reason: str, early_because: str = "") -> int:
        """Propose to ``de-identify`` or ``destroy`` the records of *patient*; the number of the proposal.

        Before the day until which they are kept, only with *early_because*.
        """
        with self._with_rights(counts=False) as act:
            return ledger_disposal.propose(act, self.rules, patient, how, reason, early_because)

    def drop_disposal(self, disposal: int, reason: str) -> None:
        """Take a proposal back, or refuse it."""
        with self._with_rights(counts=False) as act:
            ledger_disposal.drop(act, disposal, reason)

    def confirm_disposal(self, disposal: int) -> None:
        """Do what somebody else proposed, in one transaction; the write-ahead log, which held it too, is emptied."""
        with self._with_rights() as act:
            ledger_disposal.confirm(act, self.rules, disposal)
        if self.store.engine.dialect.name == "sqlite":
            with self.store.engine.connect() as connection:
                connection.exec_driver_sql("ROLLBACK").close()  # a checkpoint stands outside a transaction
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()


def _set_consent(act: Writing, rules: Rules, patient: int, state: str, said_on: date, taken_by: str) -> None:
    check_text(taken_by)
    if state not in STATES:
        raise LedgerError(f"An answer is one of {', '.join(STATES)}.")
    if not 0 < len(taken_by) <= LONGEST_NAME:
        raise LedgerError(f"Say who took the answer, in at most {LONGEST_NAME} letters.")
    if said_on > rules.today:
        raise LedgerError(f"{shown(said_on)} is after today. Choose the day the answer was given.")
    if act.connection.scalar(select(patients.c.id).where(patients.c.id == patient)) is None:
        raise LedgerError(f"There is no patient number {patient}.")
    _check_newer(act, patient, state, said_on)
    version = act.connection.scalar(select(cast(facts.c.value, Integer)).where(facts.c.name == "data_version"))
    number = act.ids.next("consent_events")
    kept = {"patient": patient, "state": state, "said_on": said_on, "taken_by": taken_by, "data_version": version}
    act.connection.execute(insert(consent_events).values(id=number, at=act.at, actor=act.actor, **kept))
    act.audit("set consent", "patients", patient, detail={"state": state, "said_on": said_on.isoformat()})


def _check_newer(act: Writing, patient: int, state: str, said_on: date) -> None:
    """The newest answer holds, so an older one is not written after it."""
    before = consents_on(act.connection, patient)
    if before and before[-1].state == state:
        raise LedgerError("That is the answer recorded already; nothing was written.")
    if before and said_on < before[-1].said_on:
        raise LedgerError(
            f"A newer answer, of {shown(before[-1].said_on)}, is recorded already. An answer is of that day or later."
        )
