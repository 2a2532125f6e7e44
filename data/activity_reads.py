"""Reading the audit trail a page at a time, newest first, however long it has become.

Every question is answered from an index: the newest events by their number, those of an act or of a person by
theirs. Days become numbers by halving, as events are numbered in the order they happen. A question about several
acts asks for each, and puts the answers together.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, Row, Select, and_, func, select

from data.history_reads import changes_of
from data.tables import audit_events

if TYPE_CHECKING:
    from data.store import Store

_EVENT = audit_events.c


@dataclass(frozen=True)
class Asked:
    """Which events: of which *actor*, which *actions*, from which day to which (both included, in this computer's
    time zone), about which course of care. What is empty is not asked.
    """

    actor: str = ""
    actions: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    episode: int | None = None


@dataclass(frozen=True)
class TrailEvent:
    """One event of the trail as it was written, without its seal."""

    number: int
    at: datetime
    actor: str
    action: str
    table: str
    record: int | None
    reason: str
    detail: dict[str, Any]


def read_activity(store: Store, asked: Asked, before: int | None = None, limit: int = 100) -> tuple[TrailEvent, ...]:
    """The newest *limit* events that are asked for, newest first; only those numbered below *before*."""
    with store.reading() as connection:
        return tuple(islice(_newest(connection, asked, before, limit), limit))


def read_actors(store: Store) -> tuple[str, ...]:
    """Everybody who ever left an event, by name."""
    with store.reading() as connection:
        return tuple(_distinct(connection, _EVENT.actor))


def read_actions(store: Store) -> tuple[str, ...]:
    """Every act there is an event of, by name."""
    with store.reading() as connection:
        return tuple(_distinct(connection, _EVENT.action))


def _newest(connection: Connection, asked: Asked, before: int | None, limit: int) -> Iterator[TrailEvent]:
    query = select(audit_events).order_by(_EVENT.id.desc()).limit(limit)
    for bound in _bounds(connection, asked, before):
        query = query.where(bound)
    parts = [query.where(one) for one in _parts(connection, asked)]
    rows = heapq.merge(*(_rows(connection, part) for part in parts), key=lambda row: -row.id)
    last = 0
    for row in rows:
        if row.id != last:  # an event may belong to two parts
            yield _event(row)
        last = row.id


def _rows(connection: Connection, query: Select[Any]) -> list[Row[Any]]:
    return list(connection.execute(query).all())


def _parts(connection: Connection, asked: Asked) -> Iterator[Any]:
    """What has to hold of an event, one condition for each run of an index."""
    if asked.episode is not None:
        yield from (and_(one, *_who_and_what(asked)) for one in _of_course(connection, asked.episode))
    elif asked.actor:
        actions = asked.actions or _distinct(connection, _EVENT.action, _EVENT.actor == asked.actor)
        yield from (and_(_EVENT.actor == asked.actor, _EVENT.action == action) for action in actions)
    elif asked.actions:
        yield from (_EVENT.action == action for action in asked.actions)
    else:
        yield _EVENT.id > 0


def _who_and_what(asked: Asked) -> list[Any]:
    return [*([_EVENT.actor == asked.actor] if asked.actor else []),
            *([_EVENT.action.in_(asked.actions)] if asked.actions else [])]  # fmt: skip


def _of_course(connection: Connection, episode: int) -> Iterator[Any]:
    """An event about the course of care itself (looks, refusals, drafts), or one that changed it."""
    yield and_(_EVENT.record_table.in_(("episodes", "session_drafts")), _EVENT.record == episode)
    yield _EVENT.id.in_(changes_of(connection, episode))


def _bounds(connection: Connection, asked: Asked, before: int | None) -> Iterator[Any]:
    if before is not None:
        yield _EVENT.id < before
    if asked.since is not None:
        yield _EVENT.id >= _first_from(connection, asked.since)
    if asked.until is not None:
        yield _EVENT.id < _first_from(connection, asked.until + timedelta(days=1))


def _first_from(connection: Connection, day: date) -> int:
    """The number of the first event of *day* or later; one past the newest when there is none."""
    moment = datetime.combine(day, time()).astimezone().astimezone(UTC).isoformat(timespec="milliseconds")
    low, high = 1, int(connection.scalar(select(func.max(_EVENT.id))) or 0) + 1
    while low < high:
        middle = (low + high) // 2
        at = connection.scalar(select(_EVENT.at).where(_EVENT.id >= middle).order_by(_EVENT.id).limit(1))
        low, high = (middle + 1, high) if at is not None and at < moment else (low, middle)
    return low


def _distinct(connection: Connection, column: Column[Any], *where: Any) -> Iterator[str]:
    """Each value of *column* once, from one step of the index to the next."""
    found = connection.scalar(select(func.min(column)).where(*where))
    while found is not None:
        yield str(found)
        found = connection.scalar(select(func.min(column)).where(column > found, *where))


def _event(row: Row[Any]) -> TrailEvent:
    detail = json.loads(row.detail) if row.detail else {}
    at = datetime.fromisoformat(row.at)
    return TrailEvent(row.id, at, row.actor, row.action, row.record_table, row.record, row.reason, detail)
