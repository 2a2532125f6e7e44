"""Making the demo clinic's database: beside its final name first, and moved into place only when it is whole."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from data.catalogue import load_catalogue
from data.demo_import import NEWEST, newest_file
from data.ledger import Ledger
from data.places import NotADemo, StoreError, prepare_file
from data.rows import Account, SourceRow
from data.store import open_store

Progress = Callable[[int, int], None]
PARTS = ("", "-wal", "-shm", "-journal")  # the files SQLite keeps for one database
FORGOTTEN = 3600  # seconds after which an unfinished build is one that was killed
ACTOR = "demo"


class DemoRejected(ValueError):
    """The ledger did not accept an invented row: the demo clinic and the rules of the record disagree."""


def build_file(path: Path, rows: Iterable[SourceRow], progress: Progress | None) -> None:
    """Make the database of *rows* at *path*. When another build finished meanwhile, that one is kept."""
    before = _stamp(path)
    if before:
        _check_invented(path)
    prepare_file(path)
    _forget(path)
    draft = path.with_name(f"{path.name}.{uuid4().hex}.part")
    try:
        _fill(draft, rows, progress)
        if _stamp(path) == before:
            _move(draft, path)
    finally:
        _remove(draft)


def _check_invented(path: Path) -> None:
    with open_store(f"sqlite:///{path}") as store:
        if store.has_records() and not store.is_demo:
            raise NotADemo(f"{path.name} holds records that are not the demo clinic's. Nothing was changed.")


def _stamp(path: Path) -> tuple[int, int] | None:
    """Which file is at *path*; ``None`` when there is none."""
    with suppress(FileNotFoundError):
        found = path.stat()
        return found.st_ino, found.st_mtime_ns
    return None


def _fill(draft: Path, rows: Iterable[SourceRow], progress: Progress | None) -> None:
    catalogue, given = load_catalogue(), list(rows)
    early, late = given[:-NEWEST], given[-NEWEST:]

    def told(before: int) -> Progress | None:
        return (lambda done, _: progress(before + done, len(given))) if progress else None

    with open_store(f"sqlite:///{draft}", catalogue) as store:
        ledger, file = Ledger(store, catalogue, ACTOR), newest_file(late, catalogue)
        _check_taken(ledger.load_demo(early, told(0)), set())
        _check_taken(ledger.import_file(file, told(len(early))), set(file.rejected))


def _check_taken(account: Account, on_purpose: set[int]) -> None:
    """Every row is taken but those that are there to be rejected."""
    if set(account.rejected_rows) != on_purpose:
        wrong = (one for one in account.problems if one.severity == "reject" and one.row not in on_purpose)
        first = next(wrong)
        raise DemoRejected(f"The demo clinic was not made. Row {first.row}, {first.column}: {first.message}")


def _move(draft: Path, path: Path) -> None:
    """Put the finished file in place. The old one's companions go first: they would not fit the new one."""
    try:
        for part in PARTS:
            Path(f"{path}{part}").unlink(missing_ok=True)
        os.replace(draft, path)
    except PermissionError as error:  # Windows keeps a file that is open
        raise StoreError("The demo clinic is open elsewhere. Close the dashboard and try again.") from error


def _remove(draft: Path) -> None:
    for part in PARTS:
        Path(f"{draft}{part}").unlink(missing_ok=True)


def _forget(path: Path) -> None:
    """Remove what builds that were killed left behind, and nothing that is still being made."""
    for left in path.parent.glob(f"{path.name}.*.part*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > FORGOTTEN:
                left.unlink()
