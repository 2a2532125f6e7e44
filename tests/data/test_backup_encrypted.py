"""Of an encrypted backup every flipped byte is found, even beside a manifest that was made to fit it."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from pathlib import Path

import pytest

from data.backup_drill import prove
from data.backup_files import BackupError
from data.backup_folder import Copy
from data.backup_make import back_up
from data.store import open_store

FLIPS = 20


@pytest.fixture
def made(filled: Path) -> Copy:
    """An encrypted backup of a few hundred rows."""
    with open_store() as store:
        copy = back_up(store, "Kim").copy
    assert copy.manifest.encrypted
    return copy


def _flipped(made: Copy, folder: Path, place: int, *, forged: bool) -> Copy:
    content = bytearray(made.path.read_bytes())
    content[place] ^= 0x40
    path = folder / made.name
    path.write_bytes(content)
    fitting = replace(made.manifest, sha256=hashlib.sha256(content).hexdigest())
    return Copy(path, fitting if forged else made.manifest)


def _found(copy: Copy, scratch: Path) -> bool:
    for left in scratch.parent.glob(f"{scratch.name}*"):
        left.unlink()
    try:
        return not prove(copy, scratch, None).proven
    except BackupError:  # the first bytes say which key opens it, and there is none for these
        return True


@pytest.mark.parametrize("forged", [False, True], ids=["by-its-manifest", "by-its-own-seals"])
def test_twenty_of_twenty_flipped_bytes_are_found(made: Copy, tmp_path: Path, forged: bool) -> None:
    scratch = tmp_path / "scratch.db"
    assert not _found(made, scratch)
    places = [3, *random.Random(20261128).sample(range(16, made.manifest.size), FLIPS - 1)]
    found = sum(_found(_flipped(made, tmp_path, place, forged=forged), scratch) for place in places)
    print(f"\n{found} of {FLIPS} flipped bytes found in an encrypted backup of {made.manifest.size:,} bytes")
    assert found == len(places) == FLIPS
