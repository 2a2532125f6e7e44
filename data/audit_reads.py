"""The events of the audit trail with what they quote of a person's records, which is kept apart from them."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Select, func, select

from data.tables import audit_events
from data.tables_rights import audit_apart

APART = "kept apart"  # the name of the hash in an event whose detail is kept apart, or went with the person


def events_told(*columns: str) -> Select[Any]:
    """The *columns* of every event (all of them for none), the detail as it was given where it is still there."""
    detail = func.coalesce(audit_apart.c.detail, audit_events.c.detail).label("detail")
    names = columns or tuple(audit_events.c.keys())
    chosen = [detail if name == "detail" else audit_events.c[name] for name in names]
    return select(*chosen).select_from(audit_events).outerjoin(audit_apart, audit_apart.c.event == audit_events.c.id)


def hash_apart(salt: str, detail: str) -> str:
    """What an event keeps of a detail that is kept apart; without the salt nobody can guess a short one."""
    return hashlib.sha256(f"{salt}{detail}".encode()).hexdigest()
