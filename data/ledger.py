"""Every write to the record. Each public method is one transaction, counts the data's version up by one, and leaves
one audit event; it raises `LedgerError`, in a sentence, when nothing could be written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from data import clock, ledger_correct, ledger_import, ledger_visits
from data.catalogue import Catalogue
from data.ledger_correct import ChangedMeanwhile
from data.ledger_import import Progress, already_imported
from data.ledger_rules import Rules
from data.ledger_withdraw import withdraw
from data.ledger_write import LedgerError, NothingNew, writing
from data.rows import Account, ReadFile, ReadingFacts, SessionFacts, SourceRow
from data.store import Store

__all__ = ["ChangedMeanwhile", "Ledger", "LedgerError"]


class Ledger:
    """One person's pen: *actor* is named in every audit event, *today* is the day nothing may lie after."""

    def __init__(self, store: Store, catalogue: Catalogue, actor: str, today: date | None = None) -> None:
        self.store = store
        self.catalogue = catalogue
        self.actor = actor
        self.rules = Rules(catalogue, today or clock.today())

    def preview(self, read: ReadFile, progress: Progress | None = None) -> Account:
        """What `import_file` would do; nothing is written."""
        with self.store.reading() as connection:
            return ledger_import.preview(connection, read, self.rules, progress)

    def import_file(self, read: ReadFile, progress: Progress | None = None) -> Account:
        """Store every row that may be stored, or (when anything fails) nothing.

        The very same file again, unless its import was withdrawn, and a file without anything new write
        nothing at all: no batch, no audit event. ``batch`` of the account is then that of the first import, or
        ``None``. *progress* is told the rows done and their number about every thousand rows.
        """
        with self.store.reading() as connection:
            again = already_imported(connection, read)
        if again:
            return again
        try:
            with writing(self.store, self.actor) as act:
                return ledger_import.import_rows(act, read, self.rules, progress)
        except NothingNew as nothing:
            return nothing.account

    def withdraw_batch(self, batch: int, reason: str) -> None:
        """Take import *batch* back: what it inserted is removed, what it filled in is blank again.

        Its account stays, marked withdrawn. Raises `LedgerError` naming what depends on it, when anything does.
        """
        with writing(self.store, self.actor) as act:
            withdraw(act, batch, reason)

    def load_demo(self, rows: Iterable[SourceRow], progress: Progress | None = None) -> Account:
        """Fill an empty database with an invented clinic, and mark it as such for good."""
        given = tuple(rows)
        read = ReadFile("the invented clinic", "demo", "demo", (), len(given), 0, given)
        if self.store.has_records():
            raise LedgerError("These records are not empty. The invented clinic goes into a database of its own.")
        with writing(self.store, self.actor) as act:
            act.set_fact("demo", act.at)
            return ledger_import.import_rows(act, read, self.rules, progress)

    def add_patient(
        self, reference: str, display_name: str = "", birth_year: int | None = None, sex: str = "unknown"
    ) -> int:
        """Add a patient; their number."""
        with writing(self.store, self.actor) as act:
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
        with writing(self.store, self.actor) as act:
            return ledger_visits.open_episode(act, self.rules, patient, course, duration_weeks=duration_weeks, **given)

    def record_session(
        self,
        episode: int,
        session: SessionFacts,
        readings: Sequence[ReadingFacts] = (),
        *,
        site: str = "",
        podiatrist: str = "",
    ) -> int:
        """Record a session of *episode* with its readings; the session's number in the database."""
        place = {"site": site, "podiatrist": podiatrist}
        with writing(self.store, self.actor) as act:
            return ledger_visits.record_session(act, self.rules, episode, session, readings, **place)

    def record_reading(self, episode: int, reading: ReadingFacts, session: int | None = None) -> int:
        """Record one reading, in a *session* or (a review) on its own; its number."""
        with writing(self.store, self.actor) as act:
            return ledger_visits.record_reading(act, self.rules, episode, reading, session)

    def correct_reading(self, reading: int, value: float, reason: str, version: int) -> None:
        """Give a reading another value; the audit trail keeps both. *version* is the one the corrector saw.

        Raises `ChangedMeanwhile` when somebody else has written the reading since.
        """
        with writing(self.store, self.actor) as act:
            ledger_correct.correct_reading(act, reading, value, reason, version)

    def close_episode(self, episode: int, ended: date, ended_how: str, version: int) -> None:
        """End a course of care; *version* as for `correct_reading`."""
        with writing(self.store, self.actor) as act:
            ledger_correct.close_episode(act, self.rules, episode, ended, ended_how, version)

    def start_clinic(self) -> None:
        """Note that the clinic has begun with its own records."""
        with writing(self.store, self.actor) as act:
            act.set_fact("started", act.at)
            act.audit("start", "facts", None)
