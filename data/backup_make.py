"""Making a backup and proving it at once, proving an older one, listing them: what page, command and night share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from data.backup import take
from data.backup_drill import Proof, prove
from data.backup_files import BackupError, Progress, alone, part
from data.backup_folder import Copy, clear_unfinished, copy_at, folder_of, found, home_of, new_path, prune, ready
from data.backup_manifest import contents_on
from data.backup_server import take_from_server
from data.ledger_backup import MADE, BackupLedger, read_told
from data.ledger_write import LedgerError
from data.store import Store


@dataclass(frozen=True)
class Listed:
    """A backup in the list: the file, and when it was last proven (UTC), if it was."""

    copy: Copy
    proven: datetime | None


def back_up(store: Store, actor: str, progress: Progress | None = None, to: Path | None = None) -> Proof:
    """Make a backup, prove it, and let older ones go by the rule of `data.backup_keep`.

    Into the owner's folder, or once into the folder *to*, where none is let go. Raises `BackupError`; a failure is
    in the audit trail too.
    """
    check_own(store)
    pen = BackupLedger(store, actor)
    with _answering(), alone(home_of(store)) as work:
        try:
            copy = _take(store, actor, to or folder_of(store), work, part(progress, 0, 500))
        except BackupError as error:
            _note_failure(pen, MADE, error)
            raise
        pen.made(copy)
        proof = _proved(pen, copy, work, part(progress, 500, 1000))
        if proof.proven and to is None:
            _let_go(store, pen, copy)
    return proof


def drill(store: Store, actor: str, file: Path | None = None, progress: Progress | None = None) -> Proof:
    """Prove the backup *file*, or the newest one. Raises `BackupError` when there is none."""
    check_own(store)
    with _answering(), alone(home_of(store)) as work:
        return _proved(BackupLedger(store, actor), chosen(store, file), work, progress)


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise BackupError(
            f"The records did not answer ({type(error.orig).__name__}). A backup that was made already is in its "
            "folder, not proven. Try again; if it stays so, look for damage with: python3 -m data check"
        ) from error


def backups(store: Store) -> list[Listed]:
    """The backups of this record in the owner's folder, newest first. Raises `BackupError` when it is away."""
    proven = read_told(store).proven
    return [Listed(copy, proven.get(copy.manifest.sha256)) for copy in found(folder_of(store), record_of(store))]


def chosen(store: Store, file: Path | None) -> Copy:
    """The backup at *file* (a path, or a name in the owner's folder), or the newest one."""
    if file is not None:
        named = folder_of(store) / file
        return copy_at(named if not file.is_absolute() and not file.exists() else file)
    newest = found(folder_of(store), record_of(store))[:1]
    if not newest:
        raise BackupError("There is no backup yet. Make one with: python3 -m data backup")
    return newest[0]


def check_own(store: Store) -> None:
    """Raise `BackupError` for the invented clinic: nobody needs it back."""
    if store.is_demo:
        raise BackupError("This is the invented clinic. Backups are made of the clinic's own records only.")


def record_of(store: Store) -> str:
    """The seal of the first audit event, by which this record is known; empty for one that has not begun."""
    with store.reading() as connection:
        return contents_on(connection).record


def _take(store: Store, actor: str, folder: Path, work: Path, progress: Progress) -> Copy:
    record = record_of(store)
    if not record:
        raise BackupError("Nothing has been recorded yet, so there is nothing to back up.")
    ready(folder)
    clear_unfinished(folder, record)
    final = new_path(folder, record, read_told(store).sums)
    if store.engine.dialect.name != "sqlite":
        return take_from_server(store, actor, final, work, progress)
    engine = store.bare_engine()
    try:
        return take(engine, final, work, progress)
    finally:
        engine.dispose()


def _proved(pen: BackupLedger, copy: Copy, work: Path, progress: Progress | None) -> Proof:
    known = read_told(pen.store).sums.get(copy.name)
    proof = prove(copy, work / "drill.db", known, progress)
    pen.proved(copy, proof.problems, proof.seconds)
    return proof


def _let_go(store: Store, pen: BackupLedger, copy: Copy) -> None:
    removed = prune(found(folder_of(store), copy.manifest.contents.record), read_told(store).proven)
    if removed:
        pen.removed(removed)


def _note_failure(pen: BackupLedger, action: str, error: BackupError) -> None:
    with suppress(DBAPIError, LedgerError):  # the same disk may be full
        pen.failed(action, str(error))
