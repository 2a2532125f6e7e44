"""Bringing a backup back: checked as in a drill, then put in the record's place at one stroke.

While it happens nobody else may have the record open: SQLite itself is asked, so that it is true across programs and
after a crash. The record before is kept beside, under a name with the moment in it; a program that is killed leaves
either that record or the restored one under the record's name, and each of them whole.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from data.backup import opened
from data.backup_drill import Proof, check_known, prove
from data.backup_files import PARTS, WHOLE, BackupError, Progress, alone, free_path, part, settle
from data.backup_folder import Copy
from data.backup_hold import IN_USE, held, in_one_file
from data.backup_manifest import Contents, contents_on
from data.engine import make_engine
from data.ledger_backup import BackupLedger, read_told
from data.places import StoreError, read_url
from data.store import Store, open_store
from data.tables import patients


@dataclass(frozen=True)
class Live:
    """The record that would be replaced: its file, and what is in it, when it can be read at all."""

    path: Path
    contents: Contents | None
    sums: dict[str, str]


def live_at(url: str) -> Live:
    """What is at the clinic's address now; a damaged or missing record has no contents. Nothing is changed."""
    address = read_url(url)
    path = Path(str(address.database)).absolute()
    if not path.exists():
        return Live(path, None, {})
    try:
        with opened(path) as connection:
            contents = contents_on(connection)
        return Live(path, contents, _sums(path))
    except (DBAPIError, StoreError):
        return Live(path, None, {})


def _sums(path: Path) -> dict[str, str]:
    store = Store(make_engine(URL.create("sqlite", database=str(path))), "")
    try:
        return read_told(store).sums
    finally:
        store.close()


def check_fits(live: Live, copy: Copy) -> None:
    """Raise `BackupError` when *copy* is of another clinic's record than the one that has people in it here."""
    there = live.contents
    if there and there.rows.get(patients.name) and there.record != copy.manifest.contents.record:
        raise BackupError(
            f"{copy.name} is a backup of other records than those in {live.path}. To bring it back all the same, name "
            "an empty folder in CLINIC_HOME first. Nothing was changed."
        )


def restore(live: Live, copy: Copy, actor: str, progress: Progress | None = None) -> tuple[Proof, Path | None]:
    """Put *copy* in the place of the *live* record; the proof, and where the record before is kept (if there was one).

    Raises `BackupError`, and leaves everything as it was, when the backup is not proven or the record is in use.
    """
    with alone(live.path.parent) as work:
        check_fits(live, copy)
        with held(live.path):  # asked before the long part, so that nobody waits for a refusal
            scratch = work / "restored.db"
        proof = prove(copy, scratch, live.sums.get(copy.name), part(progress, 0, 900))
        check_known(proof)
        with held(live.path) as hold:
            kept = free_path(live.path.parent, lambda: _kept_name(live.path))
            _write_down(scratch, copy, actor, hold.contents, kept)
            if sys.platform == "win32":
                hold.release()  # a file that is open cannot be replaced there, by us or while another has it
            _swap(scratch, live.path, kept)
    if progress:
        progress(WHOLE, WHOLE)
    return proof, kept if kept.exists() else None


def _kept_name(path: Path) -> str:
    return f"{path.stem}-replaced-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}{path.suffix}"


def _write_down(scratch: Path, copy: Copy, actor: str, before: Contents | None, kept: Path) -> None:
    """The restore, in the audit trail of the restored record; then that record in one file, without a log beside."""
    replaced = {"kept": kept.name} if before else {}
    if before:
        replaced |= {"replaced_head": before.audit_head, "replaced_events": str(before.audit_events)}
    with open_store(f"sqlite:///{scratch}") as store:
        if store.is_demo:
            raise BackupError(f"{copy.name} is of the invented clinic. Nothing was changed.")
        BackupLedger(store, actor).restored(copy, replaced)
    with opened(scratch) as connection:
        in_one_file(connection)


def _swap(scratch: Path, path: Path, kept: Path) -> None:
    """One stroke: until `os.replace` the record before has the name, from then on the restored one."""
    try:
        if path.exists():
            os.link(path, kept)
            for companion in PARTS[1:]:  # only a damaged record still has any
                if Path(f"{path}{companion}").exists():
                    os.replace(f"{path}{companion}", f"{kept}{companion}")
        os.replace(scratch, path)
    except PermissionError as error:
        raise BackupError(IN_USE) from error
    settle(path.parent)
