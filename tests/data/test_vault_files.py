"""The clinic's own file is encrypted: nothing of it can be read without the key, wherever the file is put."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from data import demo, keys, vault_files
from data.catalogue import Catalogue, load_catalogue
from data.check import check_store
from data.keys import KeyMissing
from data.ledger import Ledger
from data.places import StoreError, clinic_url
from data.sqlite_driver import PLAIN, connected, sqlite
from data.store import open_store
from tests.data.contents import contents
from tests.data.rows_for_tests import TODAY, file_of, visit

if TYPE_CHECKING:
    from data.store import Store

NAMES = ("Marmaduke-9917", "Ermintrude-Podiatrist", "Site-of-Wychwood", "tender-over-the-calcaneus")


def _bytes(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.parent.iterdir() if one.name.startswith(path.name)}


def _write_names(store: Store, catalogue: Catalogue) -> None:
    patient, podiatrist, site, note = NAMES
    row = visit(2, patient, site=site, podiatrist=podiatrist)
    ledger = Ledger(store, catalogue, podiatrist, TODAY)
    ledger.import_file(file_of(row, name="names.csv"))
    ledger.save_draft(1, {"notes": note}, 0)


@pytest.mark.parametrize("encrypted", [True, False])
def test_names_are_nowhere_in_the_files(encrypted: bool, place: Path, catalogue: Catalogue) -> None:
    address = clinic_url() if encrypted else f"sqlite:///{place}"
    with open_store(address, catalogue) as store:
        _write_names(store, catalogue)
        at_work = _bytes(place)
    closed = _bytes(place)
    assert set(at_work) == {"clinic.db", "clinic.db-wal", "clinic.db-shm"}
    assert len(at_work["clinic.db-wal"]) > 4096
    found = {name for name in NAMES for content in (*at_work.values(), *closed.values()) if name.encode() in content}
    assert found == (set() if encrypted else set(NAMES))  # the plain file shows that the search would find them
    assert (closed["clinic.db"][:16] == PLAIN) is not encrypted
    assert store.is_encrypted is encrypted


@pytest.mark.skipif(sys.platform == "win32", reason="rights of this kind are not a thing of Windows")
def test_only_this_user_may_read_even_the_encrypted_file(place: Path, catalogue: Catalogue) -> None:
    with open_store(clinic_url(), catalogue) as store:
        _write_names(store, catalogue)
        rights = {one.name: stat.S_IMODE(one.stat().st_mode) for one in place.parent.iterdir()}
    assert rights == dict.fromkeys(("clinic.db", "clinic.db-wal", "clinic.db-shm"), 0o600)


def test_only_the_clinics_own_place_is_encrypted_without_asking(place: Path, catalogue: Catalogue) -> None:
    kinds = {}
    for address in (None, f"sqlite:///{place.parent}/plain.db", f"sqlite+sqlcipher:///{place.parent}/asked.db"):
        with open_store(address, catalogue) as store:
            kinds[Path(str(store.engine.url.database)).name] = store.is_encrypted
            assert check_store(store) == []
    assert kinds == {"clinic.db": True, "plain.db": False, "asked.db": True}
    assert len(list(Path(os.environ["CLINIC_KEYS"]).iterdir())) == 2


def test_the_file_says_what_it_is_whatever_the_address_says(filled: Path, catalogue: Catalogue) -> None:
    with open_store(f"sqlite:///{filled}", catalogue) as store:
        assert store.is_encrypted
        assert store.has_records()
    demo_like = filled.with_name("was-plain.db")
    open_store(f"sqlite:///{demo_like}", catalogue).close()
    with open_store(f"sqlite+sqlcipher:///{demo_like}", catalogue) as store:
        assert store.is_plain_file


def test_the_invented_clinic_stays_plain(demo_home: Path) -> None:
    with demo.open_demo() as store:
        assert store.is_plain_file
    assert not Path(os.environ["CLINIC_KEYS"]).exists()


def test_a_moved_file_and_a_copy_made_by_sqlite_find_their_key(filled: Path, tmp_path: Path) -> None:
    with connected(filled, vault_files.key_of(filled)) as source:
        source.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    with open_store() as store:
        before = contents(store)
    moved = tmp_path / "elsewhere" / "renamed.db"
    moved.parent.mkdir()
    shutil.move(filled, moved)
    for path in (moved, tmp_path / "copy.db"):
        with open_store(f"sqlite:///{path}") as store:
            assert (contents(store), store.is_encrypted, check_store(store)) == (before, True, [])


def test_a_missing_key_is_never_made_anew(filled: Path) -> None:
    shutil.rmtree(os.environ["CLINIC_KEYS"])
    before = _bytes(filled)
    with pytest.raises(KeyMissing, match="recovery key opens it: python3 -m data unlock"):
        open_store()
    assert _bytes(filled) == before
    assert not Path(os.environ["CLINIC_KEYS"]).exists()


def test_a_wrong_key_is_refused_and_nothing_changes(filled: Path) -> None:
    id = vault_files.id_of(filled)
    right = keys.find(str(id))
    assert right is not None
    keys.keep(str(id), bytes(32))
    before = _bytes(filled)
    assert (vault_files.fits(filled, bytes(32)), vault_files.fits(filled, right)) == (False, True)
    with pytest.raises(StoreError, match="cannot be opened with the key that is kept for it"):
        open_store()
    assert _bytes(filled) == before
    assert keys.find(str(id)) == bytes(32)
    keys.keep(str(id), right)
    with open_store() as store:
        assert check_store(store) == []


def test_what_a_power_cut_left_in_the_log_survives_a_wrong_key(place: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut" / "clinic.db"
    cut.parent.mkdir()
    with open_store() as store:
        Ledger(store, load_catalogue(), "Kim", TODAY).import_file(file_of(visit(2)))
        before = contents(store)
        for part in ("", "-wal"):
            shutil.copy(f"{place}{part}", f"{cut}{part}")
    id, right = str(vault_files.id_of(cut)), vault_files.key_of(cut)
    assert right is not None
    keys.keep(id, bytes(32))
    assert not vault_files.fits(cut, bytes(32))
    with pytest.raises(StoreError, match="cannot be opened with the key"):
        open_store(f"sqlite:///{cut}")
    keys.keep(id, right)
    with open_store(f"sqlite:///{cut}") as store:
        assert (contents(store), check_store(store)) == (before, [])
    assert before["sessions"][0] == 1


def test_the_key_is_not_kept_beside_a_file_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINIC_KEYS", str(tmp_path / "records" / "keys"))
    with pytest.raises(StoreError, match="travel with every copy"):
        open_store(f"sqlite+sqlcipher:///{tmp_path / 'records' / 'own.db'}")
    assert list((tmp_path / "records").iterdir()) == []


def test_of_two_programs_that_make_it_at_once_one_is_kept(place: Path) -> None:
    place.parent.mkdir(parents=True)
    vault_files.make(place)
    first = place.read_bytes()
    vault_files.make(place)
    assert place.read_bytes() == first
    assert sorted(one.name for one in place.parent.iterdir()) == ["clinic.db"]
    kept = [one.stem for one in Path(os.environ["CLINIC_KEYS"]).iterdir()]
    assert kept == [vault_files.id_of(place)] == [first[:16].hex()]


def test_the_programs_own_connection_may_not_alter_an_encrypted_file(filled: Path) -> None:
    with open_store() as store, store.engine.connect() as connection:
        for statement in ("DROP TABLE patients", "ATTACH 'x.db' AS x KEY ''", "DELETE FROM audit_events"):
            with pytest.raises(Exception, match="not authorized"):
                connection.execute(text(statement))
        assert isinstance(connection.connection.driver_connection, sqlite.Connection)


def test_a_file_replaced_while_it_is_opened_is_not_written(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = vault_files.key_of

    def replaced(path: Path) -> bytes | None:
        key = real(path)
        shutil.copy(path, path.with_name("new.db"))
        os.replace(path.with_name("new.db"), path)
        return key

    monkeypatch.setattr("data.engine.key_of", replaced)
    with pytest.raises(StoreError, match="was replaced just now"):
        open_store()
