"""Where the key of an encrypted file is kept: in the operating system's keystore, or in a file of this user's own.

A file is known by its id, its first 16 bytes in hexadecimal: they move with the file, and with every copy and backup
of it, so that its key is found wherever the file is put on this computer. On another computer the recovery key brings
the key there (`data.vault.unlock`). A computer without a keystore (a server, a container) keeps the key in a file
``ID.key`` in the user's configuration folder, readable by this user only; ``CLINIC_KEYS`` names another folder, and
then the keystore is not asked. Never in the folder of the records: it would travel with every copy of them.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import platformdirs

from data.disk import is_full, no_room
from data.keys_words import WrongWords, in_words, read_words
from data.places import StoreError, home

SERVICE = "dry-needling-outcomes"


class KeyMissing(StoreError):
    """The records are encrypted and this computer has no key for them; the recovery key opens them."""


def find(id: str) -> bytes | None:
    """The key kept for the file *id*, or ``None``. Raises `StoreError` when it is there and cannot be used."""
    store = _keystore()
    if store is not None and (words := _asked(store, id)):
        return _read(words, f"in {_name(store)}")
    path = folder() / f"{id}.key"
    if not path.exists():
        return None
    _check_own(path)
    return _read(path.read_text(encoding="ascii", errors="replace"), f"in {path}")


def keep(id: str, key: bytes) -> None:
    """Keep *key* for the file *id*. Raises `StoreError` when it cannot be kept; a key is read back before it counts."""
    store = _keystore()
    if store is None:
        _keep_in_file(f"{id}.key", in_words(key))
    else:
        _keep_in_store(store, id, in_words(key))
    if find(id) != key:
        raise StoreError(f"The key of the records could not be kept {where()}. Nothing was made.")


def forget(id: str) -> None:
    """Take the key of *id* away: that of a file which was not made after all."""
    store = _keystore()
    with suppress(Exception):  # what is left behind opens nothing
        if store is not None:
            store.delete_password(SERVICE, id)
    (folder() / f"{id}.key").unlink(missing_ok=True)


def where() -> str:
    """Where keys are kept on this computer, to follow "is kept"."""
    store = _keystore()
    if store is not None:
        return f"in {_name(store)}"
    return f"in the folder {folder()}, in a file only this user may read (no keystore of the system is used)"


def find_words(id: str) -> str | None:
    """Words that open something else, kept under *id* by `keep_words`, or ``None``; raises as `find` does."""
    store = _keystore()
    if store is not None and (words := _asked(store, id)):
        return words
    path = folder() / f"{id}.secret"
    if not path.exists():
        return None
    _check_own(path)
    return path.read_text(encoding="utf-8", errors="replace").strip()


def keep_words(id: str, words: str) -> None:
    """Keep *words* under *id*, in the same place as the keys; raises `StoreError` when they cannot be kept."""
    store = _keystore()
    if store is None:
        _keep_in_file(f"{id}.secret", words)
    else:
        _keep_in_store(store, id, words)


def _keystore() -> Any:
    """The system's keystore, or ``None`` where there is none, or a folder is named instead."""
    if os.environ.get("CLINIC_KEYS"):
        return None
    import keyring  # a moment to import, and not needed for plain files
    from keyring.backends import fail, null

    found = keyring.get_keyring()
    return None if isinstance(found, fail.Keyring | null.Keyring) else found


def _name(store: Any) -> str:
    return f"the keystore of this computer ({store.name})"


def _asked(store: Any, id: str) -> str | None:
    try:
        found: str | None = store.get_password(SERVICE, id)
    except Exception as error:  # each system's keystore has errors of its own
        raise StoreError(
            f"The key of the records is {_name(store)}, and that does not answer ({type(error).__name__}). "
            "Unlock it, then try again."
        ) from None
    return found


def _keep_in_store(store: Any, id: str, words: str) -> None:
    try:
        store.set_password(SERVICE, id, words)
    except Exception as error:
        raise StoreError(
            f"The key of the records could not be kept in {_name(store)} ({type(error).__name__}), and nothing was "
            "made. Unlock it and try again, or name a folder for a key file in CLINIC_KEYS."
        ) from None


def check_apart(records: Path) -> None:
    """Raise `StoreError` when key files would lie beside the file *records*, and travel with every copy of it."""
    if _keystore() is None:
        _apart(folder(), records.absolute().parent)


def file_folder() -> Path | None:
    """The folder in which keys are files; ``None`` where the system's keystore has them. Raises as `check_apart`."""
    return folder() if _keystore() is None else None


def folder() -> Path:
    """Where key files are, and what else is set up for this computer alone; raises `StoreError` beside the records."""
    named = os.environ.get("CLINIC_KEYS")
    found = Path(named) if named else Path(platformdirs.user_config_dir(SERVICE, appauthor=False)) / "keys"
    _apart(found, home().absolute())
    return found


def _apart(folder: Path, records: Path) -> None:
    if folder.absolute().is_relative_to(records):
        raise StoreError(
            f"{folder} lies in the folder of the records, so the key would travel with every copy of them. "
            "Name another folder in CLINIC_KEYS."
        )


def _keep_in_file(name: str, words: str) -> None:
    path = folder() / name
    draft = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.unlink(missing_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(words + "\n")
            out.flush()
            os.fsync(out.fileno())
        os.replace(draft, path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        if is_full(error):
            raise StoreError(no_room(path.parent)) from None
        raise StoreError(
            f"The key of the records could not be kept in {path.parent} ({error.strerror}), and nothing was made. "
            "Name a folder of this user's own in CLINIC_KEYS."
        ) from None


def _check_own(path: Path) -> None:
    if os.name != "nt" and path.stat().st_mode & 0o077:
        raise StoreError(f"Others may read the key in {path}. Take their rights away (chmod 600), then try again.")


def _read(words: str, place: str) -> bytes:
    try:
        return read_words(words)
    except WrongWords:
        raise StoreError(f"The key {place} is damaged. Type the recovery key once: python3 -m data unlock.") from None
