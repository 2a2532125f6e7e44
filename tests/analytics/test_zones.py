"""The zone: each rule at its edge, which one comes first, and the facts behind it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.courses import courses
from analytics.facts import Facts, facts
from analytics.zones import TESTS, NoRuleFits, UnknownTest, zone
from data import progress_entries
from data.progress_rules import load_progress_rules
from tests.analytics import second_road
from tests.analytics.clinics import (
    CATALOGUE,
    LATER,
    PAIN,
    Row,
    clinics,
    episode,
    episodes_frame,
    flipped,
    forty_cases,
    reading,
    readings_frame,
    sessions_frame,
    shuffled,
)

RULES = load_progress_rules().rules
NAN = float("nan")
# Pain 6, then 5 after three sessions, and nobody to compare with.
PLAIN = Facts(
    baseline=6, last=5, change=1, important=2, error=1.33, cls="within error", sessions=3, number=4, value=5,
    width=NAN, n=3, there=0, better=0, room=6, unit="points",
)  # fmt: skip
BESIDE = {"width": 0.5, "n": 40, "there": 20}


def rule_of(**own: object) -> str:
    return zone(RULES, replace(PLAIN, **own)).rule  # type: ignore[arg-type]


def test_worse_beyond_error_comes_before_all() -> None:
    found = zone(RULES, replace(PLAIN, last=8, change=-2, cls="worse", **BESIDE, better=20))  # type: ignore[arg-type]
    assert found.rule == "worse_beyond_error"
    assert (
        found.words == "Worse than at the start by 2 points (6 then, 8 now), beyond a measurement error of 1.33 points."
    )
    assert (found.off_track, found.numbers["worse_by"], found.numbers["change"]) == (True, 2, -2)


def test_without_an_error_worse_names_the_important_change() -> None:
    found = zone(RULES, replace(PLAIN, change=-2, error=NAN, cls="worse"))
    assert found.words.endswith("beyond an important change of 2 points.")


@pytest.mark.parametrize(("sessions", "rule"), [(2, "too_early"), (3, "no_reliable_change"), (9, "no_reliable_change")])
def test_no_reliable_change_needs_three_sessions(sessions: int, rule: str) -> None:
    assert rule_of(sessions=sessions) == rule


@pytest.mark.parametrize(
    ("change", "cls", "rule"),
    [
        (1.33, "within error", "no_reliable_change"),
        (-1.33, "within error", "no_reliable_change"),
        (1.34, "improved, error only", "improved_on_track"),
        (2, "improved beyond both", "improved_on_track"),
        (NAN, "", "too_early"),
    ],
)
def test_the_error_met_exactly_is_within_it(change: float, cls: str, rule: str) -> None:
    assert rule_of(change=change, cls=cls) == rule


def test_without_an_error_nothing_is_called_unreliable() -> None:
    assert rule_of(error=NAN, cls="within error") == "too_early"


@pytest.mark.parametrize(
    ("better", "there", "rule"),
    [
        (15, 20, "slower_than_similar"),  # three quarters exactly
        (14, 20, "on_track"),
        (8, 10, "slower_than_similar"),
        (9, 9, "too_early"),  # too few there to say
        (0, 10, "on_track"),
    ],
)
def test_slower_than_three_quarters(better: int, there: int, rule: str) -> None:
    assert rule_of(sessions=1, width=0.5, n=40, there=there, better=better) == rule


def test_slower_is_said_of_the_improved_too_but_never_of_the_first_session_or_without_a_band() -> None:
    improved = {"change": 2, "cls": "improved beyond both"}
    assert rule_of(**improved, **BESIDE, better=20) == "slower_than_similar"
    assert rule_of(**improved, **BESIDE, better=3) == "improved_on_track"
    assert rule_of(**improved, **(BESIDE | {"width": NAN}), better=20) == "improved_on_track"
    assert rule_of(sessions=0, **BESIDE, better=20, number=1) == "too_early"


def test_the_words_say_the_numbers_the_rule_decided_on() -> None:
    found = zone(RULES, replace(PLAIN, sessions=1, **BESIDE, better=16))  # type: ignore[arg-type]
    assert found.words == (
        "Slower than three quarters of similar patients: before session 4, "
        "16 of 20 similar courses stood better than 5."
    )
    assert zone(RULES, PLAIN).words.startswith("After 3 sessions the change is +1 (points, positive is better)")


@pytest.mark.parametrize(
    ("room", "rule"), [(1.33, "little_room"), (1.34, "no_reliable_change"), (NAN, "no_reliable_change")]
)
def test_somebody_who_began_near_the_best_end_has_little_room(room: float, rule: str) -> None:
    assert rule_of(room=room) == rule


def test_too_early_says_why() -> None:
    assert zone(RULES, replace(PLAIN, baseline=NAN, last=NAN, change=NAN, cls="")).words == (
        "Too early to say: there is no first reading yet."
    )
    assert "no reading after the first one yet" in zone(RULES, replace(PLAIN, last=NAN, change=NAN, cls="")).words
    assert "within measurement error after 1 session," in zone(RULES, replace(PLAIN, sessions=1)).words
    nothing = replace(PLAIN, error=NAN, important=NAN, cls="")
    assert "no published error to judge the change by" in zone(RULES, nothing).words


def test_the_order_of_the_file_decides() -> None:
    both = replace(PLAIN, **BESIDE, better=20)  # type: ignore[arg-type]
    assert zone(RULES, both).rule == "no_reliable_change"
    turned = sorted(RULES, key=lambda rule: rule.id != "slower_than_similar")
    assert zone(turned, both).rule == "slower_than_similar"


def test_the_tests_of_the_file_are_the_tests_there_are() -> None:
    assert set(TESTS) == set(progress_entries.TESTS)


def test_a_rule_nobody_knows_and_no_rule_at_all_are_named_errors() -> None:
    with pytest.raises(UnknownTest, match="no_reliable_change"):
        zone([SimpleNamespace(when="slowly", numbers={})], PLAIN)
    with pytest.raises(NoRuleFits):
        zone(RULES[:1], PLAIN)


numbers = st.sampled_from((NAN, 0.0, 0.5, 1.33, 2.0, 6.0))


@forty_cases
@given(st.data())
def test_some_rule_always_fits_and_can_be_said(data: st.DataObject) -> None:
    draw = data.draw
    baseline, last = draw(numbers), draw(numbers)
    change, important, error = baseline - last, draw(numbers), draw(numbers)
    cls = second_road.classify(change, *(None if limit != limit else limit for limit in (important, error)))
    there = draw(st.integers(0, 30))
    found = zone(
        RULES,
        Facts(
            baseline,
            last,
            change,
            important,
            error,
            cls or "",
            draw(st.integers(0, 9)),
            draw(st.integers(0, 9)),
            draw(numbers),
            draw(numbers),
            30,
            there,
            draw(st.integers(0, there)),
            draw(numbers),
            "points",
        ),
    )
    assert found.words.endswith(".")
    assert "nan" not in found.words
    assert "{" not in found.words


def clinic_facts(rows: list[Row], episodes: list[Row], measure=PAIN):  # type: ignore[no-untyped-def]
    readings, frame = readings_frame(rows), episodes_frame(episodes)
    whole = courses(readings, frame, measure, as_of=LATER)
    return facts(whole, whole, readings, sessions_frame(readings), measure, CATALOGUE, least=1)


def test_the_facts_worked_by_hand() -> None:
    rows = [
        reading("before", 0, 6, 1), reading("after", 0, 4, 1), reading("before", 7, 5, 2), reading("before", 14, 5, 3),
        reading("review", 20, 4), reading("before", 0, 6.5, 1, 2), reading("before", 7, 3, 3, 2),
    ]  # fmt: skip
    found = clinic_facts(rows, [episode(1), episode(2)])
    first, second = found.to_dict("records")
    assert (first["change"], first["cls"], first["sessions"]) == (2, "improved beyond both", 3)
    assert (first["number"], first["value"]) == (3, 5)  # the latest before a session, though the review was later
    assert (first["n"], first["there"], first["better"], first["width"], first["room"]) == (1, 1, 1, 0.5, 6)
    assert (second["sessions"], second["number"], second["better"], second["room"]) == (1, 3, 0, 6.5)


def test_an_error_that_is_given_is_used() -> None:
    readings = readings_frame([reading("before", 0, 6, 1), reading("before", 7, 4, 2)])
    whole = courses(readings, episodes_frame([episode()]), PAIN, as_of=LATER)
    rest = (whole, readings, sessions_frame(readings), PAIN, CATALOGUE)
    assert facts(whole, *rest)["cls"].tolist() == ["improved beyond both"]
    assert facts(whole.assign(error=5.0), *rest)["cls"].tolist() == ["improved, important only"]


def test_other_conditions_and_methods_are_not_similar() -> None:
    rows = [reading("before", 0, 6, 1, key, method="app" if key == 3 else "") for key in (1, 2, 3, 4)]
    episodes = [episode(key, condition="pfps" if key == 4 else "plantar_heel_pain") for key in (1, 2, 3, 4)]
    assert clinic_facts(rows, episodes)["n"].tolist() == [1, 1, 0, 0]


@forty_cases
@given(clinics(least=1), st.integers(0, 99))
def test_shuffling_changes_no_fact_and_swapping_better_flips_the_change(clinic, seed) -> None:  # type: ignore[no-untyped-def]
    readings, frame = readings_frame(clinic[1]), episodes_frame(clinic[0])
    sessions = sessions_frame(readings)
    whole = courses(readings, frame, PAIN, as_of=LATER)
    one = facts(whole, whole, readings, sessions, PAIN, CATALOGUE, least=1)
    other = facts(
        whole, shuffled(whole, seed), shuffled(readings, seed), shuffled(sessions, seed), PAIN, CATALOGUE, least=1
    )
    assert one.astype(object).fillna("").values.tolist() == other.astype(object).fillna("").values.tolist()
    up = flipped(PAIN)
    turned = courses(readings, frame, up, as_of=LATER)
    back = facts(turned, turned, readings, sessions, up, CATALOGUE, least=1)
    assert (one["change"].fillna(0) == -back["change"].fillna(0)).all()
    assert (one["room"].fillna(5) == 10 - back["room"].fillna(5)).all()
    for row, own in zip(one.to_dict("records"), whole.to_dict("records"), strict=True):
        days = {r["on"] for r in clinic[1] if r["episode"] == row["episode"] and r["number"] > 0}
        held = {r["session"]: r["on"] for r in clinic[1] if r["episode"] == row["episode"] and r["number"] > 0}
        until = own["last_on"]
        expected = [on for on in held.values() if until is None or until != until or on < until.date()]
        assert row["sessions"] == len(expected), days
