"""What an owner does with the lock on the records: the recovery key, a key brought back, a copy without a lock."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from data import keys
from data.disk import with_room
from data.keys_words import in_words, read_words
from data.ledger_write import writing
from data.places import StoreError, read_url
from data.store import Store, open_store
from data.vault_copy import Counts, Progress, check_whole, copy_whole
from data.vault_files import fits, id_of, key_of, put, remove
from data.vault_server import SHOWN_AT, backup_key, keep_backup_key, on_server

SHOWN, UNLOCKED, EXPORTED = "show recovery key", "unlock records", "export without encryption"


def recovery_key(store: Store, actor: str) -> str:
    """The recovery key of *store*, for the one who is shown it now; an audit event says who that was.

    Of records on a server it opens their backups. Raises `StoreError` when the records are a plain file.
    """
    key = backup_key(store, actor)[1] if on_server(store) else key_of(_file(store))
    if key is None:
        raise StoreError(
            "These records are not encrypted, so there is no recovery key. Encrypt them with: python3 -m data encrypt."
        )
    with writing(store, actor, counts=False) as act:
        act.set_fact(SHOWN_AT, act.at)
        act.audit(SHOWN, "facts", None)
    return in_words(key)


def has_recovery_key(store: Store) -> bool:
    """Whether there is a key to show: of an encrypted file, and of the backups of records on a server."""
    return store.is_encrypted or on_server(store)


def was_shown(store: Store) -> bool:
    """Whether anybody has been shown the recovery key of these records yet: a set-up page asks this."""
    return store.fact(SHOWN_AT) is not None


def unlock(url: str, typed: str, actor: str) -> None:
    """Keep the key that was *typed* for the encrypted file at *url*, once it has opened it.

    For records on a server it is the key of their backups. Raises `data.keys_words.WrongWords` for a mistyped key,
    `StoreError` for one that does not open these records.
    """
    address = read_url(url)
    path = Path(str(address.database))
    if address.get_backend_name() != "sqlite":
        with open_store(url) as store:
            keep_backup_key(store, read_words(typed))
    elif path.exists():
        keep_key(path, typed)
    else:
        raise StoreError(f"There are no records at {path}. To open a backup, name it: python3 -m data unlock FILE")
    with open_store(url) as store, writing(store, actor, counts=False) as act:
        act.audit(UNLOCKED, "facts", None)


def keep_key(path: Path, typed: str) -> None:
    """Keep the key that was *typed* for the encrypted file *path*, a backup perhaps, once it has opened it.

    A file is known by its first bytes, which every copy and backup has: the key is found for all of them. Raises
    as `unlock` does.
    """
    id = id_of(path)
    if id is None:
        raise StoreError("These records are not an encrypted file. No key is needed to open them.")
    key = read_words(typed)
    if not fits(path, key):
        raise StoreError(
            f"This recovery key does not open {path}. It is that of other records, or the file is damaged."
        )
    keys.keep(id, key)


def export_clear(store: Store, out: Path, actor: str, progress: Progress | None = None) -> Counts:
    """Write everything in *store* to *out*, a plain SQLite file that other programs open; the rows of each table.

    It appears whole or not at all, compared row by row with the records, and leaves an audit event. The event is
    written before the file appears, so the file does not hold it. Raises `StoreError`; never replaces a file.
    """
    _file(store)
    if out.exists():
        raise StoreError(f"{out} is there already and is left alone. Choose another name.")
    draft = out.with_name(f".{out.name}.{secrets.token_hex(6)}.part")
    try:
        with with_room(out.absolute().parent):
            with _raw(store) as source:
                counts = copy_whole(source, draft, "", progress)
            check_whole(draft, None)
        with writing(store, actor, counts=False) as act:
            act.audit(EXPORTED, "facts", None, detail={"file": out.name, "rows": counts})
        if not put(draft, out):
            raise StoreError(f"{out} was made by another program meanwhile and is left alone. Choose another name.")
    finally:
        remove(draft)
    return counts


@contextmanager
def _raw(store: Store) -> Iterator[Any]:
    """A connection of the driver's own, which may attach a file."""
    engine = store.bare_engine()
    connection = engine.raw_connection()
    try:
        yield connection.driver_connection
    finally:
        connection.close()
        engine.dispose()


def _file(store: Store) -> Path:
    if store.engine.dialect.name != "sqlite":
        raise StoreError("These records are on a PostgreSQL server, which keeps and copies them itself (pg_dump).")
    return Path(str(store.engine.url.database))
