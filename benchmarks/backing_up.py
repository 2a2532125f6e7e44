"""A backup, its proof and its return at a clinic's size, against copying the bytes of the same file."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

from benchmarks import clinics
from benchmarks.timing import Result, in_turns
from data.backup_make import back_up, drill
from data.backup_restore import live_at, restore
from data.store import Store

LONGEST = 60.0  # seconds a drill of 100,000 readings may take


def run(folder: Path, size: int, rounds: int) -> list[Result]:
    """Make and prove a backup, prove it again, bring it back; ends the program when a drill is too slow."""
    home = folder / "backed-up"
    home.mkdir()
    with clinics.store_of(home, size) as store:
        file, turn = Path(str(store.engine.url.database)), count()

        def floor() -> None:
            shutil.copyfile(file, folder / f"copied-{next(turn)}.db")

        named = (f"{size:,} readings", "copying the file's bytes")
        made = in_turns("Back up and prove", named[0], lambda: back_up(store, "benchmark"), named[1], floor, rounds)
        drilled = in_turns("Restore drill", named[0], lambda: _proven(store), named[1], floor, rounds)
        copy, url = back_up(store, "benchmark").copy, store.url
    back = in_turns("Restore", named[0], lambda: restore(live_at(url), copy, "benchmark"), named[1], floor, rounds)
    if drilled.ours > LONGEST:
        raise SystemExit(f"The drill took {drilled.ours:.0f} s at {size:,} readings; it may take {LONGEST:.0f}.")
    return [made, drilled, back]


def _proven(store: Store) -> None:
    if problems := drill(store, "benchmark").problems:
        raise SystemExit(f"The backup is not proven: {problems}")
