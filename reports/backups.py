"""Backups: the door for making, proving and listing them, guarded by role.

Nothing here draws. Every method raises `reports.access.NotAllowed` for a role that may not back up, and
`data.backup_files.BackupError`, in a sentence, when something cannot be done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from data.backup_drill import Proof
from data.backup_folder import check_folder, folder_of, home_of
from data.backup_keep import standing
from data.backup_make import Listed, back_up, backups, drill
from data.ledger_backup import BackupLedger, read_told
from reports.access import Viewer
from reports.watched import check_act

if TYPE_CHECKING:
    from data.store import Store

ACT = "back up"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Standing:
    """How safe the records are: ``state`` is fresh, old or never; ``proven`` the last proven restore (UTC).

    ``failure`` is why the last attempt came to nothing (and when), if no proof came after it.
    """

    state: str
    proven: datetime | None
    failure: tuple[datetime, str] | None


@dataclass(frozen=True)
class Keeper:
    """One person looking after the backups of one store."""

    store: Store
    viewer: Viewer

    @property
    def on_a_server(self) -> bool:
        """Whether the records are on a database server."""
        return self.store.engine.dialect.name != "sqlite"

    def standing(self, now: datetime | None = None) -> Standing:
        """When a restore was last proven, and whether that is long ago at *now*."""
        self._check()
        told = read_told(self.store)
        return Standing(standing(now or datetime.now(UTC), told.last_proven), told.last_proven, told.last_failure)

    def backups(self) -> list[Listed]:
        """The backups in the owner's folder, newest first."""
        self._check()
        return backups(self.store)

    def back_up(self, progress: Progress | None = None) -> Proof:
        """Make a backup and prove it at once; *progress* is told (done, all)."""
        self._check()
        return back_up(self.store, self.viewer.name, progress)

    def prove(self, name: str, progress: Progress | None = None) -> Proof:
        """Prove the backup called *name* in the owner's folder again."""
        self._check()
        return drill(self.store, self.viewer.name, Path(Path(name).name), progress)

    def folder(self) -> Path:
        """Where backups are kept."""
        self._check()
        return folder_of(self.store)

    def beside_the_records(self) -> bool:
        """Whether that folder is on the same disk as the records, as far as this computer can tell."""
        folder, records = self.folder(), home_of(self.store)
        try:
            return folder.stat().st_dev == records.stat().st_dev
        except OSError:
            return folder.is_relative_to(records)

    def set_folder(self, text: str) -> Path:
        """Keep backups in the folder *text* from now on, once it is seen that files can be written there."""
        self._check()
        folder = check_folder(text)
        BackupLedger(self.store, self.viewer.name).set_folder(folder)
        return folder

    def _check(self) -> None:
        check_act(self.store, self.viewer, ACT)
