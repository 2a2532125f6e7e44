"""Hostile files while five people work: their clicks while one file after the other comes in, against without."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks import clinics
from benchmarks.timing import Result, in_turns
from data.catalogue import load_catalogue
from tests.data.sheets.bombs import HARMFUL
from tests.views import uploads, wired
from tests.views.at_work import Seen, at_work
from tests.views.uploads import Bringer
from tests.views.wired import Wired

SECONDS = 60  # of work in one turn: memory is searched once in each (`views.memory`)


def run(folder: Path, readings: int, rounds: int) -> list[Result]:
    """A clinic with accounts: the demo clinic takes no files."""
    files = [make() for make, _ in HARMFUL.values()]
    with wired.in_use(folder / "hostile", load_catalogue()) as clinic:
        clinics.fill(clinic.store, readings)
        seen: list[Seen] = []
        refused: list[float] = []
        with uploads.bringer(clinic, "Import", "Spreadsheet") as one:
            found = in_turns(
                "Five people's clicks while hostile files come in: 95 of 100 within",
                f"{readings:,} readings",
                lambda: _work(clinic, seen, lambda: refused.append(_refused(one, files, len(refused)))),
                "the same five people undisturbed",
                lambda: _work(clinic, seen, lambda: time.sleep(0.1)),
                rounds,
            )
    clicks, failed = sum(len(one.seconds) for one in seen), sum(len(one.failed) for one in seen)
    note = f"{len(refused)} files, the slowest refused in {max(refused):.2f} s; {clicks} clicks, {failed} failed"
    return [replace(found, note=note)]


def _work(clinic: Wired, seen: list[Seen], meanwhile: Callable[[], object]) -> float:
    """The seconds within which 95 of 100 clicks were answered while *meanwhile* is done again and again."""
    with at_work(clinic) as people:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            meanwhile()
    seen.append(people)
    return people.p95()


def _refused(one: Bringer, files: list[bytes], turn: int) -> float:
    """Seconds until the next file was refused."""
    begun = time.monotonic()
    heard = one.bring("harmful.xlsx", files[turn % len(files)])
    if not uploads.errors(heard):
        raise AssertionError("A hostile file was not refused.")
    return time.monotonic() - begun
