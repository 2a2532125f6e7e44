"""What stands in the way of giving a person's records up: the day until which they are kept, and what rests on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, func, select

from data.clock import shown
from data.export_reads import STATE_AFTER, state_after
from data.ledger_write import LedgerError
from data.retention import Kept, kept_until
from data.tables import patients
from data.tables_care import episodes, readings, sessions
from data.tables_exports import export_events, exports
from data.tables_waiting import session_drafts


def last_entry_of(connection: Connection, patient: int) -> date | None:
    """The newest day anything was recorded about *patient*'s care; ``None`` where nothing is."""
    own = select(episodes.c.id).where(episodes.c.patient == patient)
    queries = [
        select(func.max(sessions.c.day)).where(sessions.c.episode.in_(own)),
        select(func.max(readings.c.day)).where(readings.c.episode.in_(own)),
        select(func.max(episodes.c.started)).where(episodes.c.patient == patient),
        select(func.max(episodes.c.ended)).where(episodes.c.patient == patient),
    ]
    found = [connection.scalar(query) for query in queries]
    return max((day for day in found if day is not None), default=None)


def kept_of(connection: Connection, patient: int, longer_rule: bool = False) -> Kept:
    """Until when the records of *patient* are kept. Raises `LedgerError` for nobody."""
    person = connection.execute(select(patients.c.birth_year).where(patients.c.id == patient)).first()
    if person is None:
        raise LedgerError(f"There is no patient number {patient}.")
    return kept_until(last_entry_of(connection, patient), person.birth_year, longer_rule)


def check_due(connection: Connection, patient: int, today: date, early_because: str) -> Kept:
    """Raise `LedgerError` before that day, unless somebody says why."""
    kept = kept_of(connection, patient)
    if not kept.is_due(today) and not early_because.strip():
        until = f"are kept until {shown(kept.until)}" if kept.until else "have no such day"
        raise LedgerError(f"These records {until}. {kept.why} To give them up earlier, say why that is right.")
    return kept


def check_nothing_rests(connection: Connection, patient: int, today: date) -> None:
    """Raise `LedgerError` while an unfinished session or a public picture rests on the records."""
    waiting = select(session_drafts.c.actor).join(episodes, episodes.c.id == session_drafts.c.episode)
    actor = connection.scalar(waiting.where(episodes.c.patient == patient).limit(1))
    if actor is not None:
        raise LedgerError(f"A session is not finished yet ({actor}). Finish it, or throw it away, first.")
    codes = sorted(_pictures(connection, patient, today))
    if codes:
        raise LedgerError(
            f"These public pictures count this person's care: {', '.join(codes[:5])}. Withdraw them first, or "
            "wait until they have expired."
        )


def _pictures(connection: Connection, patient: int, today: date) -> Iterator[str]:
    """The pictures that may be shown, or may still be approved, and that count a course of care of *patient*."""
    own = select(episodes.c.condition, episodes.c.started).where(episodes.c.patient == patient)
    courses = [(condition, _quarter(started)) for condition, started in connection.execute(own)]
    for row in connection.execute(select(exports).where(exports.c.expires_on >= today)):
        acts = select(export_events.c.act).where(export_events.c.export == row.id).order_by(export_events.c.id)
        state = state_after(list(connection.scalars(acts)))
        if state not in (STATE_AFTER["prepare"], STATE_AFTER["approve"]):
            continue
        for one in json.loads(row.content).get("shown", []):
            first, last = date.fromisoformat(one["first"]), date.fromisoformat(one["last"])
            if any(one["condition"] in ("", condition) and first <= began <= last for condition, began in courses):
                yield row.code
                break


def _quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
