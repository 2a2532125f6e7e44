"""A disk without room, said in a sentence, whatever was being written there."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from data.places import StoreError
from data.sqlite_driver import sqlite

_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SQLITE = frozenset({sqlite.SQLITE_FULL, sqlite.SQLITE_IOERR})  # the second is what it says of a quota
DRAFT = ".part"
_WORDS = ("disk is full", "disk I/O error")  # all that is left of the number when a function of SQLite's met it


def is_full(error: BaseException | None) -> bool:
    """Whether *error*, of the system or of SQLite, says that a disk has no room."""
    if isinstance(error, OSError):
        return error.errno in _NUMBERS
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE:
        return True
    return isinstance(error, sqlite.Error) and any(words in str(error) for words in _WORDS)


def no_room(folder: Path) -> str:
    """What to say of the disk under *folder*."""
    return f"The disk of {folder} is full, or does not answer. Make room on it, then do this again. Nothing was made."


@contextmanager
def with_room(folder: Path) -> Iterator[None]:
    """Raise `StoreError` in a sentence when the disk under *folder* has no room for what the block writes."""
    try:
        yield
    except (OSError, sqlite.Error) as error:
        if not is_full(error):
            raise
        raise StoreError(no_room(folder)) from None


def save(path: Path, content: bytes) -> None:
    """`write_whole` a file for somebody; raises `StoreError` in a sentence where its disk is full."""
    with with_room(path.parent):
        write_whole(path, content)


def write_whole(path: Path, content: bytes) -> None:
    """Write *content* beside *path*, onto the disk, and move it into place: no half file, and until then the old one.

    What is no file, such as a terminal or a pipe, is written to as it is. Raises `OSError`, of *path* by its own name.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    final = path.resolve()
    draft = final.with_name(final.name + DRAFT)
    try:
        with draft.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(draft, final)
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        drop(draft)


def drop(path: Path) -> None:
    """Remove *path* if it is there and can be reached."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
