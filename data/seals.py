"""Audit events are sealed one to the next, so that an event altered on the disk is found by name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

FIRST = "0" * 64


def seal(previous: str, event: Sequence[Any]) -> str:
    """The SHA-256 of the *previous* seal and the *event* (id, at, actor, action, table, record, reason, detail)."""
    content = json.dumps([previous, *event], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def first_broken(events: Iterable[Sequence[Any]]) -> int | None:
    """The id of the first event (its fields, then its seal) whose seal does not fit, or ``None``."""
    last = FIRST
    for *event, kept in events:
        last = seal(last, event)
        if last != kept:
            return int(event[0])
    return None


def faults(events: Iterable[Sequence[Any]]) -> Iterator[tuple[str, int, int]]:
    """Every fault of the chain: ``("missing", first, last)`` or ``("altered", event, event)``, oldest first.

    Numbers are given one by one, so a number that is not there was taken out. After each fault the chain is
    followed on from the seal as it is kept, so that one fault hides no other.
    """
    last, number = FIRST, 0
    for *event, kept in events:
        id = int(event[0])
        if id != number + 1:
            yield "missing", number + 1, id - 1
        elif seal(last, event) != kept:
            yield "altered", id, id
        last, number = str(kept), id
