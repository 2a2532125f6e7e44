"""Of an encrypted backup every flipped byte is found, even beside a manifest that was made to fit it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from data.backup_folder import Copy
from data.backup_make import back_up
from data.store import open_store
from tests.data.backup_for_tests import forged, found_out

FLIPS = 20


@pytest.fixture
def made(filled: Path) -> Copy:
    """An encrypted backup of a few hundred rows."""
    with open_store() as store:
        copy = back_up(store, "Kim").copy
    assert copy.manifest.encrypted
    return copy


def _flipped(made: Copy, folder: Path, place: int, *, fitting: bool) -> Copy:
    content = bytearray(made.path.read_bytes())
    content[place] ^= 0x40
    copy = forged(made, folder, bytes(content))
    return copy if fitting else Copy(copy.path, made.manifest)


@pytest.mark.parametrize("fitting", [False, True], ids=["by-its-manifest", "by-its-own-seals"])
def test_twenty_of_twenty_flipped_bytes_are_found(made: Copy, tmp_path: Path, fitting: bool) -> None:
    scratch = tmp_path / "scratch.db"
    assert not found_out(made, scratch)
    places = [3, *random.Random(20261128).sample(range(16, made.manifest.size), FLIPS - 1)]
    found = sum(found_out(_flipped(made, tmp_path, place, fitting=fitting), scratch) for place in places)
    print(f"\n{found} of {FLIPS} flipped bytes found in an encrypted backup of {made.manifest.size:,} bytes")
    assert found == len(places) == FLIPS
