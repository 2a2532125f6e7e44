"""Everything recorded about one person, read at one moment: for the copy that they may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from data.consent_reads import Consent, consents_on
from data.history_reads import HistoryEvent, history_on, patient_history_on
from data.tables import patients
from data.tables_care import episodes
from data.visit_records import EpisodeRecord, NoSuchRecord, episode_on
from data.waiting_reads import Draft, draft_on

if TYPE_CHECKING:
    from data.store import Store


@dataclass(frozen=True)
class CourseCopy:
    """One course of care whole, what was done to it, and a session of it that is not finished yet."""

    record: EpisodeRecord
    history: tuple[HistoryEvent, ...]
    draft: Draft | None


@dataclass(frozen=True)
class PersonCopy:
    """One person, every answer about consent, every course of care, and what was done with the person's own row."""

    patient: int
    reference: str
    display_name: str
    birth_year: int | None
    sex: str
    consents: tuple[Consent, ...]
    courses: tuple[CourseCopy, ...]
    history: tuple[HistoryEvent, ...]


def read_person(store: Store, patient: int) -> PersonCopy:
    """Everything about *patient*. Raises `NoSuchRecord`."""
    who = [patients.c[name] for name in ("id", "reference", "display_name", "birth_year", "sex")]
    with store.reading() as connection:
        person = connection.execute(select(*who).where(patients.c.id == patient)).first()
        if person is None:
            raise NoSuchRecord(f"There is no patient number {patient}.")
        own = select(episodes.c.id).where(episodes.c.patient == patient).order_by(episodes.c.started, episodes.c.id)
        courses = tuple(
            CourseCopy(episode_on(connection, one), history_on(connection, one), draft_on(connection, one))
            for one in connection.scalars(own).all()
        )
        history = patient_history_on(connection, patient)
        fields: tuple[Any, ...] = (*person, consents_on(connection, patient), courses, history)
        return PersonCopy(*fields)
