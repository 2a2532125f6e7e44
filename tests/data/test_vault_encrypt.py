"""A plain clinic becomes an encrypted one: whole, or not at all, whatever happens in the middle."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data import vault_encrypt
from data.catalogue import Catalogue
from data.check import check_store
from data.ledger import Ledger
from data.places import StoreError
from data.sqlite_driver import PLAIN, connected
from data.store import Store, open_store, read_audit
from data.vault_files import id_of
from tests.data.contents import contents
from tests.data.encrypt_to_be_killed import POINTS
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of

ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("encrypt_to_be_killed.py")
no_kill = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not a thing of Windows")


@pytest.fixture
def plain(own_home: Path, catalogue: Catalogue) -> Path:
    """A plain clinic, closed."""
    with open_store(None, catalogue) as store:
        Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(*clinic_rows(60)))
    return own_home / "clinic.db"


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


def _start(path: Path, point: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(CHILD), _url(path), point]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _events(store: Store) -> int:
    return int((read_audit(store)["action"] == vault_encrypt.ENCRYPTED_NOW).sum())


def test_a_plain_clinic_is_encrypted_with_every_row(plain: Path) -> None:
    with open_store(_url(plain)) as store:
        before, audit = contents(store), len(read_audit(store))
    whole = plain.read_bytes()
    shutil.copy(plain, plain.with_name("clinic-before-0002-from-0001.db"))
    done = vault_encrypt.encrypt(_url(plain), "Olive")
    assert done.aside.name == "clinic-not-encrypted.db"
    assert [one.name for one in done.also_plain] == ["clinic-before-0002-from-0001.db"]
    assert plain.read_bytes()[:16] not in (PLAIN, b"")
    assert [name for name in (b"P00007", b"soleus") if name in plain.read_bytes()] == []
    assert [name for name in (b"P00007", b"soleus") if name in whole] == [b"P00007", b"soleus"]
    with open_store(_url(plain)) as store:
        assert (contents(store), store.is_encrypted, check_store(store)) == (before, True, [])
        assert (_events(store), len(read_audit(store))) == (1, audit + 1)
    with open_store(_url(done.aside)) as store:
        assert (contents(store), store.is_plain_file) == (before, True)
    assert not list(plain.parent.glob("*encrypting*"))
    with pytest.raises(StoreError, match="encrypted already"):
        vault_encrypt.encrypt(_url(plain), "Olive")


@no_kill
@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_each_point_there_is_a_whole_clinic(point: str, plain: Path) -> None:
    with open_store(_url(plain)) as store:
        before = contents(store)
    child = _start(plain, point)
    said, wrong = child.communicate(timeout=120)
    assert (child.returncode, said) == (-9, "encrypting\n"), wrong
    after_the_exchange = list(POINTS).index(point) >= list(POINTS).index("after the exchange")
    with open_store(_url(plain)) as store:
        assert (contents(store), check_store(store)) == (before, [])
        assert (store.is_encrypted, _events(store)) == (after_the_exchange, int(after_the_exchange))
    if not after_the_exchange:
        vault_encrypt.encrypt(_url(plain), "Olive")
        with open_store(_url(plain)) as store:
            assert (contents(store), check_store(store), store.is_encrypted) == (before, [], True)
    names = {one.name for one in plain.parent.iterdir()} - {"clinic.db-wal", "clinic.db-shm"}
    assert names == {"clinic.db", "clinic-not-encrypted.db"}


@no_kill
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_at_any_moment_there_is_a_whole_clinic(plain: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    with open_store(_url(plain)) as store:
        Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(*clinic_rows(3000), name="more.csv"))
        before = contents(store)
    found, moments = [], random.Random(20261128)
    said, seconds = _killed(plain, tmp_path / "whole", None)
    assert said == "encrypted\n"
    for number in range(12):
        home = tmp_path / str(number)
        copying = number % 2 == 0  # however busy the computer is; the others at any moment of the time it took
        share = moments.uniform(0.0, 0.2) if copying else moments.uniform(0.1, 1.0)
        _killed(plain, home, seconds * share, copying)
        draft = (home / "clinic.db.encrypting").exists()
        with open_store(_url(home / "clinic.db")) as store:
            assert (contents(store), check_store(store)) == (before, [])
            found.append((draft, store.is_encrypted))
        shutil.rmtree(home)
    assert sum(draft for draft, _ in found) >= 4, f"few kills found the copy being made: {found}"


def _killed(plain: Path, home: Path, after: float | None, copying: bool = False) -> tuple[str, float]:
    """What a run of its own said, which is killed *after* so many seconds of encrypting, and how many it took.

    *copying*: counted from when the copy is begun.
    """
    shutil.copytree(plain.parent, home)
    child = _start(home / "clinic.db", "never")
    stdout = child.stdout
    if stdout is None or stdout.readline() != "encrypting\n":
        raise RuntimeError("it did not begin")
    begun = time.monotonic()
    while copying and child.poll() is None and not (home / "clinic.db.encrypting").exists():
        time.sleep(0.002)
    try:
        child.wait(after or 120)
    except subprocess.TimeoutExpired:
        child.kill()
    return child.communicate()[0], time.monotonic() - begun


def test_refused_while_the_dashboard_has_it_open(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_encrypt, "_WAIT_MS", 50)
    with open_store(_url(plain)) as dashboard:
        dashboard.version()
        before = contents(dashboard)
        with pytest.raises(StoreError, match="Close the dashboard"):
            vault_encrypt.encrypt(_url(plain), "Olive")
        assert (contents(dashboard), dashboard.is_encrypted) == (before, False)
        assert [
            one.name for one in plain.parent.glob("*.db*") if "-wal" not in one.name and "-shm" not in one.name
        ] == ["clinic.db"]
    assert not Path(os.environ["CLINIC_KEYS"]).exists()


@pytest.mark.parametrize("fault", ["copy_whole", "check_whole", "_finish", "_second_name"])
def test_a_fault_in_the_middle_changes_nothing(fault: str, plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(vault_encrypt, fault, broken)
    with open_store(_url(plain)) as store:
        before = contents(store)
    with pytest.raises(StoreError, match=r"is full.*Make room"):
        vault_encrypt.encrypt(_url(plain), "Olive")
    assert [one.name for one in plain.parent.iterdir()] == ["clinic.db"]
    assert list(Path(os.environ["CLINIC_KEYS"]).iterdir()) == []
    with open_store(_url(plain)) as store:
        assert (contents(store), store.is_plain_file) == (before, True)


def test_a_disk_that_knows_no_second_names(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    done = vault_encrypt.encrypt(_url(plain), "Olive")
    with open_store(_url(plain)) as store, open_store(_url(done.aside)) as old:
        assert contents(store) == contents(old)
        assert (store.is_encrypted, old.is_plain_file) == (True, True)


def test_a_damaged_clinic_is_not_encrypted(plain: Path) -> None:
    with connected(plain) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE sessions SET episode = 999 WHERE id = 1")
    with pytest.raises(StoreError, match="python3 -m data check"):
        vault_encrypt.encrypt(_url(plain), "Olive")
    assert id_of(plain) is None
    assert list(Path(os.environ["CLINIC_KEYS"]).iterdir()) == []


def test_what_cannot_be_encrypted_says_why(demo_home: Path, postgres_url: str) -> None:
    for address, said in (
        (_url(demo_home / "demo.db"), "nobody in it exists"),
        (_url(demo_home / "none.db"), "no file"),
        (postgres_url, "PostgreSQL"),
    ):
        with pytest.raises(StoreError, match=said):
            vault_encrypt.encrypt(address, "Olive")
