"""A backup of records on a server is encrypted like one of a file: flipped bytes, another key, a fresh computer."""

from __future__ import annotations

import io
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data import engine, vault
from data.backup_drill import prove
from data.backup_files import BackupError
from data.backup_make import back_up
from data.catalogue import Catalogue
from data.cli import main
from data.keys_words import in_words, read_words
from data.ledger import Ledger
from data.ledger_backup import read_told
from data.places import StoreError
from data.rows import ReadFile
from data.sqlite_driver import PLAIN
from data.store import Store, open_store, read_audit
from data.vault_files import id_of, key_of
from data.vault_server import KEY_FACT
from tests.data.backup_for_tests import forged, found_out
from tests.data.contents import contents
from tests.data.rows_for_tests import TODAY, clinic_rows
from tests.data.test_backup_server import empty

__all__ = ["empty"]
pytestmark = pytest.mark.postgres
FLIPS = 20
NAME = "Quillfeather"  # of a person, so that it can be looked for


@pytest.fixture
def served(postgres_url: str, catalogue: Catalogue) -> Iterator[Store]:
    """Records on a server, with one name to look for."""
    with open_store(postgres_url, catalogue) as store:
        rows = tuple(replace(row, patient=f"{NAME}-{row.patient}") for row in clinic_rows(40, 3))
        ledger = Ledger(store, catalogue, "Kim", TODAY)
        ledger.import_file(ReadFile("all.csv", "all", "session_sheet", (), len(rows), 0, rows))
        yield store


def test_it_is_encrypted_from_its_first_byte_and_while_it_is_made(
    served: Store, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = tuple(one for one in engine.PRAGMAS if not one.startswith("cache_size"))
    monkeypatch.setattr(engine, "PRAGMAS", (*small, "cache_size=-40"))  # so that the log is written to on the way
    seen: set[str] = set()

    def look(_done: int, _all: int) -> None:
        for path in own_home.rglob("*"):
            if path.is_file() and path.suffix != ".lock" and (content := path.read_bytes()):
                seen.add(path.name)
                assert PLAIN not in content and NAME.encode() not in content, path

    copy = back_up(served, "Kim", look).copy
    assert {"copy.db", "copy.db-wal", "drill.db"} <= seen, seen
    assert (copy.manifest.encrypted, copy.manifest.source) == (True, "postgresql") and copy.manifest.cipher
    assert not list(own_home.glob("backup-work-*"))


def test_twenty_of_twenty_flipped_bytes_and_a_cut_are_found_beside_a_manifest_that_fits(
    served: Store, tmp_path: Path
) -> None:
    copy, scratch = back_up(served, "Kim").copy, tmp_path / "scratch.db"
    whole = copy.path.read_bytes()
    assert not found_out(forged(copy, tmp_path, whole), scratch)
    found = 0
    for place in [3, *random.Random(20261128).sample(range(16, len(whole)), FLIPS - 1)]:
        content = bytearray(whole)
        content[place] ^= 0x40
        found += found_out(forged(copy, tmp_path, bytes(content)), scratch)
    print(f"\n{found} of {FLIPS} flipped bytes found in a backup of a server of {len(whole):,} bytes")
    assert found == FLIPS
    for length in (len(whole) - 4096, len(whole) // 2, len(whole) - 1, 0):
        assert found_out(forged(copy, tmp_path, whole[:length]), scratch), length


def test_all_backups_have_one_key_which_the_server_does_not_know(served: Store) -> None:
    assert vault.has_recovery_key(served) and not vault.was_shown(served), "the owner's pages offer it"
    paper = vault.recovery_key(served, "Olive")
    assert vault.was_shown(served)
    ids = []
    for _ in range(2):
        path = back_up(served, "Kim").copy.path
        assert key_of(path) == read_words(paper)
        ids.append(str(id_of(path)))
    told = served.fact(KEY_FACT) or ""
    assert ids[0] == ids[1] and told.startswith(ids[0]) and read_words(paper).hex() not in told
    audit = read_audit(served)
    assert audit["action"].tolist().count("make backup key") == 1
    assert paper not in str(audit.to_dict())


def test_without_the_key_no_backup_is_made_until_the_paper_is_typed(
    served: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgres_url: str
) -> None:
    paper = vault.recovery_key(served, "Olive")
    monkeypatch.setenv("CLINIC_KEYS", str(tmp_path / "another computer"))
    with pytest.raises(BackupError, match=r"made on another computer.*data unlock"):
        back_up(served, "Kim")
    failure = read_told(served).last_failure
    assert failure is not None and "another computer" in failure[1]
    with pytest.raises(StoreError, match="not that of the backups"):
        vault.unlock(postgres_url, in_words(bytes(32)), "Olive")
    vault.unlock(postgres_url, paper, "Olive")
    assert back_up(served, "Kim").proven


def test_with_key_and_paper_lost_backups_go_on_with_a_new_key(
    served: Store, own_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgres_url: str
) -> None:
    paper, old = vault.recovery_key(served, "Olive"), back_up(served, "Kim", to=tmp_path / "old").copy
    monkeypatch.setenv("CLINIC_KEYS", str(tmp_path / "another computer"))
    monkeypatch.setenv("CLINIC_DATABASE", postgres_url)
    assert main(["backup"]) == 4
    time.sleep(1.1)  # a backup is called by the second it was made in
    assert main(["backup", "--new-key"]) == 0
    assert not vault.was_shown(served), "the new one has to be written down again"
    assert vault.recovery_key(served, "Olive") != paper
    with pytest.raises(BackupError, match="not on this computer"):
        prove(old, tmp_path / "scratch.db", None)


def test_without_room_for_it_there_is_a_sentence_and_no_file(served: Store, own_home: Path) -> None:
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    key, (_, most) = vault.recovery_key(served, "Olive"), resource.getrlimit(resource.RLIMIT_FSIZE)
    for room in (4096, 200_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, most))
        try:
            with pytest.raises(BackupError, match=r"not enough room|full"):
                back_up(served, "Kim")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        assert [path.name for path in own_home.rglob("*") if path.is_file()] == ["backup.lock"]
        failure = read_told(served).last_failure
        assert failure is not None and "room" in failure[1]
    assert back_up(served, "Kim").proven and vault.recovery_key(served, "Olive") == key


def test_a_file_has_no_other_key(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["backup", "--new-key"]) == 4
    assert not list(filled.parent.glob("backups/*"))


def test_on_a_fresh_computer_the_paper_brings_all_back_into_an_empty_database(
    served: Store, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    paper, before = vault.recovery_key(served, "Olive"), contents(served)
    copy = back_up(served, "Kim").copy
    shutil.copytree(copy.path.parent, tmp_path / "stick")
    for name, value in (("HOME", tmp_path / "new"), ("KEYS", tmp_path / "new keys"), ("DATABASE", empty)):
        monkeypatch.setenv(f"CLINIC_{name}", str(value))
    file = str(tmp_path / "stick" / copy.name)
    assert main(["restore", file, "--yes"]) == 4
    assert f"python3 -m data unlock {file}" in capsys.readouterr().err
    assert not os.path.exists(tmp_path / "new keys")
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{paper}\n"))
    assert main(["unlock", file]) == main(["restore", file, "--yes"]) == 0
    with open_store(empty) as back:
        assert contents(back) == before
        assert vault.was_shown(back) and vault.recovery_key(back, "Olive") == paper, "the paper stays the right one"
        time.sleep(1)  # a backup is named after its second, and this name is known of the first one
        assert back_up(back, "Kim").proven
