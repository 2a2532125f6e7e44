"""Every write made by hand: people, courses of care, sessions, readings, and what waits to become part of the record.

Each method is one transaction and leaves one audit event; `LedgerError` says, in a sentence, why nothing was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from data import clock, ledger_correct, ledger_drafts, ledger_ends, ledger_remove, ledger_reviews, ledger_visits
from data.catalogue import Catalogue
from data.ledger_rules import Rules
from data.ledger_write import Writing, writing
from data.rows import ReadingFacts, SessionFacts
from data.store import Store


class CareLedger:
    """The part of `data.ledger.Ledger` that a podiatrist needs. *version* is always the one the writer saw.

    A *version* that somebody else has moved on raises `ChangedMeanwhile`; its ``now`` is the record as it is.
    """

    def __init__(self, store: Store, catalogue: Catalogue, actor: str, today: date | None = None) -> None:
        self.store = store
        self.catalogue = catalogue
        self.actor = actor
        self.rules = Rules(catalogue, today or clock.today())

    def _writing(self) -> AbstractContextManager[Writing]:
        return writing(self.store, self.actor)

    def _waiting(self) -> AbstractContextManager[Writing]:
        """For what is not in the record yet: the data's version stays."""
        return writing(self.store, self.actor, counts=False)

    def add_patient(
        self, reference: str, display_name: str = "", birth_year: int | None = None, sex: str = "unknown"
    ) -> int:
        """Add a patient; their number."""
        with self._writing() as act:
            return ledger_visits.add_patient(act, self.rules, reference, display_name, birth_year, sex)

    def open_episode(
        self,
        patient: int,
        condition: str,
        side: str,
        started: date,
        *,
        course: int | None = None,
        site: str = "",
        podiatrist: str = "",
        duration_weeks: float | None = None,
    ) -> int:
        """Open a course of care of *patient*; its number. Without *course*, the next one of this condition and side."""
        given = {"condition": condition, "side": side, "started": started, "site": site, "podiatrist": podiatrist}
        with self._writing() as act:
            return ledger_visits.open_episode(act, self.rules, patient, course, duration_weeks=duration_weeks, **given)

    def record_session(
        self,
        episode: int,
        session: SessionFacts,
        readings: Sequence[ReadingFacts] = (),
        *,
        site: str = "",
        podiatrist: str = "",
        draft_version: int | None = None,
    ) -> int:
        """Record a session of *episode* with its readings; the session's number in the database.

        With *draft_version* the draft that was seen goes in the same transaction, or nothing is written.
        """
        place = {"site": site, "podiatrist": podiatrist}
        with self._writing() as act:
            if draft_version is not None:
                ledger_drafts.take_draft(act, episode, draft_version)
            return ledger_visits.record_session(act, self.rules, episode, session, readings, **place)

    def record_reading(self, episode: int, reading: ReadingFacts, session: int | None = None) -> int:
        """Record one reading, in a *session* or (a review) on its own; its number."""
        with self._writing() as act:
            return ledger_visits.record_reading(act, self.rules, episode, reading, session)

    def record_review(self, episode: int, readings: Sequence[ReadingFacts]) -> int:
        """Record the readings of one review, all of them or none; the number of the first."""
        with self._writing() as act:
            return ledger_visits.record_review(act, self.rules, episode, readings)

    def correct_reading(self, reading: int, value: float, reason: str, version: int) -> None:
        """Give a reading another value; the audit trail keeps both."""
        with self._writing() as act:
            ledger_correct.correct_reading(act, reading, value, reason, version)

    def correct_session(self, session: int, changes: Mapping[str, Any], reason: str, version: int) -> None:
        """Change fields of `SessionFacts` (not number or sequence); the audit trail keeps old and new.

        Another day takes the session's readings along, and the numbers of the course follow.
        """
        with self._writing() as act:
            ledger_correct.correct_session(act, self.rules, session, changes, reason, version)

    def withdraw_session(self, session: int, reason: str, version: int) -> None:
        """Take a session out with its readings and adverse events; the audit trail keeps all of it."""
        with self._writing() as act:
            ledger_remove.withdraw_session(act, session, reason, version)

    def withdraw_reading(self, reading: int, reason: str, version: int) -> None:
        """Take a reading out; the audit trail keeps it."""
        with self._writing() as act:
            ledger_remove.withdraw_reading(act, reading, reason, version)

    def close_episode(self, episode: int, ended: date, ended_how: str, version: int, reason: str = "") -> None:
        """End a course of care."""
        with self._writing() as act:
            ledger_ends.close_episode(act, self.rules, episode, ended, ended_how, version, reason)

    def reopen_episode(self, episode: int, reason: str, version: int) -> None:
        """Take a course of care up again."""
        with self._writing() as act:
            ledger_ends.reopen_episode(act, episode, reason, version)

    def save_draft(self, episode: int, content: Mapping[str, Any], version: int) -> int:
        """Keep an unfinished session; *version* 0 when none was there. The new version, never given twice."""
        with self._waiting() as act:
            return ledger_drafts.save_draft(act, episode, content, version)

    def discard_draft(self, episode: int, version: int) -> None:
        """Throw an unfinished session away."""
        with self._waiting() as act:
            ledger_drafts.discard_draft(act, episode, version)

    def invite_review(self, episode: int, measures: Sequence[str], side: str, pin: str, hours: float = 2) -> str:
        """Ask the patient for a review on the tablet; the token of its page, which is kept nowhere."""
        with self._waiting() as act:
            return ledger_reviews.invite_review(act, self.rules, episode, measures, side, pin, hours)

    def give_review(self, token: str, values: Mapping[str, float]) -> int:
        """Record the patient's answers, once, as review readings of today; how many there were."""
        with writing(self.store, ledger_reviews.PATIENT) as act:
            return ledger_reviews.give_review(act, self.rules, token, values)
