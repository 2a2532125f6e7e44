"""Ending a course of care, and taking it up again; the audit trail keeps what it said before."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from data.clock import shown
from data.frames import ENDINGS
from data.ledger_flush import as_text
from data.ledger_rules import Rules
from data.ledger_text import check_reason, check_text
from data.ledger_versions import change, check_version
from data.ledger_write import LedgerError, Writing
from data.tables_care import episodes, sessions


def close_episode(
    act: Writing, rules: Rules, episode: int, ended: date, ended_how: str, version: int, reason: str
) -> None:
    """End a course of care."""
    check_text(reason)
    if ended_how not in ("", *ENDINGS):
        raise LedgerError(f"How it ended is one of {', '.join(ENDINGS)}.")
    if ended > rules.today:
        raise LedgerError(f"{shown(ended)} has not come yet.")
    found = _episode(act, episode, version)
    last = act.connection.scalar(select(func.max(sessions.c.day)).where(sessions.c.episode == episode))
    if ended < max(found.started, last or found.started):
        raise LedgerError(f"The course was still going on {shown(last or found.started)}. Correct the date.")
    _end(act, found, "close episode", ended, ended_how, reason)


def reopen_episode(act: Writing, episode: int, reason: str, version: int) -> None:
    """Take a course of care up again."""
    check_reason(reason)
    found = _episode(act, episode, version)
    if found.ended is None and not found.ended_how:
        raise LedgerError("This course of care is going on already; nothing was written.")
    _end(act, found, "reopen episode", None, "", reason)


def _episode(act: Writing, episode: int, version: int) -> Row[Any]:
    found = act.connection.execute(select(episodes).where(episodes.c.id == episode)).first()
    if found is None:
        raise LedgerError(f"There is no episode number {episode}.")
    check_version(act.connection, episodes, episode, version)
    return found


def _end(act: Writing, found: Row[Any], action: str, ended: date | None, ended_how: str, reason: str) -> None:
    change(act, episodes, found.id, found.version, {"ended": ended, "ended_how": ended_how})
    old = [as_text(found.ended), found.ended_how]
    new = [as_text(ended), ended_how]
    act.audit(action, "episodes", found.id, reason, {"old": old, "new": new}, patient=found.patient)
