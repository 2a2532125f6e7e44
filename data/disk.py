"""A disk without room, said in a sentence, whatever was being written there."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.places import StoreError
from data.sqlite_driver import sqlite

_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SQLITE = frozenset({sqlite.SQLITE_FULL, sqlite.SQLITE_IOERR})  # the second is what it says of a quota
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
