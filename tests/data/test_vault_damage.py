"""A damaged encrypted file is found out, wherever the damage is: each page has a seal of its own."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from data.catalogue import Catalogue
from data.check import check_store
from data.ledger import Ledger
from data.places import StoreError
from data.store import open_store
from tests.data.rows_for_tests import TODAY


@pytest.mark.parametrize("emptied", [False, True], ids=["full", "mostly empty pages"])
def test_twenty_of_twenty_flipped_bytes_are_found(
    emptied: bool, filled: Path, catalogue: Catalogue, capfd: pytest.CaptureFixture[str]
) -> None:
    if emptied:  # SQLite's own check does not read a page that is free; its seal is looked at all the same
        with open_store(None, catalogue) as store:
            Ledger(store, catalogue, "Kim", TODAY).withdraw_batch(1, "A trial run")
    whole, found = filled.read_bytes(), 0
    places = random.Random(20261128)
    for _ in range(20):
        spoilt = bytearray(whole)
        place = places.randrange(len(whole))
        spoilt[place] ^= 1 << places.randrange(8)
        filled.write_bytes(spoilt)
        found += _is_found(filled, catalogue)
    assert capfd.readouterr().err == ""  # SQLCipher's own words stay away
    filled.write_bytes(whole)
    assert not _is_found(filled, catalogue)
    with capfd.disabled():
        print(f"\nflipped bytes found: {found} of 20 in {len(whole):,} bytes")
    assert found == 20


def _is_found(path: Path, catalogue: Catalogue) -> bool:
    try:
        with open_store(f"sqlite:///{path}", catalogue) as store:
            said = check_store(store)
    except StoreError as refused:
        said = [str(refused)]
    return bool(said) and any("damaged" in sentence or "last backup" in sentence for sentence in said)


def test_a_file_cut_short_is_damaged(filled: Path, catalogue: Catalogue) -> None:
    whole = filled.read_bytes()
    for kept in (len(whole) // 2, len(whole) - 1, 5000, 100):
        filled.write_bytes(whole[:kept])
        assert _is_found(filled, catalogue), kept


@pytest.mark.parametrize("content", [b"patient,date,pain\n" * 100, b"\0" * 8192, b"x"])
def test_what_is_no_database_is_refused_and_left_alone(content: bytes, place: Path) -> None:
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store()
    assert place.read_bytes() == content


def test_an_empty_file_is_not_taken_for_the_clinics(place: Path) -> None:
    place.parent.mkdir(parents=True)
    place.touch()
    with pytest.raises(StoreError, match="is empty and holds no records"):
        open_store()
