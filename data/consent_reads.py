"""What each person agreed to beyond their own care: every answer in order, the newest of a person holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy import Connection, select

from data.tables_rights import NOT_ASKED, WITHDRAWN, consent_events

if TYPE_CHECKING:
    from data.store import Store

__all__ = [
    "WITHDRAWN", "Consent", "consent_frame", "consents_on", "no_consents", "read_consents", "state_of_consent",
    "withdrawn",
]  # fmt: skip
COLUMNS = {"patient": "int64", "state": "str", "data_version": "int64"}


@dataclass(frozen=True)
class Consent:
    """One answer: ``given`` or ``withdrawn``, the day it was given, who took it, and who wrote it down when."""

    state: str
    said_on: date
    taken_by: str
    at: datetime
    actor: str


def read_consents(store: Store, patient: int) -> tuple[Consent, ...]:
    """Every answer of *patient*, oldest first; none: never asked."""
    with store.reading() as connection:
        return consents_on(connection, patient)


def consents_on(connection: Connection, patient: int) -> tuple[Consent, ...]:
    """The same on an open connection."""
    one = consent_events.c
    found = select(one.state, one.said_on, one.taken_by, one.at, one.actor).where(one.patient == patient)
    rows = connection.execute(found.order_by(one.id)).all()
    return tuple(Consent(state, on, by, datetime.fromisoformat(at), actor) for state, on, by, at, actor in rows)


def state_of_consent(consents: tuple[Consent, ...]) -> str:
    """What holds after these answers: ``not asked``, ``given`` or ``withdrawn``."""
    return consents[-1].state if consents else NOT_ASKED


def consent_frame(connection: Connection, after: int = -1) -> pd.DataFrame:
    """Every answer of everybody in order: patient, state, and the data's version from which on it holds.

    Only those given since version *after*, where it is named.
    """
    one = consent_events.c
    query = select(one.patient, one.state, one.data_version).where(one.data_version > after)
    rows = connection.execute(query.order_by(one.id)).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=list(COLUMNS), dtype=object).astype(COLUMNS)


def withdrawn(consents: pd.DataFrame) -> frozenset[int]:
    """Of a frame of answers in order, the people whose newest answer is that they withdraw."""
    newest = consents.drop_duplicates("patient", keep="last")
    return frozenset(int(one) for one in newest.loc[newest["state"] == WITHDRAWN, "patient"])


def no_consents() -> pd.DataFrame:
    """The frame of a clinic where nobody was ever asked."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
