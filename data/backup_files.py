"""Moving backups about: copied byte by byte with their SHA-256, whole under a final name or not there at all.

Nothing here opens a database. A destination may be a USB stick or a network folder, where SQLite must not work.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from data.disk import is_full
from data.places import StoreError

Progress = Callable[[int, int], None]
WHOLE = 1000  # steps of a task as a person sees it
PARTS = ("", "-wal", "-shm", "-journal")  # the files SQLite keeps for one database
CHUNK = 1 << 20
_SCRATCH = "backup-work-"


class BackupError(StoreError):
    """A backup cannot be made, found, checked or brought back; the message says why and what to do."""


def part(progress: Progress | None, low: int, high: int) -> Progress:
    """A progress of its own for the steps *low* to *high* (of `WHOLE`) of a longer task."""

    def told(done: int, total: int) -> None:
        if progress:
            progress(low + (high - low) * min(done, total) // max(total, 1), WHOLE)

    return told


@contextmanager
def alone(home: Path) -> Iterator[Path]:
    """An empty scratch folder in *home*, removed at the end, for one program at a time.

    What a killed program left there goes first. Raises `BackupError` when another program, or another window,
    is at it: the operating system holds the lock, so it goes with a program that is killed.
    """
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (home / "backup.lock").open("a+") as held:
            _lock(held)
            for left in home.glob(f"{_SCRATCH}*"):
                shutil.rmtree(left, ignore_errors=True)
            folder = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=home))
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise trouble(home, error) from error


def _lock(held: IO[str]) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise BackupError(
            "A backup is being made, checked or brought back just now, by another window or the nightly one. "
            "Wait a minute, then try again."
        ) from None


def copy_bytes(source: Path, target: Path, progress: Progress | None = None) -> tuple[str, int]:
    """Copy *source* to the new file *target*, onto the disk; its SHA-256 and size in bytes.

    Raises `OSError`, and leaves what it has written for the caller to remove.
    """
    total, done, found = source.stat().st_size, 0, hashlib.sha256()
    with source.open("rb") as read, open(target, "xb", opener=_of_this_user) as out:
        while chunk := read.read(CHUNK):
            found.update(chunk)
            out.write(chunk)
            done += len(chunk)
            if progress:
                progress(done, total)
        out.flush()
        os.fsync(out.fileno())
    return found.hexdigest(), done


def _of_this_user(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def settle(folder: Path) -> None:
    """Have the names in *folder* on the disk too, where the system knows how."""
    if os.name == "nt":
        return
    with suppress(OSError):  # a network folder may not know how
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def free_path(folder: Path, name: Callable[[], str], told: Container[str] = ()) -> Path:
    """The first path in *folder* that is free and whose name is not *told* of; *name* changes with the second."""
    while (path := folder / name()).exists() or path.name in told:
        time.sleep(0.1)
    return path


def trouble(folder: Path, error: OSError) -> BackupError:
    """The sentence for what the system says of *folder*."""
    if is_full(error):
        return full(folder)
    return BackupError(
        f"The folder {folder} cannot be used ({error.strerror or 'it does not answer'}). Is the stick or the network "
        "folder away? Connect it, or choose another folder. The records themselves were not touched."
    )


def full(folder: Path) -> BackupError:
    """The sentence for a disk without room."""
    return BackupError(
        f"There is not enough room in {folder}. Free some space there, or choose another folder for backups. No half "
        "file was left, and the records themselves were not touched."
    )
