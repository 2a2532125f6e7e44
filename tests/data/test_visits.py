"""Whatever is recorded is read back unchanged, one course of care at a time, on both databases."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.catalogue import Catalogue, load_catalogue
from data.frames import SIDES
from data.ledger import Ledger, LedgerError
from data.rows import AdverseEvent, ReadingFacts, SessionFacts
from data.tables_care import EVENT_ONSETS, EVENT_RELATEDNESS, EVENT_SEVERITIES, SESSION_LIMITS
from data.visit_reads import NoSuchRecord, read_episode, read_history, treats
from tests.data.rows_for_tests import START, TODAY, file_of, pain, visit

if TYPE_CHECKING:
    from data.store import Store

MEASURES = load_catalogue().measures
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
SOME_TEXT = ANY_TEXT.filter(bool)
WORDS = st.lists(ANY_TEXT, max_size=4).map(tuple)
YES_NO = st.none() | st.booleans()
DAYS = st.dates(START, TODAY)
WHOLE = ("insertions", "twitch_count", "planned_sessions")


def _limited(name: str) -> st.SearchStrategy[Any]:
    low, high = SESSION_LIMITS[name]
    return st.none() | (st.integers(int(low), int(high)) if name in WHOLE else st.floats(low, high))


BY_PART: dict[str, st.SearchStrategy[str]] = {
    "term": SOME_TEXT,
    "severity": st.sampled_from(EVENT_SEVERITIES),
    "onset": st.sampled_from(EVENT_ONSETS),
    "action": ANY_TEXT,
    "duration": ANY_TEXT,
    "relatedness": st.sampled_from(EVENT_RELATEDNESS),
}
EVENTS = st.lists(
    st.builds(AdverseEvent, **BY_PART),
    max_size=3,
    unique_by=lambda event: event.term,
).map(tuple)
BY_FIELD: dict[str, st.SearchStrategy[Any]] = {
    "on": DAYS,
    "number": st.integers(1, 9_999),
    "sequence": st.integers(1, 9_999),
    "consent_on": st.none() | st.dates(),
    "adverse_events": EVENTS,
    **dict.fromkeys(("muscles", "co_interventions"), WORDS),
    **dict.fromkeys(("bilateral", "contraindications_screened", "adverse_asked"), YES_NO),
    **dict.fromkeys(("needle_material", "response_sought", "twitch", "technique", "stimulation"), ANY_TEXT),
    **dict.fromkeys(("planned_frequency", "consent_version", "notes"), ANY_TEXT),
    **{name: _limited(name) for name in SESSION_LIMITS},
}
SESSIONS = st.fixed_dictionaries(BY_FIELD).map(lambda values: SessionFacts(**values))


@st.composite
def _values(draw: st.DrawFn, on: date) -> ReadingFacts:
    measure = MEASURES[draw(st.sampled_from(sorted(MEASURES)))]
    value, phase = draw(st.floats(measure.low, measure.high)), draw(st.sampled_from(["before", "after", "review"]))
    day = draw(DAYS) if phase == "review" else on
    texts = [draw(ANY_TEXT) for _ in range(3)]
    return ReadingFacts(measure.id, value, day, phase, draw(st.sampled_from(SIDES)), *texts)


def _key(facts: ReadingFacts) -> tuple[object, ...]:
    return facts.measure, facts.method, facts.side, facts.phase, facts.on


VISITS = SESSIONS.flatmap(
    lambda facts: st.tuples(st.just(facts), st.lists(_values(facts.on), max_size=5, unique_by=_key))
)
NUMBERS = count(1)


def _episode(store: Store, catalogue: Catalogue) -> tuple[Ledger, int]:
    ledger = Ledger(store, catalogue, "Kim", TODAY)
    patient = ledger.add_patient(f"A{next(NUMBERS)}", "Ann Example", 1970, "female")
    return ledger, ledger.open_episode(patient, "plantar_heel_pain", "left", START, site="North", podiatrist="Kim")


def _facts(store: Store, episode: int) -> tuple[list[SessionFacts], list[ReadingFacts]]:
    """Everything of an episode, as it was handed over."""
    found = read_episode(store, episode)
    values = [value for session in found.sessions for value in session.readings] + list(found.reviews)
    names = [field.name for field in fields(ReadingFacts)]
    return [session.facts for session in found.sessions], [
        ReadingFacts(**{name: getattr(value, name) for name in names}) for value in values
    ]


def test_every_field_of_a_session_is_tried() -> None:
    assert set(BY_FIELD) == {field.name for field in fields(SessionFacts)}
    assert list(BY_PART) == [field.name for field in fields(AdverseEvent)]


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VISITS)
def test_whatever_is_recorded_is_read_back_unchanged(
    store: Store, catalogue: Catalogue, visited: tuple[SessionFacts, list[ReadingFacts]]
) -> None:
    ledger, episode = _episode(store, catalogue)
    facts, values = visited
    ledger.record_session(episode, facts, values, site="North", podiatrist="Lee")
    sessions, readings = _facts(store, episode)
    assert sessions == [facts]
    assert sorted(readings, key=repr) == sorted(values, key=repr)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VISITS)
def test_an_import_carries_every_field_too(
    store: Store, catalogue: Catalogue, visited: tuple[SessionFacts, list[ReadingFacts]]
) -> None:
    facts, values = visited
    ledger, patient = Ledger(store, catalogue, "Kim", TODAY), f"I{next(NUMBERS)}"
    ledger.import_file(file_of(visit(2, patient, facts.on, session=facts, readings=tuple(values))))
    sessions, readings = _facts(store, _newest(store))
    assert sessions == [facts]
    assert sorted(readings, key=repr) == sorted(values, key=repr)


def _newest(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT max(id) FROM episodes").scalar() or 0)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VISITS, SESSIONS)
def test_whatever_is_corrected_is_read_back_unchanged(
    store: Store, catalogue: Catalogue, visited: tuple[SessionFacts, list[ReadingFacts]], new: SessionFacts
) -> None:
    ledger, episode = _episode(store, catalogue)
    facts, values = visited
    session = ledger.record_session(episode, facts, values)
    new = replace(new, number=facts.number, sequence=facts.sequence)
    changes = {
        field.name: getattr(new, field.name) for field in fields(new) if field.name not in ("number", "sequence")
    }
    if new == facts:
        return
    ledger.correct_session(session, changes, "To try every field", version=1)
    sessions, readings = _facts(store, episode)
    assert [_sorted(found) for found in sessions] == [_sorted(new)]
    moved = [replace(value, on=new.on) if value.phase != "review" else value for value in values]
    assert sorted(readings, key=repr) == sorted(moved, key=repr)


def _sorted(facts: SessionFacts) -> SessionFacts:
    return replace(facts, adverse_events=tuple(sorted(facts.adverse_events, key=repr)))


def test_sessions_come_by_number_and_reviews_by_date(store: Store, catalogue: Catalogue) -> None:
    ledger, episode = _episode(store, catalogue)
    for week in (2, 0, 1):
        on = START + timedelta(days=7 * week)
        ledger.record_session(episode, SessionFacts(on), [pain(4, on, "after"), pain(6, on, instrument="slider")])
        ledger.record_reading(episode, ReadingFacts("lefs", 40 + week, on, "review", "both", rater="Lee"))
    found = read_episode(store, episode)
    assert [session.facts.number for session in found.sessions] == [1, 2, 3]
    assert [value.value for value in found.reviews] == [40, 41, 42]
    assert [value.phase for value in found.sessions[0].readings] == ["before", "after"]
    assert (found.reference[0], found.display_name, found.birth_year, found.sex) == ("A", "Ann Example", 1970, "female")
    assert (found.condition, found.side, found.course, found.site) == ("plantar_heel_pain", "left", 1, "North")
    assert (found.podiatrist, found.started, found.ended, found.version) == ("Kim", START, None, 1)


def test_who_leads_and_who_gave_a_session_treats(store: Store, catalogue: Catalogue) -> None:
    ledger, episode = _episode(store, catalogue)
    _, other = _episode(store, catalogue)
    ledger.record_session(episode, SessionFacts(START), podiatrist="Lee")
    assert [treats(store, episode, name) for name in ("Kim", "Lee", "Max", "")] == [True, True, False, False]
    assert [treats(store, other, name) for name in ("Kim", "Lee")] == [True, False]
    assert not treats(store, 999, "Kim")


def test_an_unknown_episode_is_said(store: Store) -> None:
    with pytest.raises(NoSuchRecord, match="no episode number 7"):
        read_episode(store, 7)
    assert read_history(store, 7) == ()


@pytest.mark.parametrize("text", ["half \ud800", "nothing \x00"])
def test_text_that_no_database_keeps_is_refused(store: Store, catalogue: Catalogue, text: str) -> None:
    ledger, episode = _episode(store, catalogue)
    session = ledger.record_session(episode, SessionFacts(START))
    for write in (
        lambda: ledger.record_session(episode, SessionFacts(TODAY, muscles=(text,))),
        lambda: ledger.record_reading(episode, ReadingFacts("lefs", 4, START, "review", "both", instrument=text)),
        lambda: ledger.correct_session(session, {"notes": text}, "Why", 1),
        lambda: ledger.correct_session(session, {"notes": "more"}, text, 1),
        lambda: ledger.add_patient(text),
    ):
        with pytest.raises(LedgerError, match="cannot be kept"):
            write()


def test_the_history_tells_all_of_one_course_and_nothing_of_another(store: Store, catalogue: Catalogue) -> None:
    ledger, episode = _episode(store, catalogue)
    session = ledger.record_session(episode, SessionFacts(START, notes="a"), [pain(6)])
    reading = read_episode(store, episode).sessions[0].readings[0].id
    other = ledger.open_episode(ledger.add_patient("Other"), "plantar_heel_pain", "left", START)
    ledger.record_session(other, SessionFacts(START), [pain(3)])
    ledger.correct_reading(reading, 5, "Misread", 1)
    ledger.correct_session(session, {"notes": "b"}, "Mistyped", 1)
    ledger.withdraw_session(session, "Another person's", 2)
    ledger.save_draft(episode, {"x": 1}, 0)
    told = [(event.action, event.table, event.record, event.reason) for event in read_history(store, episode)]
    assert told == [
        ("open episode", "episodes", episode, ""),
        ("record session", "sessions", session, ""),
        ("correct reading", "readings", reading, "Misread"),
        ("correct session", "sessions", session, "Mistyped"),
        ("withdraw session", "sessions", session, "Another person's"),
    ]
    assert [event.action for event in read_history(store, other)] == ["open episode", "record session"]


def test_the_history_of_an_imported_course_names_the_file_only(store: Store, catalogue: Catalogue) -> None:
    ledger = Ledger(store, catalogue, "Kim", TODAY)
    ledger.import_file(file_of(visit(2), visit(3, "Somebody"), name="march.csv"))
    (event,) = read_history(store, 1)
    assert (event.action, event.actor, event.detail) == ("import", "Kim", {"file": "march.csv"})
    assert event.at.tzinfo is not None
