"""Ctrl+C in the middle of an import at the command line: one sentence, the record as before, and the next one works."""

from __future__ import annotations

import csv
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from data.catalogue import Catalogue
from data.check import check_store
from data.cli_end import ended
from data.cli_say import DONE, STOPPED, progress
from data.ledger import Ledger
from data.store import Store, open_store
from tests.data.contents import RECORDS, contents
from tests.data.rows_for_tests import START, TODAY, file_of, visit

if sys.platform == "win32":
    pytest.skip("a terminal of Windows is another thing", allow_module_level=True)

ROOT = Path(__file__).resolve().parents[2]
TABLES = (*RECORDS, "audit_events", "facts", "import_batches")
ROWS = 100_000
HEADER = ("patient", "condition", "side", "date", "nprs before", "nprs after")
MOMENTS = (("Reading", 0), *(("Storing", share) for share in (0, 20, 50, 75)))  # a word on the terminal, and how far


@dataclass
class Ended:
    """How the command ended: its code, and what the terminal showed after the signal."""

    code: int
    said: str


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session sheet of many rows."""
    path = tmp_path_factory.mktemp("sheets") / "sessions.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for number in range(ROWS):
            on = START + timedelta(days=number % 200)
            writer.writerow([f"P{number // 5:05d}", "plantar_heel_pain", "left", on.isoformat(), 7, 4])
    return path


def bring_in(sheet: Path, moment: tuple[str, int] | None) -> Ended:
    """The import at a terminal; the key is pressed as soon as the terminal shows that it is so far."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "data", "import", str(sheet)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=theirs, stderr=theirs, stdin=theirs, start_new_session=True)
    os.close(theirs)
    shown, after = "", 0
    while chunk := _read(ours):
        shown += chunk
        if moment and not after and _reached(shown, *moment):
            child.send_signal(signal.SIGINT)
            after = len(shown)
    os.close(ours)
    return Ended(child.wait(), shown[after:])


def _reached(shown: str, doing: str, share: int) -> bool:
    return any(share <= int(one) < 100 for one in re.findall(rf"{doing} +(\d+)%", shown))


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 65536).decode()
    except OSError:  # Linux says so when the other end is gone
        return ""


@pytest.fixture
def held(catalogue: Catalogue, own_home: Path) -> Store:
    """A clinic with one record."""
    store = open_store(catalogue=catalogue)
    Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(visit(2, "Before"), name="before.csv"))
    return store


@pytest.mark.timeout(600)
def test_stopped_at_any_moment_nothing_half_done_is_kept(held: Store, sheet: Path) -> None:
    before = contents(held, TABLES)
    for moment in MOMENTS:
        ended = bring_in(sheet, moment)
        assert ended.code == STOPPED, (moment, ended)
        assert "Stopped. Nothing half done is kept." in ended.said, moment
        assert "Traceback" not in ended.said
        assert contents(held, TABLES) == before, moment
        assert check_store(held) == []
    assert bring_in(sheet, None).code == DONE
    assert contents(held)["sessions"][0] == ROWS + 1
    held.close()


def test_a_stop_that_somebody_elses_code_swallowed_is_raised_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it happens when the key is pressed while a database or a collector calls back."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    told = []

    def act() -> int:
        show = progress("Storing")
        assert show is not None
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
        told.append("went on")
        show(1, 100)
        return DONE

    before = signal.getsignal(signal.SIGINT)
    assert (ended(act, {}, " Nothing."), told) == (STOPPED, ["went on"])
    assert "Stopped. Nothing." in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is before
    assert ended(lambda: DONE, {}) == DONE, "and the next command begins anew"
