"""One person's own record, read whole from the store: for those in whose scope the course of care is.

Everything here raises `reports.access.NotAllowed`, in the same words for a record of another podiatrist as for
one that is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data import visit_reads
from data.visit_reads import Draft, EpisodeRecord, HistoryEvent, NoSuchRecord
from reports.access import NotAllowed, Viewer
from reports.scope import OUTSIDE, check_episode, check_sees_people

if TYPE_CHECKING:
    from data.store import Store


def open_record(store: Store, viewer: Viewer, episode: int) -> EpisodeRecord:
    """The course of care with its sessions, readings and reviews."""
    try:
        return visit_reads.read_episode(store, check_episode(store, viewer, episode))
    except NoSuchRecord:
        raise NotAllowed(OUTSIDE) from None


def open_history(store: Store, viewer: Viewer, episode: int) -> tuple[HistoryEvent, ...]:
    """Who did what to the course of care, its sessions and its readings, oldest first."""
    return visit_reads.read_history(store, check_episode(store, viewer, episode))


def open_draft(store: Store, viewer: Viewer, episode: int) -> Draft | None:
    """The unfinished session of the course of care, if there is one."""
    return visit_reads.read_draft(store, check_episode(store, viewer, episode))


def drafts(store: Store, viewer: Viewer) -> tuple[Draft, ...]:
    """Every unfinished session in the viewer's scope."""
    check_sees_people(viewer)
    return tuple(draft for draft in visit_reads.read_drafts(store) if _may_open(store, viewer, draft.episode))


def _may_open(store: Store, viewer: Viewer, episode: int) -> bool:
    try:
        check_episode(store, viewer, episode)
    except NotAllowed:
        return False
    return True
