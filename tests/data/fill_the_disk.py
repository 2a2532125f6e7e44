"""Run by the test of a full disk in a process of its own: try each kind of write with no room, and again with room.

Usage: python fill_the_disk.py FOLDER WAY, where WAY is ``disk`` (FOLDER is a small disk of its own) or ``limit`` (no
file of this program may grow any further). Prints one JSON object a line for each kind of write.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from data.backup_make import back_up
from data.catalogue import load_catalogue
from data.check import check_store
from data.ledger import Ledger
from data.rows import ReadingFacts, SessionFacts
from data.store import Store, open_store
from tests.data.contents import RECORDS, contents
from tests.data.rows_for_tests import START, TODAY, clinic_rows, file_of, visit

TABLES = (*RECORDS, "audit_events", "facts", "session_drafts", "import_batches")
MOST = resource.getrlimit(resource.RLIMIT_FSIZE)[1]


@contextmanager
def no_room(folder: Path, way: str, spare: int = 0) -> Iterator[None]:
    """Not a page of the database more, or only *spare* bytes, until the block ends."""
    if way == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096 + spare, MOST))
        yield
        resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, MOST))
        return
    filler = folder / "other people's holiday pictures"
    with filler.open("wb", buffering=0) as out:
        for size in (1 << 20, 4096):
            while _wrote(out.fileno(), size):
                pass
    os.truncate(filler, filler.stat().st_size - spare)
    yield
    filler.unlink()


def _wrote(file: int, size: int) -> bool:
    try:
        return os.write(file, b"x" * size) == size
    except OSError:
        return False


def writes(store: Store, ledger: Ledger) -> dict[str, Callable[[], object]]:
    """Each kind of write, as the pages do it."""
    patient = ledger.add_patient("here before")
    episode = ledger.open_episode(patient, "plantar_heel_pain", "left", START)
    given = clinic_rows(400, 5)
    notes = {"notes": "felt it in the calf " * 500}
    return {
        "import": lambda: ledger.import_file(file_of(*given, name="large.csv")),
        "session": lambda: ledger.record_session(
            episode, SessionFacts(START, notes="n" * 9000), [ReadingFacts("nprs", 5, START, "before", "left")]
        ),
        "draft": lambda: ledger.save_draft(episode, notes, 0),
        "backup": lambda: back_up(store, "Kim"),
    }


def empty_log(store: Store) -> None:
    """Give the log back to the disk: what it has already would be room to write in."""
    with store.engine.connect() as connection:
        connection.rollback()
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def main(folder: Path, way: str) -> None:
    """Fill, try, look, make room, try again."""
    catalogue = load_catalogue()
    with open_store(catalogue=catalogue) as store:
        ledger = Ledger(store, catalogue, "Kim", TODAY)
        ledger.import_file(file_of(visit(2, "Before"), name="before.csv"))
        for name, write in writes(store, ledger).items():
            empty_log(store)
            before, files = contents(store, TABLES), _files(folder)
            said = "not refused"
            with no_room(folder, way):
                try:
                    write()
                except ValueError as error:
                    said = str(error)
                same = contents(store, TABLES) == before
            left = sorted(_files(folder) - files)
            write()
            found = {"what": name, "said": said, "same": same, "left": left, "check": check_store(store)}
            print(json.dumps(found), flush=True)


def _files(folder: Path) -> set[str]:
    return {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file() and one.suffix != ".lock"}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
