"""A database file and its key: which it is, how a new encrypted one is made, whether a key fits.

The first 16 bytes of an encrypted file are chosen at random by us and are its id. SQLCipher calls them the salt.
They stay the same in every copy that SQLite makes of the file.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from data import keys
from data.disk import with_room
from data.keys_words import KEY_BYTES
from data.places import StoreError
from data.sqlite_driver import PLAIN, connected, first_bytes, sqlite, use_key

PARTS = ("", "-wal", "-shm", "-journal")  # the files SQLite keeps for one database
_PAGE = 4096  # SQLCipher's page; an encrypted file is whole pages


def id_of(path: Path) -> str | None:
    """The id of the encrypted file at *path*; ``None`` for a plain file, an empty one and none at all."""
    found = first_bytes(path)
    return None if found in (b"", PLAIN) else found.hex()


def key_of(path: Path) -> bytes | None:
    """The key that *path* needs, ``None`` for a plain file. Raises `data.keys.KeyMissing`; never makes a key."""
    id = id_of(path)
    if id is None:
        return None
    key = keys.find(id)
    if key is None:
        raise _missing(path)
    return key


def _missing(path: Path) -> StoreError:
    if path.stat().st_size % _PAGE:
        return StoreError(f"The file {path} cannot be opened as a database: it is another kind of file, or damaged.")
    return keys.KeyMissing(
        f"The file {path} cannot be opened: it is encrypted, and its key is not on this computer. The recovery key "
        "opens it: python3 -m data unlock. (If it is on this computer, the file is damaged: restore the last backup.)"
    )


def fits(path: Path, key: bytes) -> bool:
    """Whether *key* opens the encrypted file at *path*; nothing is changed."""
    with connected(path, key) as connection:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        except sqlite.DatabaseError as error:
            if error.sqlite_errorcode == sqlite.SQLITE_NOTADB:
                return False
            raise
    return True


def new_key(path: Path) -> tuple[str, bytes]:
    """An id and a key for *path*, which is made now; the key is kept before there is a file that needs it."""
    keys.check_apart(path)
    id, key = secrets.token_hex(len(PLAIN)), secrets.token_bytes(KEY_BYTES)
    keys.keep(id, key)
    return id, key


def make(path: Path) -> None:
    """Make an empty encrypted database at *path*, whole or not at all; that of another program, if it was faster."""
    id, key = new_key(path)
    made = False
    try:
        made = make_with(path, id, key)
    finally:
        if not made:
            keys.forget(id)


def make_with(path: Path, id: str, key: bytes) -> bool:
    """The same with an *id* and a *key* that are kept already: whether it was made, and not by another program."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
    try:
        with with_room(path.parent):
            begin(draft)
            with connected(draft) as connection:
                use_key(connection, key, id)
                connection.execute("PRAGMA journal_mode=WAL").close()
            return put(draft, path)
    finally:
        remove(draft)


def begin(draft: Path) -> None:
    """An empty new file that only this user may read, from its first byte; its log has the same rights."""
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def put(draft: Path, path: Path) -> bool:
    """Give *draft* the name *path* unless something has it already: whether it was given."""
    try:
        if os.name == "nt":
            os.rename(draft, path)  # refuses a name that is taken, where other systems would replace it
        else:
            os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:  # a disk that knows no second names
        if path.exists():
            return False
        os.rename(draft, path)
    sync_folder(path.parent)
    return True


def remove(path: Path) -> None:
    """Remove a database file and its companions, where they are."""
    for part in PARTS:
        Path(f"{path}{part}").unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Have the names in *folder* on the disk, so that a power cut does not undo a rename."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
