"""One course of care as somebody at the front desk needs it: whose, of what, on which side, and nothing measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from data.tables import patients
from data.tables_care import episodes

if TYPE_CHECKING:
    from data.store import Store


@dataclass(frozen=True)
class Course:
    """Whose course of care it is, what it is of, and from when to when (``ended`` is ``None`` while it goes on)."""

    episode: int
    reference: str
    display_name: str
    condition: str
    side: str
    started: date
    ended: date | None

    @property
    def name(self) -> str:
        """The person's name, or the reference where none is written down."""
        return self.display_name or self.reference


def read_course(store: Store, episode: int) -> Course | None:
    """The course of care *episode*; ``None`` when there is none."""
    person, course = patients.c, episodes.c
    query = select(
        course.id, person.reference, person.display_name, course.condition, course.side, course.started, course.ended
    ).join_from(episodes, patients, person.id == course.patient)
    with store.reading() as connection:
        row = connection.execute(query.where(course.id == episode)).first()
    return None if row is None else Course(*row)
