"""What is written down about backups, in the audit trail of the record itself. No record changes by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from data.backup_folder import FOLDER_FACT, Copy, folder_of
from data.ledger_write import Writing, writing
from data.tables import audit_events
from data.tables_people import account_links, sign_ins

if TYPE_CHECKING:
    from data.store import Store

MADE, PROVED, RESTORED = "back up", "prove backup", "restore"
REMOVED, MOVED = "let backups go", "set backup folder"
ABOUT = "backups"  # what these events are about, in the place of a table's name


@dataclass(frozen=True)
class Told:
    """What the audit trail tells of backups. Times are UTC; files are known by their SHA-256.

    ``sums`` is the SHA-256 by file name as it was when the backup was made or first proven here.
    """

    sums: dict[str, str]
    proven: dict[str, datetime]
    last_made: datetime | None
    last_proven: datetime | None
    last_failure: tuple[datetime, str] | None


class BackupLedger:
    """One person's pen (or that of the nightly backup) for everything about backups."""

    def __init__(self, store: Store, actor: str) -> None:
        self.store = store
        self.actor = actor

    def made(self, copy: Copy) -> None:
        """A backup was made."""
        self._note(MADE, {"ok": True, "file": copy.name, "folder": str(copy.path.parent),
                          "sha256": copy.manifest.sha256, "size": copy.manifest.size})  # fmt: skip

    def removed(self, names: list[str]) -> None:
        """Older backups were let go by the rule."""
        self._note(REMOVED, {"files": names})

    def failed(self, action: str, sentence: str, file: str = "") -> None:
        """A backup or a proof came to nothing, and why."""
        self._note(action, {"ok": False, "file": file, "why": sentence})

    def proved(self, copy: Copy, problems: tuple[str, ...], seconds: float) -> None:
        """A backup was restored for trial, and what was wrong with it."""
        self._note(PROVED, {"ok": not problems, "file": copy.name, "sha256": copy.manifest.sha256,
                            "why": " ".join(problems), "seconds": round(seconds, 1)})  # fmt: skip

    def restored(self, copy: Copy, replaced: dict[str, Any]) -> None:
        """This record was brought back from a backup; *replaced* tells of the record it took the place of.

        Sign-ins and one-time links that were open when the backup was made open nothing any more: they may have been
        ended since.
        """
        with writing(self.store, self.actor) as act:  # counts: nobody may go on with figures of the record before
            self.note_restored(act, copy, replaced)

    @staticmethod
    def note_restored(act: Writing, copy: Copy, replaced: dict[str, Any]) -> None:
        """The same, inside an act that writes more than this."""
        act.connection.execute(update(sign_ins).where(sign_ins.c.ended.is_(None)).values(ended=act.at))
        act.connection.execute(update(account_links).where(account_links.c.used.is_(None)).values(used=act.at))
        detail = {"ok": True, "file": copy.name, "sha256": copy.manifest.sha256, **replaced}
        act.audit(RESTORED, ABOUT, None, detail=detail)

    def set_folder(self, folder: Path) -> None:
        """Keep backups in *folder* from now on (`data.backup_folder.check_folder` has looked at it)."""
        before = str(folder_of(self.store))
        with writing(self.store, self.actor, counts=False) as act:
            act.set_fact(FOLDER_FACT, str(folder))
            act.audit(MOVED, "facts", None, detail={"from": before, "to": str(folder)})

    def _note(self, action: str, detail: dict[str, Any]) -> None:
        with writing(self.store, self.actor, counts=False) as act:
            act.audit(action, ABOUT, None, detail=detail)


def read_told(store: Store) -> Told:
    """What the audit trail tells of backups until now."""
    told = Told({}, {}, None, None, None)
    for at, action, detail in _events(store):
        if detail.get("ok") is True and detail.get("sha256"):
            told = _good(told, at, action, str(detail["file"]), str(detail["sha256"]))
        elif detail.get("ok") is False:
            told = Told(told.sums, told.proven, told.last_made, told.last_proven, (at, str(detail.get("why", ""))))
            told.proven.pop(str(detail.get("sha256")), None)
    return told


def _good(told: Told, at: datetime, action: str, file: str, sha256: str) -> Told:
    told.sums.setdefault(file, sha256)
    made = at if action == MADE else told.last_made
    if action == MADE:
        return Told(told.sums, told.proven, made, told.last_proven, told.last_failure)
    told.proven[sha256] = at
    return Told(told.sums, told.proven, made, at, None)


def _events(store: Store) -> Iterator[tuple[datetime, str, dict[str, Any]]]:
    query = select(audit_events.c.at, audit_events.c.action, audit_events.c.detail).where(
        audit_events.c.action.in_((MADE, PROVED, RESTORED)), audit_events.c.record_table == ABOUT
    )
    with store.reading() as connection:
        for at, action, detail in connection.execute(query.order_by(audit_events.c.id)).all():
            yield datetime.fromisoformat(at).astimezone(UTC), action, json.loads(detail)
