"""Records coming in: the door for importing, accounting for and withdrawing files, guarded by role.

Nothing here draws. A page or a command calls these in order: `Intake.open`, `Intake.propose` (when the
file is not our template), `Intake.read`, `Intake.preview`, and, once the person has seen the account,
`Intake.store`. Every function raises `reports.access.NotAllowed` for a role that may not import.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from data import importers
from data.catalogue import Catalogue
from data.clock import today
from data.importers import session_sheet
from data.ledger import Ledger
from data.mapping import Mapping
from data.mapping_propose import propose
from data.rejected import rejected_csv
from data.rows import Account, FileRefused, ReadFile
from data.sheets.kinds import kind_of
from data.sheets.open import open_sheet
from data.sheets.sheet import Sheet
from data.store import Store, read_batch, read_batches
from reports import intake_look
from reports.access import Viewer
from reports.deliver import note
from reports.watched import check_act

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Intake:
    """One person bringing records into one store."""

    store_of: Store
    catalogue: Catalogue
    viewer: Viewer
    today: date = field(default_factory=today)

    def open(
        self, content: bytes | Path, name: str, progress: Progress | None = None, **choices: str | int | None
    ) -> Sheet:
        """The file as text (``choices`` as in `data.sheets.open.open_sheet`); raises `data.rows.FileRefused`.

        Without choices, a file of rejected rows that was mended is known again. ``progress`` is told (done, all):
        bytes of a text file, rows of a workbook.
        """
        self._check("import")
        if any(choice is not None for choice in choices.values()):
            return open_sheet(content, name, progress=progress, **choices)  # type: ignore[arg-type]
        return importers.open_file(content, name, progress=progress)

    def kind(self, content: bytes) -> str:
        """What the file is by its content: text, xlsx, xls, ods, or empty for what is no table in any reading."""
        self._check("import")
        try:
            return kind_of(content)
        except FileRefused:
            return ""

    def needs_no_mapping(self, sheet: Sheet) -> bool:
        """Whether an importer knows *sheet* as it is, as it does our own session sheet."""
        return importers.knowing(sheet) is not None

    def undecided_dates(self, sheet: Sheet) -> tuple[str, ...]:
        """The columns of our session sheet whose dates can be read two ways, when nothing in the file decides."""
        template = importers.knowing(sheet) is session_sheet
        return session_sheet.undecided(sheet) if template else ()

    def dated(self, sheet: Sheet, order: str) -> Mapping:
        """The mapping of our session sheet with the date *order* a person chose for its `undecided_dates`."""
        return session_sheet.dated(sheet, self.catalogue, order)

    def propose(self, sheet: Sheet) -> tuple[Mapping, tuple[str, ...]]:
        """A mapping to start from, and what it is unsure of."""
        return propose(sheet, self.catalogue)

    def fitted(self, sheet: Sheet, mapping: Mapping) -> tuple[Mapping, tuple[str, ...]]:
        """A saved mapping without what does not fit this sheet, and a sentence for each part left out."""
        return intake_look.fitted(sheet, mapping, self.catalogue)

    def words(self, sheet: Sheet, mapping: Mapping, name: str) -> list[intake_look.Word]:
        """The words of the column of the fact *name*, and what each is taken as."""
        self._check("import")
        return intake_look.words(sheet, mapping, name, self.catalogue)

    def look(self, sheet: Sheet, mapping: Mapping, rows: int = 5) -> ReadFile:
        """The first rows as *mapping* understands them; raises as `read` does."""
        self._check("import")
        return intake_look.look(sheet, mapping, self.catalogue, self.today, rows)

    def read(self, sheet: Sheet, mapping: Mapping | None, progress: Progress | None = None) -> ReadFile:
        """Every row understood or rejected; raises `data.mapping.MappingError` or `data.rows.FileRefused`."""
        self._check("import")
        importer = importers.knowing(sheet) or importers.general()
        return importer.read(sheet, self.catalogue, self.today, mapping, progress)

    def preview(self, read: ReadFile, progress: Progress | None = None) -> Account:
        """What storing would do; nothing is written."""
        return self._ledger("import").preview(read, progress)

    def store(self, read: ReadFile, progress: Progress | None = None) -> Account:
        """Store all that may be stored, or nothing."""
        return self._ledger("import").import_file(read, progress)

    def batches(self) -> pd.DataFrame:
        """Every import so far, newest first."""
        self._check("import")
        return read_batches(self.store_of)

    def account(self, batch: int) -> Account:
        """The account of one earlier import, with its rejected rows."""
        self._check("import")
        return read_batch(self.store_of, batch)

    def rejected_file(self, account: Account, name: str) -> bytes:
        """The rejected rows of *account* with their reasons, as they were brought; who took them away is noted."""
        self._check("import")
        content = rejected_csv(account)
        who = self.store_of, self.catalogue, self.viewer
        note(*who, "rejected rows", name, content, act="import", rows=account.rejected)
        return content

    def withdraw(self, batch: int, reason: str) -> None:
        """Take one import back; raises `data.ledger.LedgerError` when later records depend on it."""
        self._ledger("withdraw").withdraw_batch(batch, reason)

    def _check(self, act: str) -> None:
        check_act(self.store_of, self.viewer, act)

    def _ledger(self, act: str) -> Ledger:
        self._check(act)
        return Ledger(self.store_of, self.catalogue, self.viewer.name, self.today)
