"""The trail is read a page at a time: every filter against a plain search of the whole of it, on both databases."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from data.activity_reads import Asked, TrailEvent, read_actions, read_activity, read_actors
from data.catalogue import Catalogue
from data.ledger import Ledger
from data.ledger_watch import note_refusal, note_view
from data.rows import SessionFacts
from data.seals import FIRST, seal
from data.store import Store
from data.tables import audit_events, facts
from tests.data.rows_for_tests import TODAY, file_of, visit

PEOPLE, ACTS = ("Kim", "Lee", "Mo"), ("view patient", "save draft", "make file", "restore")


@pytest.fixture
def busy(store: Store) -> Store:
    """Three hundred events of one year, written as the ledger would have."""
    dice, last, began = random.Random(7), FIRST, datetime(2026, 1, 1, 3, tzinfo=UTC)
    rows = []
    for number in range(1, 301):
        at = (began + timedelta(days=number)).isoformat(timespec="milliseconds")
        event = (number, at, dice.choice(PEOPLE), dice.choice(ACTS), "episodes", dice.randrange(1, 9), "", "")
        last = seal(last, event)
        rows.append((*event, last))
    with store.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(insert(audit_events), [dict(zip(audit_events.c.keys(), row, strict=True)) for row in rows])
        connection.execute(update(facts).where(facts.c.name == "last_ids").values(value='{"audit_events": 300}'))
    return store


def plainly(store: Store, asked: Asked) -> list[int]:
    """The same question, answered by looking at every event there is."""
    found = []
    for event in read_activity(store, Asked(), limit=10_000):
        day = event.at.astimezone().date()
        if asked.actor and event.actor != asked.actor:
            continue
        if asked.actions and event.action not in asked.actions:
            continue
        if (asked.since and day < asked.since) or (asked.until and day > asked.until):
            continue
        if asked.episode and event.record != asked.episode:
            continue
        found.append(event.number)
    return found


QUESTIONS = (
    Asked(),
    Asked(actor="Kim"),
    Asked(actor="Nobody"),
    Asked(actions=("restore",)),
    Asked(actions=("restore", "make file", "unheard of")),
    Asked(actor="Lee", actions=("save draft",)),
    Asked(since=date(2026, 3, 1)),
    Asked(until=date(2026, 3, 1)),
    Asked(since=date(2026, 3, 1), until=date(2026, 3, 1)),
    Asked(actor="Mo", actions=("view patient", "restore"), since=date(2026, 2, 1), until=date(2026, 7, 1)),
    Asked(since=date(2030, 1, 1)),
    Asked(until=date(2020, 1, 1)),
    Asked(episode=3),
    Asked(episode=3, actor="Kim", actions=("restore", "view patient"), since=date(2026, 2, 1)),
)


def test_every_question_is_answered_as_by_looking_at_all_of_it(busy: Store) -> None:
    for asked in QUESTIONS:
        found = [event.number for event in read_activity(busy, asked, limit=10_000)]
        assert found == plainly(busy, asked), asked
        assert found == sorted(found, reverse=True)
    assert len(plainly(busy, Asked(since=date(2026, 3, 1), until=date(2026, 3, 1)))) == 1


def test_pages_follow_each_other_without_a_gap_or_a_repeat(busy: Store) -> None:
    for asked in QUESTIONS:
        pages: list[int] = []
        before = None
        while some := read_activity(busy, asked, before, 7):
            assert len(some) <= 7
            pages += [event.number for event in some]
            before = some[-1].number
        assert pages == plainly(busy, asked), asked


def test_the_names_to_choose_from_are_all_there_are(busy: Store) -> None:
    assert read_actors(busy) == tuple(sorted(PEOPLE))
    assert read_actions(busy) == tuple(sorted(ACTS))


def test_everything_about_one_course_of_care_is_found_even_what_was_taken_out(
    store: Store, catalogue: Catalogue
) -> None:
    ledger = Ledger(store, catalogue, "Kim", TODAY)
    first = visit(2, "A1", TODAY, 8, 7)
    ledger.import_file(file_of(first, visit(3, "B2", TODAY, 6, 5)))
    kept = ledger.record_session(1, SessionFacts(TODAY, sequence=2))
    ledger.withdraw_session(kept, "twice", 1)
    ledger.record_session(2, SessionFacts(TODAY, sequence=2))
    ledger.save_draft(1, {"soreness": 1}, 0)
    note_view(store, "Lee", "owner", 1)
    note_view(store, "Lee", "owner", 2)
    note_refusal(store, "Mo", "podiatrist", "the record of a patient", 1)
    found = [event.action for event in read_activity(store, Asked(episode=1))]
    assert found == ["refused", "view patient", "save draft", "withdraw session", "record session", "import"]


def test_an_event_says_what_was_written(store: Store) -> None:
    note_view(store, "Lee", "podiatrist", 7)
    (found,) = read_activity(store, Asked(actor="Lee"))
    assert isinstance(found, TrailEvent)
    assert (found.actor, found.action, found.table, found.record) == ("Lee", "view patient", "episodes", 7)
    assert found.detail == {"role": "podiatrist"}
    assert abs(found.at - datetime.now(UTC)) < timedelta(minutes=1)
