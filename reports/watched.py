"""The audit trail of what is looked at: one event for each person and course of care, not one for each click.

An event is written by one thread of its own. A page waits for it a moment at most: while an import holds the
records it goes on, and the event is written as soon as the import is done (only the end of the program in between
loses it). What was noted lately is kept in memory and is bounded; after a start everything is noted afresh.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from typing import TYPE_CHECKING

from data.ledger_watch import note_look, note_refusal, note_view
from data.ledger_write import RecordsBusy
from reports.access import NotAllowed, Viewer, check_write

if TYPE_CHECKING:
    from data.store import Store

VIEW_AGAIN = 15 * 60.0  # seconds in which the same person and course of care leave one event
REFUSED_AGAIN = 60.0  # seconds in which the same refusal leaves one event, so that nobody can flood the trail
MOST = 10_000
PATIENCE = 0.5  # seconds a page waits for its event
TRIES = 60  # the database waits ten seconds by itself each time
log = logging.getLogger(__name__)


class Lately:
    """What was noted within the last seconds; the oldest is forgotten first when there is too much of it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._clock, self._most, self._lock = clock, most, threading.Lock()
        self._until: OrderedDict[Hashable, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._until)

    def first(self, key: Hashable, seconds: float) -> bool:
        """Whether *key* was not noted yet, or longer ago than it holds; it is noted now, for *seconds*."""
        now = self._clock()
        with self._lock:
            if self._until.get(key, now) > now:
                return False
            self._until[key] = now + seconds
            self._until.move_to_end(key)
            while len(self._until) > self._most:
                self._until.popitem(last=False)
            return True

    def forget(self, key: Hashable) -> None:
        """Note *key* again the next time: it could not be written down."""
        with self._lock:
            self._until.pop(key, None)


lately = Lately()
_writer = ThreadPoolExecutor(1, thread_name_prefix="activity")


def viewed(store: Store, viewer: Viewer, episode: int) -> None:
    """Note that *viewer* opened the course of care *episode*; raises what the database says when it cannot be."""
    key = ("view", store.url, viewer.name, viewer.role, episode)
    _note(key, VIEW_AGAIN, lambda: note_view(store, viewer.name, viewer.role, episode))


def looked(store: Store, viewer: Viewer, what: str, patient: int | None = None) -> None:
    """Note that *viewer* looked at *what* of *patient*, or of everybody; raises as `viewed` does."""
    key = ("look", store.url, viewer.name, viewer.role, what, patient)
    _note(key, VIEW_AGAIN, lambda: note_look(store, viewer.name, viewer.role, what, patient))


@contextmanager
def refusals(store: Store, viewer: Viewer, what: str, episode: int | None = None) -> Iterator[None]:
    """Note a `NotAllowed` that leaves the block as a refusal of *what*, and let it go on."""
    try:
        yield
    except NotAllowed:
        key = ("refused", store.url, viewer.name, viewer.role, what, episode)
        _note(key, REFUSED_AGAIN, lambda: note_refusal(store, viewer.name, viewer.role, what, episode))
        raise


def check_act(store: Store, viewer: Viewer, act: str) -> None:
    """Raise `NotAllowed` unless *viewer* may do *act* (`reports.access.WRITES`), and note that they were refused."""
    with refusals(store, viewer, act):
        check_write(viewer, act)


def _note(key: Hashable, seconds: float, write: Callable[[], None]) -> None:
    if not lately.first(key, seconds):
        return
    try:
        _writer.submit(_until_written, write).result(PATIENCE)
    except NotYet:
        return  # it waits its turn behind an import
    except BaseException:
        lately.forget(key)
        raise


def _until_written(write: Callable[[], None]) -> None:
    for _ in range(TRIES):
        try:
            write()
        except RecordsBusy:
            continue
        return
    log.error("An event of the activity record is lost: the records were busy for too long.")
