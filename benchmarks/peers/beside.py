"""This program beside others on the same question and the same records, in turns, once all have answered alike."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

from benchmarks import clinics
from benchmarks.peers import datasette, frames, superset, through
from benchmarks.peers.environments import PeerMissing
from benchmarks.peers.question import check_alike, ours, since_day
from benchmarks.peers.server import Server
from benchmarks.timing import Result, in_turns
from data.snapshot import current
from data.store import Store

NAME = "Change by condition after a filter change"
WHOLE = "The whole page after a filter change, every chart sent to the browser"


def run(store: Store, readings: int, rounds: int) -> list[Result]:
    """The peers that can be run here; why another is left out is said on standard error."""
    turn, size = count(), f"{readings:,} readings"

    def ask(answer: Callable[[date], object]) -> Callable[[], object]:
        """The next day that nobody was asked about before; a job that times itself keeps its own seconds."""
        return lambda: answer(since_day(next(turn)))

    def mine() -> None:
        ours(store, since_day(next(turn)))

    found: list[Result] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        copy = clinics.copied(store, folder / "copy.db")
        frames.give(current(store), folder)
        for name in frames.NAMES:
            with _or_not(), frames.running(name, folder) as peer:
                check_alike(name, store, peer.ask)
                one = in_turns(NAME, size, mine, name, ask(peer.timed), rounds, "in its own process, by its own clock")
                found.append(replace(one, floor_version=peer.version, floor_memory=peer.memory))
        with through.page(folder, readings) as page:
            for server in _servers(copy, folder):
                check_alike(server.name, store, server.ask)
                for name, job in ((NAME, mine), (WHOLE, ask(page.change))):
                    one = in_turns(name, size, job, server.name, ask(server.ask), rounds)
                    found.append(replace(one, floor_version=server.version, floor_memory=server.memory() or None))
    return found


def _servers(copy: Path, folder: Path) -> Iterator[Server]:
    for running in (lambda: superset.running(copy, folder), lambda: datasette.running(copy)):
        with _or_not(), running() as server:
            yield server


@contextmanager
def _or_not() -> Iterator[None]:
    """Go on without a peer that cannot be run here, and say why."""
    try:
        yield
    except PeerMissing as why:
        print(why, file=sys.stderr, flush=True)
