"""Proving a backup: it is restored for real, into a scratch file, and looked at from its bytes to its last reading."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from data.backup import opened
from data.backup_files import BackupError, Progress, copy_bytes, part, trouble
from data.backup_folder import Copy
from data.backup_manifest import Contents, answers, contents_on
from data.check import check_store
from data.check_schema import schema_problems
from data.engine import make_engine
from data.keys import KeyMissing
from data.places import StoreError, read_url
from data.store import open_store
from data.upgrade import upgrade

SHOWN = 5


@dataclass(frozen=True)
class Proof:
    """What came of restoring *copy* into a scratch file; ``problems`` is empty when it is whole."""

    copy: Copy
    problems: tuple[str, ...]
    seconds: float

    @property
    def proven(self) -> bool:
        """Whether nothing was wrong."""
        return not self.problems


def prove(copy: Copy, scratch: Path, known: str | None, progress: Progress | None = None) -> Proof:
    """Restore *copy* into the file *scratch* and check everything; the file stays, and is whole when it is proven.

    In this order, ending at the first that is wrong: the SHA-256 of the manifest and the one *known* from the audit
    trail; SQLite's check of the file (SQLCipher's of every page, when encrypted) and of its references; rows and
    audit chain as the manifest says; the schema, brought up to this version of the program; the program's own check.
    Raises `BackupError` for an encrypted one whose key is not on this computer.
    """
    began = time.monotonic()
    try:
        wrong = _first(_steps(copy, scratch, known, part(progress, 0, 1000)))
    except KeyMissing:
        raise BackupError(
            f"{copy.name} is encrypted, and its key is not on this computer. The recovery key opens it: "
            f"python3 -m data unlock {copy.path}"
        ) from None
    except (DBAPIError, StoreError) as error:
        wrong = [_cannot(error)]
    return Proof(copy, tuple(wrong[:SHOWN]), time.monotonic() - began)


def _first(steps: Iterator[list[str]]) -> list[str]:
    return next((wrong for wrong in steps if wrong), [])


def _cannot(error: Exception) -> str:
    if isinstance(error, StoreError):
        return str(error)
    return f"The backup cannot be read to its end ({type(getattr(error, 'orig', error)).__name__}): it is damaged."


def _steps(copy: Copy, scratch: Path, known: str | None, progress: Progress) -> Iterator[list[str]]:
    yield _bytes(copy, scratch, known, part(progress, 0, 300))
    with opened(scratch) as connection:
        yield list(_file(connection))
        progress(500, 1000)
        yield list(_contents(contents_on(connection), copy.manifest.contents))
        progress(600, 1000)
    bring_up(scratch)
    with opened(scratch) as connection:
        yield list(schema_problems(connection))
        progress(700, 1000)
    with open_store(f"sqlite:///{scratch}") as store:
        yield check_store(store)
    progress(1000, 1000)


def _bytes(copy: Copy, scratch: Path, known: str | None, progress: Progress) -> list[str]:
    try:
        sha256, size = copy_bytes(copy.path, scratch, progress)
    except OSError as error:
        raise trouble(copy.path.parent, error) from error
    if (sha256, size) != (copy.manifest.sha256, copy.manifest.size):
        return ["The file is not as it was written: its bytes do not fit the SHA-256 in its manifest."]
    if known is not None and sha256 != known:
        return ["The file and its manifest are not those that were made: the audit trail has another SHA-256."]
    return []


def _file(connection: Connection) -> Iterator[str]:
    for said in answers(connection, "cipher_integrity_check"):
        yield f"A page of the file is damaged: {said}."
    for said in answers(connection, "integrity_check(5)"):
        if said != "ok":
            yield f"The file is damaged: {said}."
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield f"{table} {row} names one of {parent} that is not there."


def _contents(found: Contents, told: Contents) -> Iterator[str]:
    for name in sorted({*found.rows, *told.rows}):
        if found.rows.get(name) != told.rows.get(name):
            yield f"{name}: {found.rows.get(name, 0):,} rows, and the manifest says {told.rows.get(name, 0):,}."
    if (found.audit_head, found.record) != (told.audit_head, told.record):
        yield "The audit trail does not end or begin as the manifest says."
    if (found.revision, found.data_version) != (told.revision, told.data_version):
        yield "The revision or the version of the data is not that of the manifest."


def bring_up(scratch: Path) -> None:
    """Upgrade a restored scratch file to this version of the program; `StoreError` when it is from a newer one."""
    engine = make_engine(read_url(f"sqlite:///{scratch}"), may_alter=True)
    try:
        upgrade(engine, aside=False)
    finally:
        engine.dispose()


def check_known(proof: Proof) -> None:
    """Raise `BackupError` with what is wrong, unless the backup is proven."""
    if not proof.proven:
        raise BackupError(f"{proof.copy.name} cannot be relied on. {' '.join(proof.problems)} Choose another backup.")
