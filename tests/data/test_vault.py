"""The recovery key, a key brought to another computer, and the copy without a lock."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import threading
from pathlib import Path

import pytest

from data import vault, vault_copy
from data.catalogue import Catalogue
from data.check import check_store
from data.keys_words import WrongWords, in_words, read_words
from data.ledger import Ledger
from data.places import StoreError, clinic_url
from data.sqlite_driver import PLAIN, connected
from data.store import open_store, read_audit
from data.vault_files import key_of
from tests.data.contents import contents
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of

ROWS = "SELECT * FROM {}"


def _tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, and the schema as one more."""
    with connected(path, key_of(path)) as connection:
        schema = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        names = [name for kind, name, _ in schema if kind == "table"]
        found = {name: sorted(connection.execute(ROWS.format(name)).fetchall(), key=repr) for name in names}
    return {**found, "": sorted(schema)}


def _actions() -> list[tuple[str, str]]:
    with open_store() as store:
        audit = read_audit(store)
    return list(zip(audit["actor"], audit["action"], strict=True))


def test_the_recovery_key_is_the_key_and_showing_it_is_written_down(filled: Path) -> None:
    with open_store() as store:
        version = store.version()
        assert not vault.was_shown(store)
        words = vault.recovery_key(store, "Olive Owner")
        assert vault.was_shown(store)
        assert store.version() == version
        assert check_store(store) == []
    assert read_words(words) == key_of(filled)
    assert ("Olive Owner", "show recovery key") in _actions()
    with open_store() as store:
        assert words not in str(read_audit(store).to_dict())


def test_a_plain_file_has_no_recovery_key(clinic_store: object) -> None:
    with pytest.raises(StoreError, match=r"not encrypted.*data encrypt"):
        vault.recovery_key(clinic_store, "Olive")  # type: ignore[arg-type]


def test_records_taken_to_another_computer_open_with_the_recovery_key(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store() as store:
        before, words = contents(store), vault.recovery_key(store, "Olive")
    other = tmp_path / "other computer"
    other.mkdir()
    shutil.copy(filled, other / "clinic.db")
    monkeypatch.setenv("CLINIC_HOME", str(other))
    monkeypatch.setenv("CLINIC_KEYS", str(tmp_path / "other keys"))
    for typed, kind, said in (
        (words[:-1] + ("2" if words[-1] != "2" else "3"), WrongWords, "typing mistake"),
        (in_words(bytes(32)), StoreError, "does not open"),
    ):
        with pytest.raises(kind, match=said):
            vault.unlock(clinic_url(), typed, "Olive")
        assert not (tmp_path / "other keys").exists()
    vault.unlock(clinic_url(), words.lower(), "Olive")
    with open_store() as store:
        assert (contents(store), check_store(store)) == (before, [])
    assert _actions()[0] == ("Olive", "unlock records")


@pytest.mark.parametrize("plain", [True, False])
def test_a_copy_without_a_lock_is_equal_row_by_row(
    plain: bool, filled: Path, tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    if plain:
        monkeypatch.setenv("CLINIC_DATABASE", f"sqlite:///{tmp_path / 'plain.db'}")
        with open_store() as store:
            Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(*clinic_rows(60)))
    out, seen = tmp_path / "export" / "everything.db", []
    out.parent.mkdir()
    with open_store() as store:
        path = Path(str(store.engine.url.database))
        assert store.is_plain_file is plain
        before = _tables(path)
        counts = vault.export_clear(store, out, "Olive", lambda done, total: seen.append((done, total)))
    assert out.read_bytes()[:16] == PLAIN
    assert [one.name for one in out.parent.iterdir()] == ["everything.db"]
    assert _tables(out) == before
    assert counts == {name: len(rows) for name, rows in before.items() if name}
    assert counts["readings"] == 360
    assert all(0 <= done <= total for done, total in seen)
    if sys.platform != "win32":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert _actions()[0] == ("Olive", "export without encryption")
    with open_store(f"sqlite:///{out}") as copy:
        assert (check_store(copy), len(before["audit_events"])) == ([], len(read_audit(copy)))


@pytest.mark.parametrize(
    "spoil",
    ["DELETE FROM copied.readings WHERE id = 7", "UPDATE copied.readings SET value = 10 - value WHERE id = 7",
     "INSERT INTO copied.facts (name, value) VALUES ('more', '1')"],
    ids=["a row fewer", "another value", "a row more"],
)  # fmt: skip
def test_a_copy_replaces_nothing_and_leaves_nothing_when_it_fails(
    spoil: str, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "everything.db"
    out.write_text("somebody's")
    with open_store() as store:
        with pytest.raises(StoreError, match="left alone"):
            vault.export_clear(store, out, "Olive")
        assert out.read_text() == "somebody's"
        real = vault_copy._compared

        def lost(source: object) -> object:
            source.execute(spoil)  # type: ignore[attr-defined]
            return real(source)

        monkeypatch.setattr(vault_copy, "_compared", lost)
        with pytest.raises(StoreError, match="is not the same in the copy"):
            vault.export_clear(store, tmp_path / "other.db", "Olive")
        assert check_store(store) == []
    assert [one.name for one in tmp_path.glob("*.db")] == ["everything.db"]
    assert list(tmp_path.glob(".*")) == []
    assert vault.EXPORTED not in [action for _, action in _actions()]


def test_a_copy_made_while_others_write_is_one_state(filled: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    done = threading.Event()

    def write() -> None:
        with open_store() as other:
            ledger, number = Ledger(other, catalogue, "Kim", TODAY), 0
            while not done.wait(0.005) or not number:  # with no breath between, nobody else might get to write at all
                ledger.add_patient(f"N{(number := number + 1)}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with open_store() as store:
            for number in range(3):
                vault.export_clear(store, tmp_path / f"{number}.db", "Olive")
    finally:
        done.set()
        writer.join()
    for number in range(3):
        with open_store(f"sqlite:///{tmp_path / f'{number}.db'}") as copy:
            assert check_store(copy) == []


def test_a_server_says_whose_work_it_is(postgres_url: str, tmp_path: Path) -> None:
    with open_store(postgres_url) as store:
        assert (store.is_encrypted, store.is_plain_file) == (False, False)
        with pytest.raises(StoreError, match="pg_dump"):
            vault.export_clear(store, tmp_path / "out.db", "Olive")
    with pytest.raises(StoreError, match="there is no key"):
        vault.unlock(postgres_url, in_words(bytes(32)), "Olive")
    assert os.listdir(tmp_path) == []
