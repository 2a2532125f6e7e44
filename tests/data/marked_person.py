"""A person with a mark in everything that can hold one, and two people who give their records up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from data.catalogue import Catalogue
from data.ledger import Ledger
from data.rows import AdverseEvent, ReadingFacts, SessionFacts
from tests.data.rows_for_tests import START

if TYPE_CHECKING:
    from data.store import Store

LATER = date(2040, 1, 1)
MARKS = (
    "MARK-REF",
    "Markname",
    "markednote",
    "marksecond",
    "markterm",
    "markmedicine",
    "markrater",
    "markdraft",
    "4.125",
)
WHY = "The time is over"


def write_marked(ledger: Ledger) -> int:
    """A person with a mark in everything that can hold one, corrected and partly taken out; their number."""
    person = ledger.add_patient("MARK-REF", "Markname", 1980, "female")
    episode = ledger.open_episode(person, "plantar_heel_pain", "left", START, podiatrist="Podiatrist 1", site="North")
    event = AdverseEvent("markterm", "mild", "later", "markmedicine", "two markdays")
    facts = SessionFacts(START, notes="markednote", adverse_asked=True, adverse_events=(event,))
    value = ReadingFacts("nprs", 4.125, START, "before", "left", rater="markrater", instrument="markrater")
    session = ledger.record_session(episode, facts, [value])
    ledger.correct_session(session, {"notes": "marksecond"}, "Typed wrongly", 1)
    later = date(2026, 4, 1)
    gone = ledger.record_session(episode, SessionFacts(later, notes="markednote"), [])
    ledger.withdraw_session(gone, "Another person's", 1)
    ledger.set_consent(person, "withdrawn", later, "Podiatrist 1")
    ledger.invite_review(episode, ["lefs"], "left", "1234")
    return person


def confirmed(clinic: Ledger, catalogue: Catalogue, person: int, how: str) -> None:
    number = Ledger(clinic.store, catalogue, "Ann", LATER).propose_disposal(person, how, WHY)
    Ledger(clinic.store, catalogue, "Bo", LATER).confirm_disposal(number)


def everything(store: Store) -> str:
    """Every row of every table as text."""
    with store.reading() as connection:
        tables = inspect(connection).get_table_names()
        rows = [connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in tables]
    return "\n".join(repr(tuple(row)) for some in rows for row in some)
