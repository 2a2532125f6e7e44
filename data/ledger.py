"""Every write to the record. Each public method is one transaction, counts the data's version up by one (drafts,
invitations and the studio do not), and leaves one audit event; it raises `LedgerError`, in a sentence, when
nothing could be written.

Files are here, what is written by hand in `data.ledger_care`, what leaves for the public in `data.ledger_studio`,
a person's rights in `data.ledger_rights`.
"""

from __future__ import annotations

from collections.abc import Iterable

from data import ledger_import
from data.ledger_care import CareLedger
from data.ledger_import import Progress, already_imported
from data.ledger_rights import RightsLedger
from data.ledger_studio import ExportLedger
from data.ledger_versions import ChangedMeanwhile
from data.ledger_withdraw import withdraw
from data.ledger_write import LedgerError, NothingNew, writing
from data.rows import Account, ReadFile, SourceRow

__all__ = ["ChangedMeanwhile", "Ledger", "LedgerError"]


class Ledger(CareLedger, ExportLedger, RightsLedger):
    """One person's pen: *actor* is named in every audit event, *today* is the day nothing may lie after."""

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

    def start_clinic(self) -> None:
        """Note that the clinic has begun with its own records."""
        with writing(self.store, self.actor) as act:
            act.set_fact("started", act.at)
            act.audit("start", "facts", None)
