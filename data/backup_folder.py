"""The folder of backups: where it is, which files in it are this record's own, and which may go."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from data.backup_files import BackupError, free_path, trouble
from data.backup_keep import Taken, kept
from data.backup_manifest import Manifest, read_manifest
from data.disk import DRAFT, drop
from data.places import home

if TYPE_CHECKING:
    from data.store import Store

FOLDER_FACT = "backup_folder"
LONGEST = 1000
_NAME = re.compile(r"clinic-backup-\d{4}-\d\d-\d\d-\d{6}Z-([0-9a-f]{8}|00000000)\.db")


@dataclass(frozen=True)
class Copy:
    """A backup in a folder: the file, and what its manifest says of it."""

    path: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """Its file name."""
        return self.path.name


def home_of(store: Store) -> Path:
    """The folder the live records are in: the file's own, or `data.places.home` for a server."""
    if store.engine.dialect.name == "sqlite":
        return Path(str(store.engine.url.database)).absolute().parent
    return home().absolute()


def folder_of(store: Store) -> Path:
    """The owner's folder for backups; until one is chosen, ``backups`` beside the records."""
    chosen = store.fact(FOLDER_FACT)
    return Path(chosen) if chosen else home_of(store) / "backups"


def check_folder(text: str) -> Path:
    """The folder a person typed. Raises `BackupError` unless it is there, or can be made, and can be written to."""
    folder = Path(text.strip()).expanduser()
    if not text.strip() or len(text) > LONGEST or "\0" in text or not folder.is_absolute():
        raise BackupError("Give the whole path of the folder, such as /media/stick/backups or E:\\backups.")
    ready(folder)
    return folder


def ready(folder: Path) -> None:
    """Make *folder* when its parent is there, and see that a file can be written in it; else `BackupError`."""
    try:
        folder.mkdir(exist_ok=True, mode=0o700)  # not its parents: a stick that is away would be made on this disk
        tried = folder / f"clinic-backup-trial{DRAFT}"
        try:
            tried.write_bytes(b"x")
        finally:
            tried.unlink(missing_ok=True)  # a full disk takes the name, and not a byte
    except OSError as error:
        raise trouble(folder, error) from error


def new_path(folder: Path, record: str, told: Container[str]) -> Path:
    """A name in *folder* that is free, for a backup taken now of the record whose chain begins with *record*.

    None of the names *told* of in its audit trail either: there a backup is known by its name, wherever it is kept.
    """
    mark = record[:8] or "0" * 8
    return free_path(folder, lambda: f"clinic-backup-{datetime.now(UTC):%Y-%m-%d-%H%M%S}Z-{mark}.db", told)


def beside(path: Path) -> Path:
    """The manifest of the backup at *path*."""
    return path.with_suffix(".json")


def copy_at(path: Path) -> Copy:
    """The backup at *path* with its manifest. Raises `BackupError` when one of the two is not there."""
    if not path.is_file():
        raise BackupError(f"There is no file {path}. The backups are listed by: python3 -m data backups")
    if path.suffix == ".json" or not beside(path).is_file():
        raise BackupError(
            f"{path.name} has no manifest ({beside(path).name}) beside it, so nothing says what should be in it. "
            "Choose a backup that has one."
        )
    try:
        return Copy(path, read_manifest(beside(path)))
    except OSError as error:
        raise trouble(path.parent, error) from error


def found(folder: Path, record: str) -> list[Copy]:
    """The whole backups in *folder* of the record whose chain begins with *record*, newest first.

    Files of another record, without a manifest or with a name of their own are not ours and left out.
    """
    copies = []
    try:
        for path in folder.iterdir() if folder.is_dir() else ():
            if _NAME.fullmatch(path.name) and path.is_file() and beside(path).is_file():
                copies.append(_copy(path))
    except OSError as error:
        raise trouble(folder, error) from error
    ours = [copy for copy in copies if copy and copy.manifest.contents.record == record]
    return sorted(ours, key=lambda copy: (copy.manifest.taken_at, copy.name), reverse=True)


def _copy(path: Path) -> Copy | None:
    try:
        return Copy(path, read_manifest(beside(path)))
    except BackupError:
        return None


def prune(copies: list[Copy], proven: Mapping[str, datetime]) -> list[str]:
    """Remove the *copies* that the rule does not keep (`data.backup_keep.kept`); their names.

    *proven* is by SHA-256. The manifest goes last: a file under a final name always has one.
    """
    stays = kept(Taken(one.name, one.manifest.taken_at.astimezone(), one.manifest.sha256 in proven) for one in copies)
    gone = [copy for copy in copies if copy.name not in stays]
    for copy in gone:
        try:
            copy.path.unlink(missing_ok=True)
            beside(copy.path).unlink(missing_ok=True)
        except OSError as error:
            raise trouble(copy.path.parent, error) from error
    return [copy.name for copy in gone]


def clear_unfinished(folder: Path, record: str) -> None:
    """Remove what backups of this record that were killed left in *folder*; nobody else may be making one."""
    for path in list(folder.glob(f"clinic-backup-*Z-{record[:8] or '0' * 8}.*")):
        whole = path.with_suffix(".db")
        if path.name.endswith(DRAFT) or (path.suffix == ".json" and _NAME.fullmatch(whole.name) and not whole.exists()):
            drop(path)
