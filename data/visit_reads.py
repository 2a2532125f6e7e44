"""Everything a page asks about one course of care: the record, who treats, its history, and what is waiting.

Each read is of one moment and only of the episode asked for; whether the viewer may see it is not asked here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, union_all

from data.history_reads import HistoryEvent, read_history
from data.tables import podiatrists
from data.tables_care import episodes, sessions
from data.visit_records import EpisodeRecord, NoSuchRecord, ReadingRecord, SessionRecord, episode_on
from data.waiting_reads import Draft, Invitation, pin_is, read_draft, read_drafts, read_invitation

if TYPE_CHECKING:
    from data.store import Store

__all__ = [
    "Draft",
    "EpisodeRecord",
    "HistoryEvent",
    "Invitation",
    "NoSuchRecord",
    "ReadingRecord",
    "SessionRecord",
    "pin_is",
    "read_draft",
    "read_drafts",
    "read_episode",
    "read_history",
    "read_invitation",
    "treats",
]


def read_episode(store: Store, episode: int) -> EpisodeRecord:
    """Episode number *episode* with its patient, sessions and readings. Raises `NoSuchRecord`."""
    with store.reading() as connection:
        return episode_on(connection, episode)


def treats(store: Store, episode: int, podiatrist: str) -> bool:
    """Whether *podiatrist* leads the course of care or gave a session of it; ``False`` for no such episode."""
    leads = select(episodes.c.podiatrist).where(episodes.c.id == episode)
    gave = select(sessions.c.podiatrist).where(sessions.c.episode == episode)
    either = union_all(leads, gave).subquery()
    query = select(podiatrists.c.id).where(podiatrists.c.name == podiatrist)
    with store.engine.connect() as connection:
        return connection.scalar(query.where(podiatrists.c.id.in_(select(either.c.podiatrist))).limit(1)) is not None
