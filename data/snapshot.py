"""The record in memory, as reports read it: one for each version of the data, shared between people.

The first is read whole; each later one takes over the rows of the one before, but for the people whose records were
written since (`data.snapshot_changes`), and is read whole where that cannot be told. A snapshot never changes; nobody
may write into its frames. What is worked out from it can be kept beside it (`Snapshot.memo`) and vanishes with it.
Whoever keeps something under a key says in the key for whom it is: nothing here knows about roles.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, TypeVar

import pandas as pd
from sqlalchemy import Connection

from data.consent_reads import consent_frame, no_consents
from data.detail_reads import read_needling, read_raters
from data.frame_reads import frames_on
from data.frames import NEEDLING, RATERS, empty
from data.snapshot_changes import Mark, changes_since, mark_on
from data.snapshot_memo import Memo, weight
from data.snapshot_refresh import refreshed
from data.state_reads import state_of
from data.store import Store

KEPT_SNAPSHOTS = 2  # the clinic's and the demo's
T = TypeVar("T")


def _no_details(kind: str) -> pd.DataFrame:
    return empty({"needling": NEEDLING, "raters": RATERS}[kind])


@dataclass(frozen=True)
class Snapshot:
    """The frames of `data.frames` at one version of the data; ``readings`` in the order of a reading's natural key.

    ``consents`` are the answers about secondary use (`data.consent_reads.consent_frame`), in their order.
    """

    version: int
    url: str
    patients: pd.DataFrame
    episodes: pd.DataFrame
    sessions: pd.DataFrame
    readings: pd.DataFrame
    consents: pd.DataFrame = field(default_factory=no_consents)
    read_details: Callable[[str], pd.DataFrame] = field(default=_no_details, repr=False, compare=False)
    _kept: Memo = field(default_factory=Memo, repr=False, compare=False)

    def details(self, kind: str) -> pd.DataFrame:
        """The ``needling`` of each session or the ``raters`` of readings (`data.detail_reads`), read when asked for."""
        return self.memo(("details", kind), lambda: self.read_details(kind))

    def memo(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer kept under *key*, or what *make* returns, kept from now on. Safe between threads."""
        return self._kept.get(key, make, weigh=_weigh)


def _weigh(made: object) -> int:
    """The memory of an answer. The record without some people is none: there is one of it beside a snapshot."""
    return 0 if isinstance(made, Snapshot) else weight(made)


class _Newest(NamedTuple):
    state: tuple[str, ...]
    mark: Mark
    snapshot: Snapshot


class _Shared:
    """The newest snapshot of each database, read by one thread while the others wait for it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.turns: dict[str, threading.Lock] = {}
        self.newest: OrderedDict[str, _Newest] = OrderedDict()

    def get(self, store: Store) -> Snapshot:
        before = self.newest.get(store.url)
        if kept := self._still(store):
            return kept
        with self.lock:
            turn = self.turns.setdefault(store.url, threading.Lock())
        with turn:
            if self.newest.get(store.url) is not before and (kept := self._still(store)):
                return kept  # another thread has read it while this one waited
            newest = _read(store, self.newest.get(store.url))
            with self.lock:
                self.newest[store.url] = newest
                self.newest.move_to_end(store.url)
                while len(self.newest) > KEPT_SNAPSHOTS:
                    self.newest.popitem(last=False)
        return newest.snapshot

    def _still(self, store: Store) -> Snapshot | None:
        """What is kept, when nothing was written since; asked without a turn, so that nobody queues for nothing."""
        state = store.state()
        kept = self.newest.get(store.url)
        return kept.snapshot if kept and kept.state == state else None


_shared = _Shared()


def current(store: Store) -> Snapshot:
    """The snapshot of the data's present version; only when something was written since, another than before."""
    return _shared.get(store)


def _read(store: Store, before: _Newest | None) -> _Newest:
    with store.reading() as connection:
        version, write = state_of(connection)
        mark = mark_on(connection, int(version))
        frames, consents = _frames(connection, before, int(version))
    patients, episodes, sessions, readings = (frames[name] for name in ("patients", "episodes", "sessions", "readings"))
    snapshot = Snapshot(
        int(version), store.url, patients, episodes, sessions, readings, consents, partial(_details, store)
    )
    return _Newest((store.url, version, write), mark, snapshot)


def _frames(
    connection: Connection, before: _Newest | None, version: int
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """The frames and the answers about secondary use: those of *before* brought up to date, or read whole."""
    changes = changes_since(connection, before.mark, version) if before else None
    if before is None or changes is None:
        return frames_on(connection), consent_frame(connection)
    old = before.snapshot
    consents = old.consents
    if changes.consents:
        consents = pd.concat([consents, consent_frame(connection, after=old.version)], ignore_index=True)
    frames = {"patients": old.patients, "episodes": old.episodes, "sessions": old.sessions, "readings": old.readings}
    return refreshed(connection, frames, changes.people), consents


def _details(store: Store, kind: str) -> pd.DataFrame:
    with store.reading() as connection:
        return {"needling": read_needling, "raters": read_raters}[kind](connection)
