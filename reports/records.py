"""One person's own record, read whole from the store: for those in whose scope the course of care is.

Everything here raises `reports.access.NotAllowed`, in the same words for a record of another podiatrist as for
one that is not there, and notes in the audit trail who opened whose record, or was refused it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data import visit_reads
from data.course_reads import Course, read_course
from data.visit_reads import Draft, EpisodeRecord, HistoryEvent, NoSuchRecord
from reports.access import NotAllowed, Viewer
from reports.scope import OUTSIDE, check_episode, check_sees_people
from reports.watched import refusals, viewed

if TYPE_CHECKING:
    from data.store import Store


def open_record(store: Store, viewer: Viewer, episode: int) -> EpisodeRecord:
    """The course of care with its sessions, readings and reviews."""
    _opened(store, viewer, episode)
    try:
        return visit_reads.read_episode(store, episode)
    except NoSuchRecord:
        raise NotAllowed(OUTSIDE) from None


def listed(store: Store, viewer: Viewer, episode: int) -> Course:
    """Whose course of care it is, as a line in a list: looking down a list opens nobody's record."""
    found = read_course(store, check_episode(store, viewer, episode))
    if found is None:
        raise NotAllowed(OUTSIDE)
    return found


def open_history(store: Store, viewer: Viewer, episode: int) -> tuple[HistoryEvent, ...]:
    """Who did what to the course of care, its sessions and its readings, oldest first."""
    _opened(store, viewer, episode)
    return visit_reads.read_history(store, episode)


def open_draft(store: Store, viewer: Viewer, episode: int) -> Draft | None:
    """The unfinished session of the course of care, if there is one."""
    _opened(store, viewer, episode)
    return visit_reads.read_draft(store, episode)


def drafts(store: Store, viewer: Viewer) -> tuple[Draft, ...]:
    """Every unfinished session in the viewer's scope."""
    check_sees_people(viewer)
    return tuple(draft for draft in visit_reads.read_drafts(store) if _may_open(store, viewer, draft.episode))


def _opened(store: Store, viewer: Viewer, episode: int) -> None:
    with refusals(store, viewer, "the record of a patient", episode):
        check_episode(store, viewer, episode)
    viewed(store, viewer, episode)


def _may_open(store: Store, viewer: Viewer, episode: int) -> bool:
    try:
        check_episode(store, viewer, episode)
    except NotAllowed:
        return False
    return True
