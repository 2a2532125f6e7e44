"""A backup of the whole record, taken while people work: copied by the database itself, and whole or not there.

The database writes the copy (``VACUUM INTO``: one committed state, encrypted with the same key when the record is) into
a scratch folder beside the record. From there it goes to its destination byte by byte, under another name until all
of it is on the disk. Its manifest takes its place first: no backup is ever seen without one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL

from data.backup_files import (
    PARTS,
    BackupError,
    Progress,
    copy_bytes,
    full,
    part,
    settle,
    trouble,
)
from data.backup_folder import Copy, beside
from data.backup_manifest import Manifest, as_text, cipher_of, contents_on
from data.disk import DRAFT, drop, is_full, write_whole
from data.engine import make_engine
from data.program import fingerprint

PLAIN = b"SQLite format 3\0"  # the first 16 bytes of a file that is not encrypted (SQLite's file format, section 1.2)
_TICK = 20_000  # SQLite's own steps between two looks at how far it is


@contextmanager
def opened(path: Path) -> Iterator[Connection]:
    """A connection to the scratch file at *path*, opened as this program opens any file (with its key)."""
    engine = make_engine(URL.create("sqlite", database=str(path)), may_alter=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def take(engine: Engine, final: Path, work: Path, progress: Progress | None = None) -> Copy:
    """Copy the record behind *engine* (one that may alter) to *final*, by way of the scratch folder *work*.

    Raises `BackupError`; then nothing of it is left under any name.
    """
    whole = work / "copy.db"
    try:
        copy_into(engine, whole, part(progress, 0, 500))
        return put(whole, final, part(progress, 500, 1000))
    finally:
        for companion in PARTS:
            drop(Path(f"{whole}{companion}"))


def copy_into(engine: Engine, whole: Path, progress: Progress | None = None) -> None:
    """Let SQLite write one committed state of the record into the new file *whole*, on a local disk."""
    size, stopped = _size(engine), []

    def look() -> int:
        try:
            if progress:
                progress(whole.stat().st_size if whole.exists() else 0, size)
        except BaseException as error:  # raised again below: the driver would swallow it
            stopped.append(error)
        return len(stopped)

    raw = engine.raw_connection()
    driver: Any = raw.driver_connection
    try:
        driver.set_progress_handler(look, _TICK)
        driver.execute("VACUUM INTO ?", (str(whole),)).close()
        if progress:
            progress(size, size)
    except engine.dialect.loaded_dbapi.Error as error:
        if stopped:
            raise stopped[0] from None
        raise _refused(whole.parent.parent, error) from error
    finally:
        driver.set_progress_handler(None, 0)
        raw.close()


def _size(engine: Engine) -> int:
    with engine.connect() as connection:
        pages, size = (connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("page_count", "page_size"))
    return int(pages or 1) * int(size or 1)


def _refused(folder: Path, error: Exception) -> BackupError:
    if is_full(error):
        return full(folder)
    return BackupError(
        f"The database would not make a copy of itself ({getattr(error, 'sqlite_errorname', type(error).__name__)}). "
        "Look for damage with: python3 -m data check"
    )


def put(whole: Path, final: Path, progress: Progress | None = None, source: str = "sqlite") -> Copy:
    """Move a finished scratch file to its destination, with its manifest. Raises `BackupError`, leaving neither."""
    draft = final.with_name(f"{final.name}.{os.getpid()}{DRAFT}")
    taken = datetime.now(UTC).replace(microsecond=0)
    try:
        sha256, size = copy_bytes(whole, draft, progress)
        manifest = _manifest(whole, source, taken, sha256, size)
        write_whole(beside(final), as_text(manifest).encode())
        os.replace(draft, final)
    except OSError as error:
        drop(beside(final))
        raise trouble(final.parent, error) from error
    finally:
        drop(draft)
    settle(final.parent)
    return Copy(final, manifest)


def _manifest(whole: Path, source: str, taken: datetime, sha256: str, size: int) -> Manifest:
    with whole.open("rb") as file:
        encrypted = file.read(len(PLAIN)) != PLAIN
    with opened(whole) as connection:
        contents, cipher = contents_on(connection), cipher_of(connection)
    return Manifest(taken, fingerprint(), source, contents, sha256, size, encrypted, cipher if encrypted else "")
