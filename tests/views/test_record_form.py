"""The form without the screen: what is remembered, what is unusual, what is refused, what two people wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from data.catalogue import Catalogue
from data.rows import AdverseEvent, SessionFacts
from data.visit_reads import EpisodeRecord, ReadingRecord, SessionRecord
from reports.visit_form import Line, UnreadableDraft, again, content_of, lines, session_facts, start
from views import record_check, record_words
from views.record_merge import differences, merged
from views.record_plan import plan

FIRST, LAST, TODAY = date(2026, 11, 1), date(2026, 11, 15), date(2026, 11, 22)
BEFORE, AFTER, LUNGE = Line("nprs").key("before"), Line("nprs").key("after"), Line("wblt_cm")
NEEDLED = SessionFacts(
    LAST, 2, muscles=("soleus",), needle_diameter_mm=0.3, needle_length_mm=40.0, technique="pistoning", twitch="yes",
    twitch_count=4, insertions=6, soreness=3.0, co_interventions=("stretching",), adverse_asked=True,
    consent_on=FIRST, notes="tender",
)  # fmt: skip


def reading(id: int, measure: str, phase: str, value: float, **other: Any) -> ReadingRecord:
    told: dict[str, Any] = {
        "side": "left",
        "method": "",
        "rater": "A. Hand",
        "instrument": "",
        "on": LAST,
        "session": 2,
        **other,
    }
    return ReadingRecord(id=id, measure=measure, phase=phase, value=value, version=1, **told)


READINGS = (
    reading(1, "nprs", "before", 6),
    reading(2, "nprs", "after", 4),
    reading(3, "wblt_cm", "before", 10, method="tape measure", instrument="tape 1"),
)
RECORD = EpisodeRecord(
    1, 1, "P1", "Somebody", 1980, "female", "plantar_heel_pain", "left", 1, "Harbour", "A. Hand", FIRST, None, "", 12.0,
    1, (SessionRecord(2, NEEDLED, "Harbour", "A. Hand", 1, READINGS),), (),
)  # fmt: skip


@pytest.fixture
def sheet(catalogue: Catalogue) -> record_check.Sheet:
    return record_check.Sheet(start(RECORD, catalogue, TODAY), RECORD, catalogue, TODAY)


def having(sheet: record_check.Sheet, **content: Any) -> record_check.Sheet:
    return replace(sheet, content={**sheet.content, **content})


def test_a_new_draft_remembers_how_it_was_measured_and_no_value_and_no_answer(sheet: record_check.Sheet) -> None:
    content = sheet.content
    assert [line.measure for line in lines(content)] == ["nprs", "wblt_cm"], "pain comes first"
    told = [content[LUNGE.key(part)] for part in ("side", "method", "instrument", "rater")]
    assert told == ["left", "tape measure", "tape 1", "A. Hand"]
    assert not {"adverse_asked", "twitch", "soreness", "muscles", BEFORE, AFTER} & set(content)
    session, readings = sheet.facts()
    assert session == SessionFacts(TODAY) and readings == ()


def test_whoever_is_signed_in_measures_and_the_form_says_it_is_another_hand(catalogue: Catalogue) -> None:
    content = start(RECORD, catalogue, TODAY, podiatrist="B. Hand")
    sheet = record_check.Sheet(content, RECORD, catalogue, TODAY)
    assert record_check.another_hand(sheet, LUNGE) == (
        "Taken by another person than on 15 Nov 2026 (A. Hand): the larger measurement error counts."
    )
    assert "tape 1" in record_check.another_hand(having(sheet, **{LUNGE.key("instrument"): "tape 2"}), LUNGE)
    same = having(sheet, **{LUNGE.key("rater"): "A. Hand"})
    assert record_check.another_hand(same, LUNGE) == ""


def test_the_same_again_is_what_was_done_and_never_what_was_found() -> None:
    repeated = again(NEEDLED)
    assert repeated == {
        "muscles": ["soleus"], "needle_diameter_mm": 0.3, "needle_length_mm": 40.0, "technique": "pistoning",
        "co_interventions": ["stretching"],
    }  # fmt: skip


@pytest.mark.parametrize(("value", "asked"), [(0, False), (8, False), (9, True)])
def test_pain_up_by_five_since_last_time_is_asked_about(sheet: record_check.Sheet, value: int, asked: bool) -> None:
    last = replace(RECORD.sessions[0], readings=(reading(1, "nprs", "before", 4),))
    after_four = replace(having(sheet, **{BEFORE: value}), record=replace(RECORD, sessions=(last,)))
    assert bool(record_check.unusual(after_four)) is asked


def test_pain_up_by_five_within_a_session(sheet: record_check.Sheet) -> None:
    (sentence,) = record_check.unusual(having(sheet, **{BEFORE: 3, AFTER: 8}))
    assert sentence == "Pain 0-10, left: 3 before and 8 after. That is 5 more."
    assert record_check.unusual(having(sheet, **{BEFORE: 3, AFTER: 7})) == []


@pytest.mark.parametrize(("value", "asked"), [(15.7, False), (15.8, True), (4.3, False), (4.2, True)])
def test_a_range_over_three_errors_away_is_asked_about(sheet: record_check.Sheet, value: float, asked: bool) -> None:
    """Lunge error 1.9 cm (PMID 25704110): 10 cm last time, so 4.3 to 15.7 cm goes unasked."""
    assert bool(record_check.unusual(having(sheet, **{LUNGE.key("before"): value}))) is asked


def test_what_lies_outside_the_scale_or_the_course_is_refused_in_words(sheet: record_check.Sheet) -> None:
    assert record_check.problems(having(sheet, **{BEFORE: 4})) == []
    assert "lies between 0 and 10" in record_check.problems(having(sheet, **{BEFORE: 11}))[0]
    assert "has not come yet" in record_check.problems(having(sheet, on="2026-11-23"))[0]
    assert any("began on 1 Nov 2026" in one for one in record_check.problems(having(sheet, on="2026-10-31")))
    assert "cannot be read" in record_check.problems(having(sheet, on="tomorrow"))[0]
    unnamed = {"adverse_asked": True, "adverse_events": [dict.fromkeys(("term", "severity", "onset", "action"), "")]}
    assert record_check.problems(having(sheet, **unnamed)) == [
        "Say what the adverse event was and how bad it was, or choose another answer."
    ]
    twice = {Line("nprs", 2).key("side"): "left", Line("nprs", 2).key("before"): 3, BEFORE: 4}
    assert any("entered twice" in one for one in record_check.problems(having(sheet, **twice)))


def test_what_is_not_answered_is_named(sheet: record_check.Sheet) -> None:
    assert record_check.left_open(sheet) == ["pain before", "pain after", "muscles", "adverse events"]
    answered = having(sheet, **{BEFORE: 0, AFTER: 0, "muscles": ["soleus"], "adverse_asked": False})
    assert record_check.left_open(answered) == []


def test_a_second_visit_of_a_day_is_the_second(sheet: record_check.Sheet) -> None:
    assert sheet.sequence == 1
    assert having(sheet, on=LAST.isoformat()).sequence == 2


def test_three_versions_only_ask_where_two_people_changed_the_same() -> None:
    seen, theirs, mine = (
        {"a": 1, "b": 1, "c": 1, "d": []},
        {"a": 2, "b": 1, "c": 5},
        {"a": 1, "b": 3, "c": 6, "d": None},
    )
    found = differences(seen, theirs, mine)
    assert {one.field: one.suggested for one in found} == {"a": "theirs", "b": "mine", "c": None}
    assert merged(theirs, found, {}) is None
    assert merged(theirs, found, {"c": "mine"}) == {"a": 2, "b": 3, "c": 6}
    assert merged(theirs, found, {"a": "mine", "b": "theirs", "c": "theirs"}) == {"a": 1, "b": 1, "c": 5}


def test_a_correction_is_only_what_differs() -> None:
    old = RECORD.sessions[0]
    content = content_of(old)
    assert plan(old, content).is_empty
    content |= {BEFORE: 7, "soreness": 2.0, LUNGE.key("after"): 11.0}
    content.pop(AFTER)
    wanted = plan(old, content)
    assert wanted.fields == {"soreness": 2.0}
    assert [(one.id, value) for one, value in wanted.corrected] == [(1, 7.0)]
    assert [one.id for one in wanted.taken_back] == [2]
    assert [(one.measure, one.phase, one.value, one.instrument) for one in wanted.added] == [
        ("wblt_cm", "after", 11.0, "tape 1")
    ]


def test_a_draft_of_another_program_is_a_sentence() -> None:
    with pytest.raises(UnreadableDraft, match="Discard it"):
        session_facts({"on": "2026-11-22", "adverse_events": [{"what": "?"}]})


def test_values_are_read_out_in_plain_words(catalogue: Catalogue) -> None:
    event = {"term": "bruising", "severity": "mild", "onset": "within_24h", "action": "none"}
    assert record_words.said([event]) == "bruising (mild, within 24 hours; none)"
    assert [record_words.said(one) for one in (None, True, 7.0, 0, "2026-11-22", ["a", "b"])] == [
        "nothing", "yes", "7", "0", "22 Nov 2026", "a; b",
    ]  # fmt: skip
    assert record_words.field_label(BEFORE, catalogue) == "Pain 0-10, before"
    assert record_words.field_label("twitch_count", catalogue) == "Number of twitches"
    assert AdverseEvent("x", "mild").onset == ""
