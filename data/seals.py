"""Audit events are sealed one to the next, so that an event altered on the disk is found by name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

FIRST = "0" * 64


def seal(previous: str, event: Sequence[Any]) -> str:
    """The SHA-256 of the *previous* seal and the *event* (id, at, actor, action, table, record, reason, detail)."""
    content = json.dumps([previous, *event], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def first_broken(events: Sequence[Sequence[Any]]) -> int | None:
    """The id of the first event (its fields, then its seal) whose seal does not fit, or ``None``."""
    last = FIRST
    for *event, kept in events:
        last = seal(last, event)
        if last != kept:
            return int(event[0])
    return None
