"""The activity record: who did what, for the owner and the auditor, a page at a time, as a file, and checked.

The auditor is told who did what and when. What points at a person (the number of a course of care, a reason somebody
typed, the name of a file they chose) is left out for them before it leaves this door.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from data.activity_reads import Asked, TrailEvent, read_actions, read_activity, read_actors
from data.check_trail import Trail, check_trail
from reports.access import OWNER, SEES_ACTIVITY, NotAllowed, Viewer
from reports.activity_kinds import KINDS, OTHER
from reports.activity_words import sentence
from reports.deliver import note
from reports.export import neutral
from reports.watched import check_act, refusals

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.store import Store

PAGE = 100
MOST_IN_A_FILE = 20_000  # made within a second or so
NAME, TAKE = "activity.csv", "take activity"


@dataclass(frozen=True)
class Wanted:
    """Who, which kind of act (`reports.activity_kinds`), from which day to which, about which course of care."""

    who: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    episode: int | None = None


@dataclass(frozen=True)
class Line:
    """One event: its number, when, who, the sentence that says what, and the reason that was given."""

    number: int
    at: datetime
    who: str
    what: str
    reason: str
    action: str


@dataclass(frozen=True)
class Page:
    """Up to a hundred lines, newest first; ``before`` is where the next older page begins (``None``: no older one)."""

    lines: tuple[Line, ...]
    before: int | None


def page(store: Store, viewer: Viewer, wanted: Wanted, before: int | None = None) -> Page:
    """The events that are wanted, those before number *before* only.

    Raises `reports.access.NotAllowed` for a role that does not see the activity, and for an auditor who asks for one
    course of care.
    """
    _check(store, viewer, wanted)
    found = _read(store, wanted, before, PAGE + 1)
    lines = tuple(_line(event, viewer) for event in found[:PAGE])
    return Page(lines, lines[-1].number if len(found) > PAGE else None)


def choices(store: Store, viewer: Viewer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Everybody who did anything, and the kinds of act there are, to choose from."""
    _check(store, viewer, Wanted())
    there = set(read_actions(store))
    kinds = tuple(kind for kind, actions in KINDS.items() if there & set(actions))
    return read_actors(store), (*kinds, OTHER) if there - _known() else kinds


def as_file(store: Store, catalogue: Catalogue, viewer: Viewer, wanted: Wanted) -> bytes:
    """The same events as CSV, the newest twenty thousand at most; who took them away is an event itself."""
    check_act(store, viewer, TAKE)
    _check(store, viewer, wanted)
    lines = [_line(event, viewer) for event in _read(store, wanted, None, MOST_IN_A_FILE)]
    content = _csv(lines, viewer)
    note(store, catalogue, viewer, "activity", NAME, content, act=TAKE, rows=len(lines))
    return content


def verify(store: Store, viewer: Viewer, progress: Callable[[int, int], None] | None = None) -> Trail:
    """Follow the chain of seals from the first event to the last; *progress* is told the events done, of how many."""
    _check(store, viewer, Wanted())
    with store.reading() as connection:
        return check_trail(connection, progress)


def sees_people(viewer: Viewer) -> bool:
    """Whether what points at a person is told to *viewer* here."""
    return viewer.role == OWNER


def _check(store: Store, viewer: Viewer, wanted: Wanted) -> None:
    with refusals(store, viewer, "the activity record"):
        if viewer.role not in SEES_ACTIVITY:
            raise NotAllowed(f"The role {viewer.role} does not see the activity record.")
        if wanted.episode is not None and not sees_people(viewer):
            raise NotAllowed(f"The role {viewer.role} does not see what was done to one patient's record.")


def _read(store: Store, wanted: Wanted, before: int | None, limit: int) -> tuple[TrailEvent, ...]:
    actions = KINDS.get(wanted.kind, ())
    if wanted.kind == OTHER:
        actions = tuple(one for one in read_actions(store) if one not in _known())
    if wanted.kind and not actions:
        return ()
    asked = Asked(wanted.who, actions, wanted.since, wanted.until, wanted.episode)
    return read_activity(store, asked, before, limit)


def _known() -> set[str]:
    return {action for actions in KINDS.values() for action in actions}


def _line(event: TrailEvent, viewer: Viewer) -> Line:
    whole = sees_people(viewer)
    told = event if whole else replace(event, reason="")
    return Line(event.number, event.at, event.actor, sentence(told, whole), told.reason, event.action)


def _csv(lines: list[Line], viewer: Viewer) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    whole = sees_people(viewer)
    writer.writerow(["event", "when", "who", "what", "act", *(["reason"] if whole else [])])
    for one in lines:
        told = [one.at.astimezone().isoformat(timespec="seconds"), one.who, one.what, one.action]
        writer.writerow([one.number, *map(neutral, [*told, *([one.reason] if whole else [])])])
    return out.getvalue().encode("utf-8-sig")
