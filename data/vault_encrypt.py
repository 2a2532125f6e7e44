"""Turn the clinic's plain file into an encrypted one, so that being stopped at any moment leaves a whole clinic.

The plain file is not written to. An encrypted copy is made beside it, compared row by row and checked; then the plain
file gets a second name, and the copy takes its place in one step. Until that step the clinic's file is the plain one,
after it the encrypted one. What a killed run left beside them is removed by the next.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from data import keys
from data.check import check_store
from data.disk import with_room
from data.ledger_write import writing
from data.places import StoreError, read_url
from data.sqlite_driver import PLAIN, connected, first_bytes, sqlite
from data.store import open_store
from data.vault_copy import Counts, Progress, check_whole, copy_whole
from data.vault_files import fits, id_of, new_key, remove, sync_folder

ENCRYPTED_NOW = "encrypt records"
_WAIT_MS = 2_000


@dataclass(frozen=True)
class Encrypted:
    """What was done: where the plain file is now, the rows of each table, and other plain files of these records."""

    aside: Path
    counts: Counts
    also_plain: tuple[Path, ...]


def encrypt(url: str, actor: str, progress: Progress | None = None) -> Encrypted:
    """Encrypt the plain SQLite file at *url* in place. The plain one stays beside it, under another name.

    Raises `StoreError` when it is not a plain file with a clinic in it, when any program has it open, or when the
    copy is not the same; nothing is changed then.
    """
    path = _plain_file(url)
    draft = path.with_name(f"{path.name}.encrypting")
    with _alone(path) as source:
        remove(draft)
        id, key = new_key(path)
        try:
            with with_room(path.parent):
                counts = copy_whole(source, draft, key.hex() + id, progress)
                _finish(draft, key, actor, counts)
                aside = _second_name(source, path)
                if os.name == "nt":  # does not rename what is open
                    source.close()
                os.replace(draft, path)
        except BaseException:
            remove(draft)
            if id_of(path) != id:
                keys.forget(id)
            raise
    sync_folder(path.parent)
    return Encrypted(aside, counts, _others(path, aside))


def _plain_file(url: str) -> Path:
    address = read_url(url)
    path = Path(str(address.database)).resolve()  # a link to the file stays one
    if address.get_backend_name() != "sqlite":
        raise StoreError("These records are on a PostgreSQL server; its disk is encrypted there, not here.")
    if not path.exists():
        raise StoreError(f"There is no file {path} yet. A new one is encrypted from its first record.")
    if id_of(path):
        raise StoreError("These records are encrypted already.")
    with open_store(url) as store:  # up to date, and a clinic's
        if store.is_demo:
            raise StoreError("The invented clinic is not encrypted: nobody in it exists.")
    return path


@contextmanager
def _alone(path: Path) -> Iterator[Any]:
    """A connection that nobody else can read or write beside, until it is closed."""
    with connected(path) as connection:
        try:
            connection.execute(f"PRAGMA busy_timeout={_WAIT_MS}").close()
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()  # refused while anybody has the file open
            connection.execute("PRAGMA main.locking_mode=EXCLUSIVE").fetchall()
            connection.execute("BEGIN EXCLUSIVE").close()
            connection.execute("COMMIT").close()
        except sqlite.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite.SQLITE_BUSY, sqlite.SQLITE_LOCKED):
                raise
            raise StoreError(
                "Another program has the records open. Close the dashboard and every other program that uses them, "
                "then try again. Nothing was changed."
            ) from None
        yield connection


def _finish(draft: Path, key: bytes, actor: str, counts: Counts) -> None:
    """Check the encrypted copy as the clinic's own file will be, and note in it that it was made."""
    check_whole(draft, key)
    address = URL.create("sqlite", database=str(draft))
    with open_store(address.render_as_string(hide_password=False)) as store:
        with writing(store, actor, counts=False) as act:
            act.audit(ENCRYPTED_NOW, "facts", None, detail={"rows": counts})
        wrong = check_store(store)
    if wrong:
        raise StoreError(f"{wrong[0]} Mend this first; nothing was changed.")
    if not fits(draft, key) or any(Path(f"{draft}{part}").exists() for part in ("-wal", "-journal")):
        raise StoreError("The encrypted copy could not be closed. Nothing was changed; try again.")


def _second_name(source: Any, path: Path) -> Path:
    """Give the plain file the name it keeps when the encrypted one takes its own."""
    for number in range(1, 1000):
        aside = path.with_name(f"{path.stem}-not-encrypted{f'-{number}' if number > 1 else ''}{path.suffix}")
        if aside.exists() and aside.samefile(path):  # by a run that was killed right here
            return aside
        if not aside.exists():
            try:
                os.link(path, aside)
            except OSError:  # a disk that knows no second names
                source.execute("VACUUM INTO ?", (str(aside),)).close()
            return aside
    raise StoreError(f"{path.parent} holds too many plain copies. Remove old ones; nothing was changed.")


def _others(path: Path, aside: Path) -> tuple[Path, ...]:
    """Other files of these records in the same folder that anybody can read: copies kept before upgrades."""
    near = sorted(one for one in path.parent.glob(f"{path.stem}*{path.suffix}") if one not in (path, aside))
    return tuple(one for one in near if first_bytes(one) == PLAIN)
