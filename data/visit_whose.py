"""Whose a record is: the course of care of a session or a reading, and the courses of care of a patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from data.tables import patients
from data.tables_care import episodes, readings, sessions

if TYPE_CHECKING:
    from data.store import Store


def episode_of_session(store: Store, session: int) -> int | None:
    """The course of care that *session* belongs to; ``None`` when there is no such session."""
    with store.reading() as connection:
        return connection.scalar(select(sessions.c.episode).where(sessions.c.id == session))


def episode_of_reading(store: Store, reading: int) -> int | None:
    """The course of care that *reading* belongs to; ``None`` when there is no such reading."""
    with store.reading() as connection:
        return connection.scalar(select(readings.c.episode).where(readings.c.id == reading))


def episodes_of_patient(store: Store, patient: int) -> tuple[int, ...]:
    """Every course of care of *patient*, in the order they were recorded."""
    with store.reading() as connection:
        query = select(episodes.c.id).where(episodes.c.patient == patient).order_by(episodes.c.id)
        return tuple(connection.scalars(query))


def is_patient(store: Store, patient: int) -> bool:
    """Whether there is a patient of this number."""
    with store.reading() as connection:
        return bool(connection.scalar(select(exists().where(patients.c.id == patient))))


def is_episode(store: Store, episode: int) -> bool:
    """Whether there is a course of care of this number."""
    with store.reading() as connection:
        return bool(connection.scalar(select(exists().where(episodes.c.id == episode))))
