"""Two people, one record: who writes says which version they saw, and is told what it is now when it has moved on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, Table, select, update

from data.ledger_write import LedgerError, Writing
from data.rows import SessionFacts
from data.tables_care import episodes, readings, sessions
from data.visit_records import ReadingRecord, SessionRecord, readings_on, sessions_on
from data.waiting_reads import draft_on

Now = Callable[[Connection, int], Mapping[str, Any]]


class ChangedMeanwhile(LedgerError):
    """Somebody else has written this record since it was read.

    ``now`` is the record as it is now, field by field (``version`` too); empty when it is not there any more.
    """

    def __init__(self, now: Mapping[str, Any]) -> None:
        self.now: dict[str, Any] = dict(now)
        super().__init__(
            "Somebody else has changed this record since you opened it. Look at it again, then decide; "
            "nothing was written."
        )


def check_version(connection: Connection, table: Table, id: int, version: int) -> None:
    """Raise `ChangedMeanwhile` unless record *id* still has the *version* that was read."""
    if connection.scalar(select(table.c.version).where(table.c.id == id)) != version:
        raise ChangedMeanwhile(NOW[table.name](connection, id))


def change(act: Writing, table: Table, id: int, version: int, values: Mapping[str, Any]) -> None:
    """Set *values* when the record still has the *version* that was read. Raises `ChangedMeanwhile` otherwise."""
    where = update(table).where(table.c.id == id, table.c.version == version)
    if not act.connection.execute(where.values(**values, version=version + 1)).rowcount:
        raise ChangedMeanwhile(NOW[table.name](act.connection, id))


def session_of(connection: Connection, session: int) -> tuple[int, SessionRecord]:
    """The episode of *session*, and the session with its readings. Raises `LedgerError`."""
    episode = connection.scalar(select(sessions.c.episode).where(sessions.c.id == session))
    if episode is None:
        raise LedgerError(f"There is no session number {session}; it may have been withdrawn.")
    (found,) = sessions_on(connection, episode, readings_on(connection, episode), session)
    return episode, found


def reading_of(connection: Connection, reading: int) -> tuple[int, ReadingRecord]:
    """The episode of *reading*, and the reading. Raises `LedgerError`."""
    episode = connection.scalar(select(readings.c.episode).where(readings.c.id == reading))
    if episode is None:
        raise LedgerError(f"There is no reading number {reading}; it may have been withdrawn.")
    return episode, next(found for found in readings_on(connection, episode) if found.id == reading)


def patient_of(act: Writing, episode: int) -> int | None:
    """Whose course of care *episode* is."""
    return act.connection.scalar(select(episodes.c.patient).where(episodes.c.id == episode))


def draft_now(connection: Connection, episode: int) -> dict[str, Any]:
    """The unfinished session of *episode* as it is now; empty when there is none (any more)."""
    draft = draft_on(connection, episode)
    return asdict(draft) if draft else {}


def facts_of(facts: SessionFacts) -> dict[str, Any]:
    """The facts of a session by field."""
    return {field.name: getattr(facts, field.name) for field in fields(facts)}


def _session_now(connection: Connection, session: int) -> dict[str, Any]:
    _, found = session_of(connection, session)
    place = {"site": found.site, "podiatrist": found.podiatrist, "version": found.version}
    return {**facts_of(found.facts), **place}


def _reading_now(connection: Connection, reading: int) -> dict[str, Any]:
    return asdict(reading_of(connection, reading)[1])


def _episode_now(connection: Connection, episode: int) -> dict[str, Any]:
    names = ("started", "ended", "ended_how", "duration_weeks", "version")
    columns = [episodes.c[name] for name in names]
    found = connection.execute(select(*columns).where(episodes.c.id == episode)).one()
    return dict(found._mapping)


NOW: Mapping[str, Now] = {"sessions": _session_now, "readings": _reading_now, "episodes": _episode_now}
