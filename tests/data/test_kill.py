"""kill -9 in the middle of an import: afterwards the record is whole, and nothing partial is in it.

A crash that always comes too early would look as good, so the import that is not killed has to finish,
and at least half of the kills have to find the write-ahead log at work. Some kills come at any moment, the
others when the log has grown to some share of what it grows to, however busy the computer is.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.catalogue import Catalogue
from data.check import check_store
from data.ledger import Ledger
from data.store import open_store, read_batches
from tests.data.contents import contents
from tests.data.rows_for_tests import TODAY, file_of, visit

ROWS = int(os.environ.get("KILL_ROWS", "100000"))
KILLS, BY_THE_CLOCK = 20, 5
ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("import_to_be_killed.py")


@dataclass
class Ended:
    """How one import ended: what the child said, the seconds it imported for, and the log it left behind."""

    said: str
    seconds: float
    log_bytes: int
    most_log_bytes: int


def _import(home: Path, kill_after: float | None = None, kill_at: float | None = None) -> Ended:
    """Import, and kill it *kill_after* seconds or when its log has *kill_at* bytes."""
    database = home / "clinic.db"
    command = [sys.executable, str(CHILD), f"sqlite:///{database}", str(ROWS)]
    child = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )
    stdout = child.stdout
    if stdout is None or stdout.readline() != "importing\n":
        raise RuntimeError("the import did not begin")
    began, log, most = time.monotonic(), home / "clinic.db-wal", 0
    while child.poll() is None:
        most = max(most, _size(log))
        if (kill_after and time.monotonic() - began > kill_after) or (kill_at and most > kill_at):
            child.kill()
            break
        time.sleep(0.002)
    said = stdout.read()
    child.wait()
    stdout.close()
    return Ended(said, time.monotonic() - began, _size(log), most)


def _size(log: Path) -> int:
    try:
        return log.stat().st_size
    except FileNotFoundError:
        return 0


@pytest.fixture(params=["sqlite", "sqlite+sqlcipher"], ids=["plain", "encrypted"])
def first(request: pytest.FixtureRequest, tmp_path: Path, catalogue: Catalogue) -> Path:
    """A folder with a database that holds one record already, closed and without a log."""
    home = tmp_path / "first"
    with open_store(f"{request.param}:///{home / 'clinic.db'}", catalogue) as store:
        Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(visit(2, "Before"), name="before.csv"))
    return home


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not a thing of Windows")
def test_killed_at_any_moment_the_record_is_whole(first: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    whole = _whole(first, tmp_path, catalogue)
    with open_store(f"sqlite:///{first / 'clinic.db'}", catalogue) as store:  # the file says whether it is encrypted
        before, encrypted = contents(store), store.is_encrypted
    found: list[tuple[str, bool]] = []
    moments = random.Random(20261122)
    for number in range(KILLS):
        home = tmp_path / f"killed-{number}"
        shutil.copytree(first, home)
        if number < BY_THE_CLOCK:
            ended = _import(home, kill_after=moments.uniform(0.02, 1.0) * whole.seconds)
        else:
            ended = _import(home, kill_at=moments.uniform(0.02, 0.95) * whole.most_log_bytes)
        log_at_work = ended.log_bytes > 0
        with open_store(f"sqlite:///{home / 'clinic.db'}", catalogue) as store:
            assert (check_store(store), store.is_encrypted) == ([], encrypted)
            stored = contents(store)
            unchanged = stored == before
            assert unchanged or (len(read_batches(store)), stored["sessions"][0]) == (2, 1 + ROWS)
        found.append(("unchanged" if unchanged else "complete", log_at_work))
        shutil.rmtree(home)
    print(f"{ROWS:,} rows, {KILLS} kills: {found}")
    at_work = sum(log for _, log in found)
    assert at_work >= KILLS // 2, f"only {at_work} kills found the log at work: {found}"
    assert sum(what == "unchanged" for what, _ in found) >= KILLS // 2, found


def _whole(first: Path, tmp_path: Path, catalogue: Catalogue) -> Ended:
    """The same import, not killed: it finishes, and the record is whole."""
    home = tmp_path / "whole"
    shutil.copytree(first, home)
    ended = _import(home)
    assert ended.said == f"stored {ROWS}\n"
    with open_store(f"sqlite:///{home / 'clinic.db'}", catalogue) as store:
        assert contents(store)["sessions"][0] == ROWS + 1
        assert check_store(store) == []
    shutil.rmtree(home)
    return ended
