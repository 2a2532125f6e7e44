"""Is the audit trail whole? Each event is held against the seal of the one before it, the newest against the count.

What this finds: an event that was altered, taken out or added later, and a trail cut at its end, as long as the
database still knows how many events it has written. What nothing inside the database can find: somebody who may write
the file itself, cuts the newest events, and lowers the count as well. Against that helps only a mark kept elsewhere:
in the manifest of a backup, or on paper.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, select

from data.seals import faults
from data.tables import audit_events, facts

AT_ONCE = 5_000  # events in memory at a time
MOST = 20  # faults that are told
Progress = Callable[[int, int], None]
_MARK = re.compile(r"\s*(\d{1,12})\s*:\s*([0-9a-fA-F]{8,64})\s*")


@dataclass(frozen=True)
class Trail:
    """What was found: the newest event and its seal (``""``: no event), and a sentence for each thing wrong."""

    newest: int
    seal: str
    wrong: tuple[str, ...]

    @property
    def mark(self) -> str:
        """What to note outside, so that even a trail cut at its end is found: ``214:3f2a...``."""
        return f"{self.newest}:{self.seal}" if self.newest else ""


class NoMark(ValueError):
    """What was given is no mark of the audit trail."""


def check_trail(connection: Connection, progress: Progress | None = None) -> Trail:
    """Follow the chain from the first event to the last; *progress* is told the events done, and their number."""
    every = int(connection.scalar(select(func.max(audit_events.c.id))) or 0)
    newest: list[Any] = [0, ""]
    wrong = [_said(*fault) for fault in islice(faults(_events(connection, every, newest, progress)), MOST)]
    if not wrong:
        wrong = list(_cut(connection, every))
    if len(wrong) >= MOST:
        newest = [every, _seal_of(connection, every)]
    return Trail(int(newest[0]), str(newest[1]), tuple(wrong))


def check_mark(connection: Connection, mark: str) -> list[str]:
    """What is wrong with the trail beside a *mark* that was noted earlier, such as ``214:3f2a...``.

    The first eight letters of the seal are enough. Raises `NoMark` for what is none.
    """
    found = _MARK.fullmatch(mark)
    if found is None:
        raise NoMark(f"'{mark}' is no mark. A mark is a number, a colon and letters, such as 214:3f2a9c01.")
    number, noted = int(found[1]), found[2].lower()
    kept = _seal_of(connection, number)
    if not kept:
        return [f"Audit event {number}, which was noted elsewhere, is not there: the trail was cut at its end."]
    return [] if kept.startswith(noted) else [f"Audit event {number} is not the one that was noted elsewhere."]


def _events(
    connection: Connection, every: int, newest: list[Any], progress: Progress | None
) -> Iterator[tuple[Any, ...]]:
    """Each event, oldest first, a few thousand in memory at a time; *newest* holds the last one's number and seal."""
    query = select(audit_events).order_by(audit_events.c.id).limit(AT_ONCE)
    while rows := connection.execute(query.where(audit_events.c.id > newest[0])).all():
        for row in rows:
            newest[0], newest[1] = row.id, row.seal
            yield tuple(row)
        if progress is not None:
            progress(min(row.id, every), every)


def _cut(connection: Connection, every: int) -> Iterator[str]:
    kept = connection.scalar(select(facts.c.value).where(facts.c.name == "last_ids"))
    written = int(json.loads(kept or "{}").get("audit_events", 0))
    if written > every:
        yield f"{_events_said(every + 1, written)} missing at the end of the trail."
    elif written < every:
        yield f"The trail has {every} events, but only {written} were written by this program."


def _seal_of(connection: Connection, event: int) -> str:
    return str(connection.scalar(select(audit_events.c.seal).where(audit_events.c.id == event)) or "")


def _said(kind: str, first: int, last: int) -> str:
    if kind == "missing":
        return f"{_events_said(first, last)} missing: taken out after it was written."
    return f"Audit event {first} is not as it was written, or was added later."


def _events_said(first: int, last: int) -> str:
    return f"Audit event {first} is" if first == last else f"Audit events {first} to {last} are"
