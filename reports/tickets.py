"""Tickets by which a person's browser says which file it made: kept in memory, for one working day."""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

HOURS = 12
MOST = 500
WIDEST = 20_000  # pixels; no browser draws more
_HASH = re.compile(r"[0-9a-f]{64}")


class NoTicket(ValueError):
    """Nobody gave out this ticket, or its time is over."""


class NotAFile(ValueError):
    """What was sent does not describe a file."""


@dataclass(frozen=True)
class MadeFile:
    """A file that a browser made: png or svg, pixels per layout pixel, pixels, and the SHA-256 of its bytes."""

    form: str
    scale: float
    width: int
    height: int
    sha256: str


def understand(sent: Mapping[str, Any]) -> MadeFile:
    """The file that was *sent* word of. Raises `NotAFile`: a browser may send anything."""
    if set(sent) != {"ticket", "format", "scale", "width", "height", "sha256"}:
        raise NotAFile("Other fields than those of a file.")
    form, scale, sha256 = sent["format"], sent["scale"], sent["sha256"]
    if form not in ("png", "svg") or not isinstance(sha256, str) or not _HASH.fullmatch(sha256):
        raise NotAFile("Not a format or not a SHA-256.")
    sides = [sent["width"], sent["height"]]
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (scale, *sides))
    if not numbers or not all(0 < one <= WIDEST for one in (scale, *sides)):  # what is no number is in no range
        raise NotAFile("Not a size.")
    if any(side != int(side) for side in sides):
        raise NotAFile("Half a pixel.")
    return MadeFile(form, float(scale), int(sides[0]), int(sides[1]), sha256)


class Tickets:
    """Who is to be told of a file, by ticket; the oldest goes when there are too many."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._given: dict[str, tuple[float, Callable[[MadeFile], None]]] = {}

    def offer(self, note: Callable[[MadeFile], None]) -> str:
        """A ticket; *note* is called, in another thread, for every file that comes with it in the next 12 hours."""
        ticket = secrets.token_urlsafe(24)
        with self._lock:
            self._forget()
            while len(self._given) >= MOST:
                del self._given[next(iter(self._given))]
            self._given[ticket] = self._clock() + HOURS * 3600, note
        return ticket

    def note(self, ticket: object, made: MadeFile) -> None:
        """Tell whoever gave out *ticket*. Raises `NoTicket`, and whatever the one who is told raises."""
        with self._lock:
            self._forget()
            found = self._given.get(ticket) if isinstance(ticket, str) else None
        if found is None:
            raise NoTicket("There is no such ticket any more.")
        found[1](made)

    def _forget(self) -> None:
        now = self._clock()
        for ticket in [ticket for ticket, (until, _) in self._given.items() if until <= now]:
            del self._given[ticket]


tickets = Tickets()
offer = tickets.offer
