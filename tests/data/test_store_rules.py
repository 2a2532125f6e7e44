"""The database itself refuses what cannot be, whoever writes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.catalogue import Catalogue
from data.ledger import Ledger
from data.rows import AdverseEvent, SessionFacts
from tests.data.rows_for_tests import START, TODAY, file_of, review, visit

if TYPE_CHECKING:
    from data.store import Store

READING = (
    "INSERT INTO readings (id, episode, session, measure, method, side, phase, day, value, scale_low, scale_high) "
    "SELECT 99, {episode}, {session}, id, {method}, {side}, {phase}, '{day}', {value}, {low}, {high} "
    "FROM measures WHERE name = 'nprs'"
)
GOOD = {
    "episode": 1, "session": 1, "method": 1, "side": 2, "phase": 1, "day": "2026-03-02", "value": 5,
    "low": "low", "high": "high",
}  # fmt: skip
EVENT = (
    "INSERT INTO adverse_events (id, session, term, severity, onset, action) VALUES (9, {0}, '{1}', '{2}', '{3}', '')"
)
REFUSED = {
    "pain 11": READING.format(**{**GOOD, "value": 11}),
    "pain below 0": READING.format(**{**GOOD, "value": -1}),
    "a scale of one's own": READING.format(**{**GOOD, "value": 11, "high": 100}),
    "a word for a value": READING.format(**{**GOOD, "value": "'8/10'"}),
    "no value": READING.format(**{**GOOD, "value": "NULL"}),
    "30 February": READING.format(**{**GOOD, "day": "2026-02-30"}),
    "day before month": READING.format(**{**GOOD, "day": "22/11/2026"}),
    "no such episode": READING.format(**{**GOOD, "episode": 5}),
    "another episode's session": READING.format(**{**GOOD, "episode": 2}),
    "no such side": READING.format(**{**GOOD, "side": 4}),
    "no such phase": READING.format(**{**GOOD, "phase": 7}),
    "no such method": READING.format(**{**GOOD, "method": 7}),
    "before needling without a session": READING.format(**{**GOOD, "session": "NULL"}),
    "a review inside a session": READING.format(**{**GOOD, "phase": 3}),
    "the same reading twice": READING.format(**{**GOOD, "side": 1}),
    "side L": "UPDATE episodes SET side = 'L' WHERE id = 1",
    "no such condition": "UPDATE episodes SET condition = 'gout' WHERE id = 1",
    "ended before it began": "UPDATE episodes SET ended = '2026-03-01' WHERE id = 1",
    "ended in a way unknown": "UPDATE episodes SET ended_how = 'cured' WHERE id = 1",
    "course 0": "UPDATE episodes SET course = 0 WHERE id = 1",
    "soreness 11": "UPDATE sessions SET soreness = 11 WHERE id = 1",
    "session 0": "UPDATE sessions SET number = 0 WHERE id = 1",
    "a number twice": "UPDATE sessions SET number = 2 WHERE id = 1",
    "sex F": "UPDATE patients SET sex = 'F' WHERE id = 1",
    "born in 19": "UPDATE patients SET birth_year = 19 WHERE id = 1",
    "no reference": "UPDATE patients SET reference = '' WHERE id = 1",
    "a reference twice": "UPDATE patients SET reference = 'B2' WHERE id = 1",
    "a patient with a course deleted": "DELETE FROM patients WHERE id = 1",
    "a session with readings deleted": "DELETE FROM sessions WHERE id = 1",
    "an event called dreadful": EVENT.format(1, "bruise", "dreadful", "later"),
    "an event next week": EVENT.format(1, "bruise", "mild", "next week"),
    "an event without a name": EVENT.format(1, "", "mild", ""),
    "an event twice": EVENT.format(1, "faint", "mild", ""),
    "an event related perhaps": "UPDATE adverse_events SET relatedness = 'perhaps' WHERE id = 1",
    "an event of no session": EVENT.format(77, "bruise", "mild", ""),
    "an account that does not add up": "UPDATE import_batches SET rows_stored = 9 WHERE id = 1",
    "an audit event changed": "UPDATE audit_events SET actor = 'somebody else' WHERE id = 1",
    "an audit event removed": "DELETE FROM audit_events WHERE id = 1",
}
ALLOWED = {
    "pain 5": READING.format(**GOOD),
    "pain 0": READING.format(**{**GOOD, "value": 0}),
    "pain 10": READING.format(**{**GOOD, "value": 10}),
    "a review": READING.format(**{**GOOD, "phase": 3, "session": "NULL", "value": 4}),
    "ended the day it began": "UPDATE episodes SET ended = '2026-03-02', ended_how = 'lost' WHERE id = 1",
    "an event": EVENT.format(1, "bruise", "mild", "within_24h"),
    "an event of two days": "UPDATE adverse_events SET duration = '2 days' WHERE id = 1",
    "an event possibly related": "UPDATE adverse_events SET relatedness = 'possibly' WHERE id = 1",
}


@pytest.fixture
def filled(store: Store, catalogue: Catalogue) -> Store:
    session = SessionFacts(START, adverse_asked=True, adverse_events=(AdverseEvent("faint", "significant"),))
    rows = visit(2, session=session), visit(3, on=START.replace(day=9)), review(4, "B2")
    account = Ledger(store, catalogue, "test", TODAY).import_file(file_of(*rows))
    assert account.stored == 3
    return store


def _write(store: Store, statement: str) -> int:
    with store.engine.connect().execution_options(write=True) as connection, connection.begin():
        return connection.execute(text(statement)).rowcount


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_refused(filled: Store, statement: str) -> None:
    with pytest.raises(DBAPIError):
        _write(filled, statement)


@pytest.mark.parametrize("statement", ALLOWED.values(), ids=ALLOWED)
def test_allowed(filled: Store, statement: str) -> None:
    assert _write(filled, statement) == 1


def test_the_same_review_twice_is_refused_though_it_has_no_session(filled: Store) -> None:
    statement = READING.format(**{**GOOD, "phase": 3, "session": "NULL"})
    assert _write(filled, statement) == 1
    with pytest.raises(DBAPIError):
        _write(filled, statement.replace("99", "100"))


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER audit_events_no_update",
        "DROP TABLE readings",
        "ALTER TABLE readings ADD COLUMN x TEXT",
        "ATTACH DATABASE ':memory:' AS other",
    ],
)
def test_the_programs_own_connection_cannot_take_a_guard_away(clinic_store: Store, statement: str) -> None:
    with pytest.raises(DBAPIError, match="not authorized"):
        _write(clinic_store, statement)


def test_an_error_names_the_rule_and_never_a_value(filled: Store) -> None:
    with pytest.raises(DBAPIError) as refused:
        _write(filled, "UPDATE sessions SET soreness = 77.125 WHERE id = 1")
    assert "sessions_soreness_in_range" in str(refused.value.orig)
