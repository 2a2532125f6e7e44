"""Reading the whole store into frames, against SQLite's own scan of the same rows; plain, and encrypted."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks import clinics
from benchmarks.memory import peak_of
from benchmarks.timing import Result, in_turns
from data.sqlite_driver import connected
from data.store import Store, open_store, read_frames
from data.vault_encrypt import encrypt
from data.vault_files import key_of

SCAN = """
select count(*), sum(r.value) from readings r
join episodes e on e.id = r.episode left join sessions s on s.id = r.session
"""
FLOOR = "SQLite's own scan"
ENCRYPTED_TO = 1_000_000  # readings; the copy is compared row by row as it is made, which takes long beyond


def run(store: Store, readings: int, rounds: int) -> list[Result]:
    """All four frames against counting and adding up the same rows inside SQLite."""
    found = [_measured("Read the store into frames", store, readings, rounds)]
    if readings <= ENCRYPTED_TO:
        with tempfile.TemporaryDirectory() as folder:
            copy = clinics.copied(store, Path(folder) / "encrypted.db")
            encrypt(f"sqlite:///{copy}", "benchmark")
            with open_store(f"sqlite:///{copy}") as sealed:
                found.append(_measured("Read the encrypted store into frames", sealed, readings, rounds))
    return found


def _measured(name: str, store: Store, readings: int, rounds: int) -> Result:
    path = clinics.file_of(store)
    key = key_of(path)

    def floor() -> None:
        with connected(path, key) as connection:
            connection.execute(SCAN).fetchone()

    one = in_turns(name, f"{readings:,} readings", lambda: read_frames(store), FLOOR, floor, rounds)
    return replace(one, memory=peak_of("read", store.url))
