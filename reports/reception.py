"""The front desk's door: finding a patient to record a review of, or to ask for one, and nothing more about them.

It tells who a person is, which courses of care they have, and which questions belong to each. What was measured,
when and with what outcome stays where it is: the door reads it only to go on with the same series.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.course_reads import Course, read_course
from data.ledger_reviews import BY_HAND
from data.rows import ReadingFacts
from data.snapshot import current
from data.visit_reads import read_episode
from reports.access import NotAllowed, Viewer
from reports.episodes import Course as Line
from reports.episodes import courses_of
from reports.pen import Pen
from reports.people import folded, matching
from reports.scope import OUTSIDE, check_course, check_finds_people
from reports.watched import check_act, refusals, viewed

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure
    from data.store import Store

LEAST_LETTERS = 2  # nobody is listed before something of theirs is typed


@dataclass(frozen=True)
class Found:
    """A person found: who they are, and their courses of care that still go on, newest first."""

    reference: str
    display_name: str
    courses: tuple[Line, ...]


def find(store: Store, viewer: Viewer, text: str, limit: int = 8) -> list[Found]:
    """The people whose reference or name has every word of *text*; nobody for fewer than two letters.

    Raises `reports.access.NotAllowed` for a role that finds no patient.
    """
    with refusals(store, viewer, "finding a patient"):
        check_finds_people(viewer)
    if len(folded(text)) < LEAST_LETTERS:
        return []
    snapshot = current(store)
    return [
        Found(one.reference, one.display_name, courses_of(snapshot, viewer, one.patient))
        for one in matching(snapshot, viewer, text, limit)
    ]


def open_course(store: Store, viewer: Viewer, episode: int) -> Course:
    """Whose course of care it is and what it is of; raises `NotAllowed` for one not in the viewer's scope."""
    with refusals(store, viewer, "a course of care", episode):
        found = read_course(store, check_course(store, viewer, episode))
        if found is None:
            raise NotAllowed(OUTSIDE)
    viewed(store, viewer, episode)
    return found


def questions(catalogue: Catalogue, condition: str) -> list[Measure]:
    """The measures of *condition* that are answered in words or numbers, not measured with an instrument."""
    known = catalogue.conditions.get(condition)
    offered = [catalogue.measures[name] for name in (known.measures if known else ()) if name in catalogue.measures]
    return [measure for measure in offered if measure.kind not in BY_HAND]


def record_review(
    store: Store, catalogue: Catalogue, viewer: Viewer, episode: int, on: date, values: Mapping[str, float], today: date
) -> int:
    """Record the answers of *values* (by measure) as a review of *on*; how many readings it made.

    Each goes on with the side, method and instrument of the newest reading of its measure. Raises
    `reports.access.NotAllowed`, also for a measure that is no question, and `data.ledger.LedgerError`.
    """
    check_act(store, viewer, "record review")
    course = open_course(store, viewer, episode)
    asked = {measure.id for measure in questions(catalogue, course.condition)}
    with refusals(store, viewer, "record review", episode):
        if set(values) - asked:
            raise NotAllowed("The front desk records answers to questions. A podiatrist records what was measured.")
    readings = [_fact(store, course, on, measure, value) for measure, value in values.items()]
    Pen(store, catalogue, viewer, today).record_review(episode, readings)
    return len(readings)


def _fact(store: Store, course: Course, on: date, measure: str, value: float) -> ReadingFacts:
    record = read_episode(store, course.episode)
    every = [*record.reviews, *(one for session in record.sessions for one in session.readings)]
    last = max((one for one in every if one.measure == measure), key=lambda one: (one.on, one.id), default=None)
    side, method, instrument = (last.side, last.method, last.instrument) if last else (course.side, "", "")
    return ReadingFacts(measure, float(value), on, "review", side, method, "", instrument)
