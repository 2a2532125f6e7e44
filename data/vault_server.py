"""The key of the backups of records on a PostgreSQL server: one for these records, known by its id.

The server has the id and a check of the key, never the key itself: that is kept on this computer as the key of a file
is (`data.keys`), and its recovery key opens the backups anywhere. Every backup begins with the id.
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from data import keys
from data.keys_words import KEY_BYTES
from data.ledger_write import Writing, writing
from data.places import StoreError
from data.sqlite_driver import PLAIN
from data.tables import facts
from data.vault_files import make_with

if TYPE_CHECKING:
    from data.store import Store

KEY_FACT = "backup_key"  # a fact about these records: the id, and the check of the key
SHOWN_AT = "recovery_key_shown"  # and when it was last shown
MADE = "make backup key"
TYPE_IT = "Type the recovery key once: python3 -m data unlock."


def backup_key(store: Store, actor: str) -> tuple[str, bytes]:
    """The id and the key for backups of the records on the server, made and kept here when there is none yet.

    Raises `data.keys.KeyMissing` when it was made on another computer, `StoreError` when it cannot be kept or used.
    """
    return _kept(store.fact(KEY_FACT) or _make(store, actor))


def known_key(store: Store) -> bytes | None:
    """The key for backups of the records on the server, ``None`` before the first; raises as `backup_key` does."""
    told = store.fact(KEY_FACT)
    return _kept(told)[1] if told else None


def _kept(told: str) -> tuple[str, bytes]:
    id = _id_of(told)
    key = keys.find(id)
    if key is None:
        raise keys.KeyMissing(
            "Backups of these records are encrypted, and their key was made on another computer. Make backups there, "
            "or type the recovery key here once: python3 -m data unlock. (Lost in both places: python3 -m data backup "
            "--new-key; older backups stay shut.)"
        )
    if not _is_of(told, key):
        raise StoreError(f"The key kept {keys.where()} is not that of these backups. {TYPE_IT}")
    return id, key


def new_backup_key(store: Store, actor: str) -> None:
    """A new key for the backups of *store* from now on: the one before is lost. Raises `StoreError` for a file."""
    if not on_server(store):
        raise StoreError(
            "The key of these records is that of their file, and of its backups. Only a server has others."
        )
    _make(store, actor, anew=True)


def keep_backup_key(store: Store, key: bytes) -> None:
    """Keep *key*, as typed from its recovery key, for the backups of *store*. Raises `StoreError` for another one."""
    told = store.fact(KEY_FACT)
    if told is None:
        raise StoreError("No backup of these records was made yet, so there is no key. No key is needed to open them.")
    if not _is_of(told, key):
        raise StoreError("This recovery key is not that of the backups of these records.")
    keys.keep(_id_of(told), key)


def opens(store: Store, key: bytes) -> bool:
    """Whether *key* is that of the backups of *store*."""
    return _is_of(store.fact(KEY_FACT) or "", key)


def on_server(store: Store) -> bool:
    """Whether the records are on a server."""
    return store.engine.dialect.name != "sqlite"


def make_locked(path: Path, store: Store, actor: str) -> None:
    """An empty encrypted database at *path*, for a backup of *store*. Raises as `backup_key` does."""
    make_with(path, *backup_key(store, actor))


def _make(store: Store, actor: str, *, anew: bool = False) -> str:
    """A new key, kept on this computer before the server knows of it; that of another program, if it was faster."""
    id, key = secrets.token_hex(len(PLAIN)), secrets.token_bytes(KEY_BYTES)
    with writing(store, actor, counts=False) as act:
        told: str | None = act.connection.scalar(select(facts.c.value).where(facts.c.name == KEY_FACT))
        if told is None or anew:
            keys.keep(id, key)  # and stays kept: if the line breaks now, the server may know of it all the same
            told = _told_of(id, key)
            _note(act, told)
    return told


def _note(act: Writing, told: str) -> None:
    act.set_fact(KEY_FACT, told)
    act.connection.execute(delete(facts).where(facts.c.name == SHOWN_AT))  # that was the key of a file, brought here
    act.audit(MADE, "facts", None)


def _id_of(told: str) -> str:
    return told.partition(":")[0]


def _is_of(told: str, key: bytes) -> bool:
    """Whether *key* is the one that the server was *told* of."""
    return _told_of(_id_of(told), key) == told


def _told_of(id: str, key: bytes) -> str:
    """What the server is told: of a key of 256 random bits nothing can be found out from it."""
    return f"{id}:{hashlib.sha256(b'backup key ' + bytes.fromhex(id) + key).hexdigest()}"
