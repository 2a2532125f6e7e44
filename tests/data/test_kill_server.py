"""An import into PostgreSQL, ended in its middle in three ways: nothing of it is there, and it can be repeated.

The program is killed, the server ends its line, or the server's own process is killed, upon which the server starts
again from its log. The server tells that the import was inside its transaction just before, and how far it was.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from data.catalogue import Catalogue, load_catalogue
from data.check import check_store
from data.ledger import Ledger
from data.store import Store, open_store
from tests.data.contents import RECORDS, contents
from tests.data.rows_for_tests import TODAY, file_of, visit

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(900)]
ROWS = int(os.environ.get("KILL_SERVER_ROWS", "20000"))
SHARES = (0.05, 0.3, 0.55, 0.8)  # of what the whole import writes to the server's log
WAYS = ("client", "line", "server")
TABLES = (*RECORDS, "audit_events", "facts", "import_batches")
ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("import_to_be_killed.py")
WRITING = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL"
WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"


@dataclass
class Ended:
    """How one import ended: what it said, whether it was writing just before, and the bytes it had logged."""

    said: str
    inside: bool
    logged: int


def watch(url: str) -> psycopg.Connection:
    """A line to the server of our own; it may be starting again just now."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    end = time.monotonic() + 60
    while True:
        try:
            return psycopg.connect(address, autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def bring_in(url: str, way: str = "", after: float = 0) -> Ended:
    """Import, and end it in this *way* once it has logged *after* bytes."""
    child = subprocess.Popen(
        [sys.executable, str(CHILD), url, str(ROWS)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    stdout = child.stdout
    if stdout is None or stdout.readline() != "importing\n":
        raise RuntimeError("the import did not begin")
    with watch(url) as line:
        began, logged, writing = _one(line, WRITTEN), 0, 0
        while child.poll() is None:
            logged, writing = _one(line, WRITTEN) - began, _one(line, WRITING)
            if way and writing and logged >= after:
                _end(way, child, line, writing)
                break
            time.sleep(0.005)
    said = stdout.read()
    child.wait()
    stdout.close()
    return Ended(said, writing > 0, logged)


def _one(line: psycopg.Connection, question: str) -> int:
    found = line.execute(question).fetchone()  # type: ignore[call-overload]
    return int(found[0]) if found else 0


def _end(way: str, child: subprocess.Popen[str], line: psycopg.Connection, writing: int) -> None:
    if way == "client":
        child.kill()
    elif way == "line":
        line.execute("SELECT pg_terminate_backend(%s)", (writing,))
    else:
        os.kill(writing, signal.SIGKILL)


def settled(url: str) -> None:
    """Wait until the server has undone what nobody waits for any more."""
    end = time.monotonic() + 60
    with watch(url) as line:
        while _one(line, WRITING):
            assert time.monotonic() < end, "the server still writes"
            time.sleep(0.05)


@pytest.fixture
def begun(postgres_url: str, catalogue: Catalogue) -> Store:
    """Records on a server, with one session."""
    store = open_store(postgres_url, catalogue)
    Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(visit(2, "Before"), name="before.csv"))
    return store


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not a thing of Windows")
def test_ended_in_any_way_at_any_moment_nothing_of_it_is_there(begun: Store, postgres_url: str, postgres: str) -> None:
    whole = _whole(postgres_url, begun)
    before, found = contents(begun, TABLES), []
    ways = WAYS[:2] if os.environ.get("TEST_POSTGRES") else WAYS  # only a process of this computer can be killed
    for way in ways:
        for share in SHARES:
            ended = bring_in(postgres_url, way, share * whole.logged)
            settled(postgres_url)
            assert (ended.inside, ended.said) == (True, ""), (way, share)
            assert contents(begun, TABLES) == before, (way, share)
            assert check_store(begun) == []
            found.append(f"{way} at {ended.logged / whole.logged:.0%}")
    print(f"\n{ROWS:,} rows, {len(found)} ended inside the transaction, 0 partial: {', '.join(found)}")
    assert bring_in(postgres_url).said == f"stored {ROWS}\n", "the same file, once nobody ends it"
    assert contents(begun)["sessions"][0] == ROWS + 1
    assert check_store(begun) == []
    begun.close()


def _whole(url: str, store: Store) -> Ended:
    """The same import, not ended and then taken back: what it logs."""
    ended = bring_in(url)
    assert ended.said == f"stored {ROWS}\n"
    Ledger(store, load_catalogue(), "Kim", TODAY).withdraw_batch(2, "to be brought in again")
    return ended
