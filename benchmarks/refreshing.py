"""Bringing the record in memory up to date after ten new sessions, against reading everything anew."""

from __future__ import annotations

import time
from itertools import count, cycle, islice

from benchmarks.clinics import UNTIL
from benchmarks.timing import Result, in_turns
from data.catalogue import load_catalogue
from data.ledger import Ledger
from data.rows import ReadingFacts, SessionFacts
from data.snapshot import current
from data.store import Store, read_frames

SESSIONS = 10
_FREE = 9  # of a day's sessions in order: there is none from here on


def run(store: Store, readings: int, rounds: int) -> list[Result]:
    """Ten sessions of ten people are recorded by hand; what follows is timed until the record in memory holds them."""
    ledger = Ledger(store, load_catalogue(), "benchmark", UNTIL)
    courses = current(store).episodes.drop_duplicates("patient")
    sequence, chosen = count(_FREE), cycle(zip(courses["episode"].tolist(), courses["started"].dt.date, strict=True))

    def ours() -> float:
        for episode, on in islice(chosen, SESSIONS):
            values = [ReadingFacts("nprs", 4, on, phase, "left") for phase in ("before", "after")]
            ledger.record_session(episode, SessionFacts(on, sequence=next(sequence)), values)
        begun = time.perf_counter()
        current(store)
        return time.perf_counter() - begun

    size = f"{readings:,} readings"
    name = f"Refresh after {SESSIONS} new sessions"
    return [in_turns(name, size, ours, "a full read", lambda: read_frames(store), rounds)]
