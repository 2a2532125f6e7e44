"""Records to back up, and looking at what is left in their folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

from data.backup_drill import prove
from data.backup_files import BackupError
from data.backup_folder import Copy, beside
from data.backup_manifest import read_manifest
from data.catalogue import load_catalogue
from data.check import check_store
from data.ledger import Ledger
from data.rows import ReadFile
from data.store import Store, open_store
from tests.data.contents import contents
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of, visit

WATCHED = frozenset({"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"})
Contents = dict[str, tuple[int, str]]


def add(store: Store, patient: str) -> None:
    """One more patient with a session."""
    Ledger(store, load_catalogue(), "Kim", TODAY).import_file(file_of(visit(2, patient), name=f"{patient}.csv"))


def begun(home: Path, patients: int = 1, visits: int = 1) -> str:
    """The address of a clinic that has begun, with records, in the folder *home*."""
    url = f"sqlite:///{home / 'clinic.db'}"
    rows = clinic_rows(patients, visits)
    with open_store(url) as store:
        ledger = Ledger(store, load_catalogue(), "Kim", TODAY)
        ledger.start_clinic()
        ledger.import_file(ReadFile("all.csv", "all", "session_sheet", (), len(rows), 0, rows))
    return url


def state(url: str) -> Contents:
    """The contents of the record, which has to be whole."""
    with open_store(url) as store:
        assert check_store(store) == []
        return contents(store)


def halves(folder: Path) -> list[str]:
    """Every file under a final name that is not whole: without a manifest, or with other bytes than it says."""
    wrong = []
    for path in folder.glob("*.db"):
        manifest = read_manifest(beside(path)) if beside(path).exists() else None
        if manifest is None or hashlib.sha256(path.read_bytes()).hexdigest() != manifest.sha256:
            wrong.append(path.name)
    return wrong


def killed_at_each_step(first: Path, act: Callable[[Path, Callable[[int, int], None]], object], look: object) -> int:
    """Run *act* on a fresh copy of *first* again and again, killed (-9) at its 1st, 2nd, ... touch of a file or step
    of progress, until it once runs to its end; *look* judges what each kill has left. How many kills there were.
    """
    for number in count(1):
        home = first.with_name(f"killed-{number}")
        shutil.copytree(first, home)
        ended = _forked(lambda die: act(home, die), number)  # noqa: B023  (run at once)
        look(home, ended)  # type: ignore[operator]
        shutil.rmtree(home)
        if ended:
            return number - 1
    raise AssertionError("never reached")


def _forked(act: Callable[[Callable[[int, int], None]], object], number: int) -> bool:
    """Whether *act* came to its end before its step *number*."""
    child = os.fork()
    if not child:
        try:
            act(_dying(number))
            os._exit(0)
        except BaseException as error:
            os.write(2, f"{error!r}\n".encode())
        os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    assert os.WEXITSTATUS(status) == 0
    return True


def _dying(number: int) -> Callable[[int, int], None]:
    left = [number]

    def step(_done: int = 0, _all: int = 0) -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), 9)

    sys.addaudithook(lambda event, _: step() if event in WATCHED else None)
    return step


def forged(copy: Copy, folder: Path, content: bytes) -> Copy:
    """*content* in the place of the backup, beside a manifest that fits it."""
    path = folder / copy.name
    path.write_bytes(content)
    return Copy(path, replace(copy.manifest, sha256=hashlib.sha256(content).hexdigest(), size=len(content)))


def found_out(copy: Copy, scratch: Path) -> bool:
    """Whether the proof of *copy* says that it is not whole."""
    for left in scratch.parent.glob(f"{scratch.name}*"):
        left.unlink()
    try:
        return not prove(copy, scratch, None).proven
    except BackupError:  # the first bytes say which key opens it, and there is none for these
        return True
