"""kill -9 in the middle of an import: afterwards the record is whole, and nothing partial is in it.

A crash that always comes too early would look as good, so the import that is not killed has to finish,
and at least half of the kills have to find the write-ahead log at work.
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
KILLS = 20
ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("import_to_be_killed.py")


@dataclass
class Ended:
    """How one import ended: what the child said, the seconds it imported for, and the log it left behind."""

    said: str
    seconds: float
    log_bytes: int


def _import(home: Path, kill_after: float | None) -> Ended:
    database = home / "clinic.db"
    command = [sys.executable, str(CHILD), f"sqlite:///{database}", str(ROWS)]
    child = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )
    stdout = child.stdout
    if stdout is None or stdout.readline() != "importing\n":
        raise RuntimeError("the import did not begin")
    began = time.monotonic()
    if kill_after is not None:
        try:
            child.wait(kill_after)
        except subprocess.TimeoutExpired:
            child.kill()
    said = stdout.read()
    child.wait()
    stdout.close()
    log = home / "clinic.db-wal"
    return Ended(said, time.monotonic() - began, log.stat().st_size if log.exists() else 0)


@pytest.fixture
def first(tmp_path: Path, catalogue: Catalogue) -> Path:
    """A folder with a database that holds one record already, closed and without a log."""
    home = tmp_path / "first"
    with open_store(f"sqlite:///{home / 'clinic.db'}", catalogue) as store:
        Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(visit(2, "Before"), name="before.csv"))
    return home


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not a thing of Windows")
def test_killed_at_any_moment_the_record_is_whole(first: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    whole = _whole(first, tmp_path, catalogue)
    with open_store(f"sqlite:///{first / 'clinic.db'}", catalogue) as store:
        before = contents(store)
    found: list[tuple[str, bool]] = []
    moments = random.Random(20261122)
    for number in range(KILLS):
        home = tmp_path / f"killed-{number}"
        shutil.copytree(first, home)
        ended = _import(home, moments.uniform(0.02, 1.0) * whole.seconds)
        log_at_work = ended.log_bytes > 0
        with open_store(f"sqlite:///{home / 'clinic.db'}", catalogue) as store:
            assert check_store(store) == []
            stored = contents(store)
            unchanged = stored == before
            assert unchanged or (len(read_batches(store)), stored["sessions"][0]) == (2, 1 + ROWS)
        found.append(("unchanged" if unchanged else "complete", log_at_work))
        shutil.rmtree(home)
    at_work = sum(log for _, log in found)
    assert at_work >= KILLS // 2, f"only {at_work} kills found the log at work: {found}"
    assert sum(what == "unchanged" for what, _ in found) >= KILLS // 2, found


def _whole(first: Path, tmp_path: Path, catalogue: Catalogue) -> Ended:
    """The same import, not killed: it finishes, and the record is whole."""
    home = tmp_path / "whole"
    shutil.copytree(first, home)
    ended = _import(home, None)
    assert ended.said == f"stored {ROWS}\n"
    with open_store(f"sqlite:///{home / 'clinic.db'}", catalogue) as store:
        assert contents(store)["sessions"][0] == ROWS + 1
        assert check_store(store) == []
    shutil.rmtree(home)
    return ended
