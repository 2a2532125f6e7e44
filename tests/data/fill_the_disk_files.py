"""Run by the test of a full disk in a process of its own: make each kind of file with no room, and again with room.

Usage: python fill_the_disk_files.py FOLDER WAY, as `tests.data.fill_the_disk`. Prints one JSON object a line.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from data import keys, vault
from data.catalogue import load_catalogue
from data.check import check_store
from data.disk import save
from data.keys_words import in_words
from data.ledger import Ledger
from data.rows import ReadFile
from data.store import Store, open_store
from data.vault_encrypt import encrypt
from data.vault_files import make
from tests.data.contents import contents
from tests.data.fill_the_disk import TABLES, no_room
from tests.data.rows_for_tests import TODAY, clinic_rows

BY_COMMAND = b"x" * 300_000
FIRST = os.path.expandvars("$CLINIC_DATABASE")
SPARE = {"an empty encrypted file": 4096, "encrypting": 200_000}  # bytes: so that its key still fits, and the file not


def makes(store: Store, folder: Path, way: str) -> dict[str, Callable[[], object]]:
    """Each kind of file that is made of records, or of their key."""
    found: dict[str, Callable[[], object]] = {
        "a file by command": lambda: save(folder / "pictures.zip", BY_COMMAND),
        "export without encryption": lambda: vault.export_clear(store, folder / "clear.db", "Kim"),
        "a key": lambda: keys.keep("ab" * 16, bytes(range(32))),
        "an empty encrypted file": lambda: make(folder / "records" / "other.db"),
    }
    if way == "limit":  # a key is smaller than the least that a file may grow to
        del found["a key"], found["an empty encrypted file"]
    return found


def main(folder: Path, way: str) -> None:
    """Try, look, make room, try again; at last encrypt a plain file in the same way."""
    catalogue, rows = load_catalogue(), clinic_rows(200, 5)
    with open_store(FIRST, catalogue) as store:
        ledger = Ledger(store, catalogue, "Kim", TODAY)
        ledger.import_file(ReadFile("all.csv", "all", "session_sheet", (), len(rows), 0, rows))
        for name, act in makes(store, folder, way).items():
            tried(store, folder, way, name, act, SPARE.get(name, 0))
        plain = store.is_plain_file
    if plain:
        _encrypting(folder, way)


def tried(store: Store, folder: Path, way: str, name: str, act: Callable[[], object], spare: int) -> None:
    """One kind of file, with no room and then with room."""
    before, files = contents(store, TABLES), _files(folder)
    said = _without_room(folder, way, act, spare)
    same, left = contents(store, TABLES) == before, sorted(_files(folder) - files)
    act()
    print(json.dumps({"what": name, "said": said, "same": same, "left": left, "check": check_store(store)}), flush=True)


def _encrypting(folder: Path, way: str) -> None:
    files = _files(folder)
    said = _without_room(folder, way, lambda: encrypt(FIRST, "Kim"), SPARE["encrypting"])
    left = sorted(_files(folder) - files)
    with open_store(FIRST) as store:
        plain, before = store.is_plain_file, contents(store)
    encrypt(FIRST, "Kim")
    with open_store(FIRST) as store:
        same, check = plain and store.is_encrypted and contents(store) == before, check_store(store)
    print(json.dumps({"what": "encrypting", "said": said, "same": same, "left": left, "check": check}), flush=True)


def _without_room(folder: Path, way: str, act: Callable[[], object], spare: int) -> str:
    with no_room(folder, way, spare):
        try:
            act()
        except ValueError as error:
            return str(error).replace(in_words(bytes(range(32))), "THE KEY ITSELF")
    return "not refused"


def _files(folder: Path) -> set[str]:
    kept = (".lock", ".db-wal", ".db-shm")  # of a database that is open
    return {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file() and not one.name.endswith(kept)}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
