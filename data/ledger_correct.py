"""Corrections: the new value replaces the old one, and the audit trail keeps both with the reason.

Who corrects says which version of the record they saw. When somebody else has written it since,
nothing is changed and both are told.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Table, func, select, update

from data.frames import ENDINGS
from data.ledger_flush import as_text
from data.ledger_rules import Rules, shown
from data.ledger_write import LedgerError, Writing
from data.tables import measures
from data.tables_care import episodes, readings, sessions


class ChangedMeanwhile(LedgerError):
    """Somebody else has written this record since it was read."""


def correct_reading(act: Writing, reading: int, value: float, reason: str, version: int) -> None:
    """Give *reading* another value."""
    if not reason.strip():
        raise LedgerError("Give a reason, so that others can see why.")
    query = select(readings.c.value, readings.c.scale_low, readings.c.scale_high, measures.c.name)
    query = query.join(measures, measures.c.id == readings.c.measure).where(readings.c.id == reading)
    found = act.connection.execute(query).first()
    if found is None:
        raise LedgerError(f"There is no reading number {reading}.")
    if not found.scale_low <= value <= found.scale_high:
        raise LedgerError(f"{found.name} lies between {found.scale_low:g} and {found.scale_high:g}.")
    if found.value == value:
        raise LedgerError("That is the value recorded already; nothing was written.")
    _change(act, readings, reading, version, {"value": value})
    act.audit("correct reading", "readings", reading, reason, {"old": found.value, "new": value})


def close_episode(act: Writing, rules: Rules, episode: int, ended: date, ended_how: str, version: int) -> None:
    """End a course of care."""
    if ended_how not in ("", *ENDINGS):
        raise LedgerError(f"How it ended is one of {', '.join(ENDINGS)}.")
    if ended > rules.today:
        raise LedgerError(f"{shown(ended)} has not come yet.")
    found = act.connection.execute(select(episodes).where(episodes.c.id == episode)).first()
    if found is None:
        raise LedgerError(f"There is no episode number {episode}.")
    last = act.connection.scalar(select(func.max(sessions.c.day)).where(sessions.c.episode == episode))
    if ended < max(found.started, last or found.started):
        raise LedgerError(f"The course was still going on {shown(last or found.started)}. Correct the date.")
    _change(act, episodes, episode, version, {"ended": ended, "ended_how": ended_how})
    old = [as_text(found.ended), found.ended_how]
    act.audit("close episode", "episodes", episode, detail={"old": old, "new": [as_text(ended), ended_how]})


def _change(act: Writing, table: Table, id: int, version: int, values: dict[str, Any]) -> None:
    """Set *values* when the record still has the *version* that was read. Raises `ChangedMeanwhile` otherwise."""
    where = update(table).where(table.c.id == id, table.c.version == version)
    if not act.connection.execute(where.values(**values, version=version + 1)).rowcount:
        raise ChangedMeanwhile(
            "Somebody else has changed this record since you opened it. Look at it again, then decide; "
            "nothing was written."
        )
