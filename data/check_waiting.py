"""What waits to become part of the record can be read, and what was taken out by hand is known by its events."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data.audit_reads import APART, events_told
from data.history_reads import WITHDRAWN
from data.tables import audit_events, measures
from data.tables_waiting import review_invitations, session_drafts


def waiting_problems(connection: Connection) -> Iterator[str]:
    """A sentence for each unfinished session and each invitation that nobody could go on with."""
    for episode, content in connection.execute(select(session_drafts.c.episode, session_drafts.c.content)):
        if not isinstance(_read(content), dict):
            yield f"The unfinished session of episode {episode} cannot be read."
    known = set(connection.scalars(select(measures.c.name)))
    for asked in connection.execute(select(review_invitations).order_by(review_invitations.c.id)):
        wanted = _read(asked.measures)
        if not isinstance(wanted, list) or not wanted or not set(wanted) <= known:
            yield f"The review {asked.id} asks for measures that are not there."
        if not _later(asked.made_at, asked.expires_at):
            yield f"The review {asked.id} was over before it was asked for."


def withdrawn_by_hand(connection: Connection) -> Counter[tuple[str, int]]:
    """How many ``sessions`` and ``readings`` of each import were taken out one by one, by table and import.

    What went with a person who was disposed of is not among them: `data.check_rights` knows of it.
    """
    found: Counter[tuple[str, int]] = Counter()
    for text in connection.scalars(events_told("detail").where(audit_events.c.action.in_(WITHDRAWN))):
        detail = json.loads(text)
        if APART in detail:
            continue
        session = [detail["session"]] if "session" in detail else []
        for table, records in (("sessions", session), ("readings", detail["readings"])):
            found.update((table, record["batch"]) for record in records if record["batch"] is not None)
    return found


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _later(first: str, second: str) -> bool:
    try:
        return datetime.fromisoformat(first) < datetime.fromisoformat(second)
    except ValueError:
        return False
