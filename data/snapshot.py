"""The record in memory, as reports read it: read once for each version of the data, shared between people.

A snapshot never changes; nobody may write into its frames. What is worked out from it can be kept
beside it (`Snapshot.memo`) and vanishes with it. Whoever keeps something under a key says in the key
for whom it is: nothing here knows about roles.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import pandas as pd

from data.consent_reads import consent_frame, no_consents
from data.detail_reads import read_needling, read_raters
from data.frame_reads import frames_on
from data.frames import NEEDLING, RATERS, empty
from data.store import Store, state_of

KEPT_ANSWERS = 512
KEPT_SNAPSHOTS = 2  # the clinic's and the demo's
T = TypeVar("T")


def _no_details(kind: str) -> pd.DataFrame:
    return empty({"needling": NEEDLING, "raters": RATERS}[kind])


class _Memo:
    """Answers by key, the least recently used forgotten first; each is made once, whoever asks."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.answers: OrderedDict[Hashable, Any] = OrderedDict()
        self.making: dict[Hashable, threading.Lock] = {}
        self.lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        with self.lock:
            if key in self.answers:
                self.answers.move_to_end(key)
                return self.answers[key]
            turn = self.making.setdefault(key, threading.Lock())
        with turn:  # others who ask for the same wait here; those who ask for something else do not
            with self.lock:
                if key in self.answers:
                    return self.answers[key]
            try:
                made = make()
                self._keep(key, made)
            finally:
                with self.lock:
                    self.making.pop(key, None)
        return made

    def _keep(self, key: Hashable, made: Any) -> None:
        with self.lock:
            self.answers[key] = made
            while len(self.answers) > self.most:
                self.answers.popitem(last=False)


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
    _kept: _Memo = field(default_factory=lambda: _Memo(KEPT_ANSWERS), repr=False, compare=False)

    def details(self, kind: str) -> pd.DataFrame:
        """The ``needling`` of each session or the ``raters`` of readings (`data.detail_reads`), read when asked for."""
        return self.memo(("details", kind), lambda: self.read_details(kind))

    def memo(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer kept under *key*, or what *make* returns, kept from now on. Safe between threads."""
        return self._kept.get(key, make)


class _Shared:
    """The newest snapshot of each database, read by one thread while the others wait for it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.turns: dict[str, threading.Lock] = {}
        self.newest: OrderedDict[str, tuple[tuple[str, ...], Snapshot]] = OrderedDict()

    def get(self, store: Store) -> Snapshot:
        if kept := self._still(store):
            return kept
        with self.lock:
            turn = self.turns.setdefault(store.url, threading.Lock())
        with turn:
            if kept := self._still(store):  # another thread has read it while this one waited
                return kept
            state, snapshot = _read(store)
            with self.lock:
                self.newest[store.url] = (state, snapshot)
                self.newest.move_to_end(store.url)
                while len(self.newest) > KEPT_SNAPSHOTS:
                    self.newest.popitem(last=False)
        return snapshot

    def _still(self, store: Store) -> Snapshot | None:
        """What is kept, when nothing was written since; asked without a turn, so that nobody queues for nothing."""
        state = store.state()
        kept = self.newest.get(store.url)
        return kept[1] if kept and kept[0] == state else None


_shared = _Shared()


def current(store: Store) -> Snapshot:
    """The snapshot of the data's present version, read anew only when something was written since."""
    return _shared.get(store)


def _read(store: Store) -> tuple[tuple[str, ...], Snapshot]:
    with store.reading() as connection:
        version, write = state_of(connection)
        frames, consents = frames_on(connection), consent_frame(connection)
    patients, episodes, sessions, readings = (frames[name] for name in ("patients", "episodes", "sessions", "readings"))
    return (store.url, version, write), Snapshot(
        int(version), store.url, patients, episodes, sessions, readings, consents, partial(_details, store)
    )


def _details(store: Store, kind: str) -> pd.DataFrame:
    with store.reading() as connection:
        return {"needling": read_needling, "raters": read_raters}[kind](connection)
