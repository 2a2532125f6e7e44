"""The list of patients: who is on it, its flags at their edges, and the same zone as on the patient's own page."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.caseload import COLUMNS, caseload
from analytics.courses import courses
from analytics.facts import FIELDS, Facts, facts
from analytics.followed import in_turn, main_measures
from analytics.needs import FLAGS
from analytics.similar import similar
from analytics.zones import zone
from data.frames import EPISODES, READINGS, SESSIONS, empty
from data.progress_rules import load_progress_rules
from tests.analytics.clinics import (
    ACHILLES,
    CATALOGUE,
    DAY_ONE,
    HEEL,
    PAIN,
    Row,
    clinics,
    episode,
    episodes_frame,
    forty_cases,
    reading,
    readings_frame,
    sessions_frame,
    shuffled,
)

RULES = load_progress_rules()


def day(number: int) -> date:
    return DAY_ONE + timedelta(days=number)


def listed(rows: list[Row], episodes: list[Row], on: int, ended: dict[int, int] | None = None) -> pd.DataFrame:
    """The list on so many days after the first; *ended* says on which day which course did."""
    readings, frame = readings_frame(rows), episodes_frame(episodes)
    for key, number in (ended or {}).items():
        frame.loc[frame["episode"] == key, "ended"] = pd.Timestamp(day(number))
    return asked(frame, readings, on)


def asked(frame: pd.DataFrame, readings: pd.DataFrame, on: int, **own) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    return caseload(
        frame, sessions_frame(readings), readings, {}, CATALOGUE,
        as_of=day(on), rules=RULES.rules, limits=RULES.limits, **own,
    )  # fmt: skip


TWO = [reading("before", 0, 6, 1), reading("after", 0, 3, 1), reading("before", 7, 5, 2), reading("review", 9, 4)]


def test_one_row_worked_by_hand() -> None:
    row = listed(TWO, [episode()], 20).iloc[0]
    assert (row["baseline"], row["last"], row["change"], row["cls"]) == (6, 4, 2, "improved beyond both")
    assert (row["zone"], row["sessions"], row["measure"], row["limb"]) == ("improved_on_track", 2, "nprs", "left")
    assert row["trend"] == [6, 5, 4]  # never the one after needling
    assert (row["last_session_on"], row["last_reading_on"]) == (pd.Timestamp(day(7)), pd.Timestamp(day(9)))
    assert (row["days_since_reading"], row["no_review_weeks"]) == (11, pytest.approx(11 / 7))
    assert not row[list(FLAGS)].any()
    assert row["next_step"] == "Continue as planned."
    assert row["why"] == row["zone_words"]
    assert row["need"] == pytest.approx(0.011)


@pytest.mark.parametrize(("on", "up"), [(9 + 27, False), (9 + 28, True)])
def test_not_remeasured_from_the_28th_day(on: int, up: bool) -> None:
    row = listed(TWO, [episode()], on).iloc[0]
    assert bool(row["not_remeasured"]) is up
    assert ("Not measured for 28 days." in row["why"]) is up


@pytest.mark.parametrize(("on", "up"), [(9 + 41, False), (9 + 42, True)])
def test_due_for_review_from_the_42nd_day_after_the_last_review(on: int, up: bool) -> None:
    assert bool(listed(TWO, [episode()], on).iloc[0]["due_for_review"]) is up


@pytest.mark.parametrize(("on", "up"), [(41, False), (42, True)])
def test_without_a_review_the_start_counts(on: int, up: bool) -> None:
    row = listed([reading("before", 0, 6, 1), reading("before", 40, 5, 2)], [episode()], on).iloc[0]
    assert bool(row["due_for_review"]) is up
    assert row["no_review_weeks"] == pytest.approx(on / 7)


def test_a_course_without_any_reading_is_on_the_list_and_waits_from_its_start() -> None:
    row = listed([], [episode()], 30).iloc[0]
    assert (row["trend"], row["sessions"], row["zone"]) == ([], 0, "too_early")
    assert np.isnan(row["days_since_reading"])
    assert row["not_remeasured"]
    assert "there is no first reading yet" in row["why"]


@pytest.mark.parametrize(("on", "there"), [(9 + 90, True), (9 + 91, False)])
def test_closed_courses_stay_90_days(on: int, there: bool) -> None:
    assert len(listed(TWO, [episode()], on, {1: 9})) == there


@pytest.mark.parametrize(("ended", "up"), [(9 + 14, False), (9 + 15, True)])
def test_discharged_without_a_final_reading(ended: int, up: bool) -> None:
    row = listed(TWO, [episode()], 60, {1: ended}).iloc[0]
    assert bool(row["closed_without_final"]) is up
    assert not row[["off_track", "not_remeasured", "due_for_review"]].any()
    assert np.isnan(row["no_review_weeks"])
    assert row["next_step"] == ("Ask for a review reading." if up else "None.")


def test_one_reading_alone_is_no_final_reading() -> None:
    assert listed([reading("before", 0, 6, 1)], [episode()], 5, {1: 0}).iloc[0]["closed_without_final"]


def test_worse_is_up_open_or_closed_and_off_track_only_open() -> None:
    worse = [reading("before", 0, 5, 1), reading("before", 7, 8, 2)]
    rows = [listed(worse, [episode()], 10, ended).iloc[0] for ended in (None, {1: 8})]
    assert [bool(row["worse"]) for row in rows] == [True, True]
    assert [bool(row["off_track"]) for row in rows] == [True, False]
    assert all(row["need"] > 100 for row in rows)
    assert all(row["next_step"] == "Look again at the diagnosis and the plan, or refer." for row in rows)


def test_most_need_first_and_of_two_alike_the_one_waiting_longer() -> None:
    rows = [
        *TWO,
        reading("before", 0, 5, 1, 2), reading("before", 7, 8, 2, 2),
        reading("before", 0, 6, 1, 3), reading("before", 7, 4, 2, 3),
        reading("before", 0, 6, 1, 4), reading("before", 8, 4, 2, 4),
    ]  # fmt: skip
    found = listed(rows, [episode(key) for key in (1, 2, 3, 4)], 12)
    assert found["episode"].tolist() == [2, 3, 4, 1]


def test_of_two_feet_the_one_that_changed_least_is_shown() -> None:
    feet = [
        reading("before", on, value, number, side=side)
        for side, values in (("left", (8, 3)), ("right", (4, 6)))
        for number, (on, value) in enumerate(zip((0, 7), values, strict=True), 1)
    ]
    row = listed(feet, [episode(side="both")], 10).iloc[0]
    assert (row["limb"], row["side"], row["change"], row["trend"]) == ("right", "both", -2, [4, 6])


def test_the_measure_is_pain_then_what_was_read_most_then_the_conditions_order() -> None:
    rows = [
        reading("before", 0, 60, 1, 1, measure="visa_a"), reading("before", 7, 60, 2, 1, measure="visa_a"),
        reading("before", 0, 6, 1, 1),
        reading("before", 0, 60, 1, 2, measure="visa_a"),
        reading("before", 0, 6, 1, 3), reading("before", 0, 60, 1, 3, measure="vas_first_step_100"),
        reading("after", 0, 6, 1, 4), reading("before", 0, 60, 1, 4, measure="no_such_measure"),
    ]  # fmt: skip
    rows += [reading("before", 0, 6, 1, 5), reading("before", 7, 6, 2, 5)]
    rows += [reading("before", 0, 60, 1, 5, measure="vas_first_step_100")]
    both = [episode(key, condition=ACHILLES) for key in (1, 2)]
    episodes = episodes_frame([*both, episode(3), episode(4), episode(5)])
    found = main_measures(episodes, readings_frame(rows), CATALOGUE)
    assert found.to_dict() == {1: "nprs", 2: "visa_a", 3: "vas_first_step_100", 4: "vas_first_step_100", 5: "nprs"}
    assert main_measures(episodes_frame([episode(condition=None)]), empty(READINGS), CATALOGUE).tolist() == ["nprs"]


def test_nobody_at_all_has_the_columns() -> None:
    found = caseload(
        empty(EPISODES), empty(SESSIONS), empty(READINGS), {}, CATALOGUE,
        as_of=day(0), rules=RULES.rules, limits=RULES.limits,
    )  # fmt: skip
    assert list(found.columns) == list(COLUMNS)
    assert found.empty


def clinic_of(n: int = 60) -> tuple[pd.DataFrame, pd.DataFrame]:
    """People of two conditions who go on in all ways, a third of them closed."""
    chance = np.random.default_rng(4)
    rows = []
    for key in range(1, n + 1):
        start = int(chance.integers(3, 10))
        for number in range(1, int(chance.integers(1, 7)) + 1):
            value = float(np.clip(start - (number - 1) * chance.integers(-1, 3), 0, 10))
            rows.append(reading("before", 7 * number, start if number == 1 else value, number, key, patient=key // 2))
    episodes = [
        episode(key, patient=key // 2, condition=HEEL if key % 4 else ACHILLES, started=day(7))
        for key in range(1, n + 1)
    ]
    frame = episodes_frame(episodes)
    frame.loc[frame["episode"] % 3 == 0, "ended"] = pd.Timestamp(day(50))
    return frame, readings_frame(rows)


def test_the_zone_is_that_of_the_patient_alone_and_agrees_with_the_band() -> None:
    frame, readings = clinic_of()
    found = asked(frame, readings, 55)
    assert len(found) == 60
    assert found["zone"].nunique() >= 5
    whole = courses(readings, frame, PAIN, as_of=day(55))
    for row in found.to_dict("records"):
        own = whole[whole["episode"] == row["episode"]]
        alone = facts(own, whole, readings, sessions_frame(readings), PAIN, CATALOGUE)
        assert zone(RULES.rules, Facts(*alone[list(FIELDS)].iloc[0])).words == row["zone_words"]
        condition = whole[whole["condition"] == row["condition"]]
        band = similar(condition, readings, baseline=row["baseline"], patient=row["patient"], scale=(0.0, 10.0))
        assert band.n == alone["n"].iloc[0]
        there = dict(zip(band.band["number"], band.band["n"], strict=True)).get(alone["number"].iloc[0])
        assert there in (None, alone["there"].iloc[0])


def test_a_podiatrists_list_is_compared_with_the_whole_clinic() -> None:
    frame, readings = clinic_of()
    whole = asked(frame, readings, 55)
    own = asked(frame[frame["episode"] <= 10], readings, 55, all_episodes=frame)
    pd.testing.assert_frame_equal(own, whole[whole["episode"] <= 10].reset_index(drop=True))


def test_courses_worked_out_before_give_the_same() -> None:
    frame, readings = clinic_of()
    sessions = sessions_frame(readings)
    ready = {"nprs": courses(readings, frame, PAIN, as_of=day(55), sessions=sessions)}
    again = caseload(frame, sessions, readings, ready, CATALOGUE, as_of=day(55), rules=RULES.rules, limits=RULES.limits)
    pd.testing.assert_frame_equal(asked(frame, readings, 55), again)


def test_no_text_of_one_row_names_another_patient() -> None:
    frame, readings = clinic_of()
    frame = frame.assign(patient=frame["patient"] + 700_000)
    readings = readings.assign(patient=readings["patient"] + 700_000)
    found = asked(frame, readings, 55)
    assert not [words for words in [*found["why"], *found["zone_words"], *found["next_step"]] if "700" in words]


@forty_cases
@given(clinics(least=1), st.integers(0, 99), st.integers(20, 400))
def test_shuffling_changes_nothing_and_the_slow_road_agrees(clinic, seed, on) -> None:  # type: ignore[no-untyped-def]
    rows = [{"reading": place} | row for place, row in enumerate(clinic[1], start=1)]
    readings, frame = readings_frame(rows), episodes_frame(clinic[0])
    found = asked(frame, readings, on)
    other = asked(shuffled(frame, seed), shuffled(readings, seed), on)
    assert found.astype(str).values.tolist() == other.astype(str).values.tolist()
    assert sorted(found["episode"]) == sorted(row["episode"] for row in clinic[0])
    for row in found.to_dict("records"):
        own = [r for r in rows if r["episode"] == row["episode"] and r["phase"] != "after"]
        ours = [r for r in own if r["measure"] == row["measure"]]
        start = next(r["started"] for r in clinic[0] if r["episode"] == row["episode"])
        last = max((r["on"] for r in ours), default=start)
        review = max((r["on"] for r in own if r["phase"] == "review"), default=start)
        assert row["not_remeasured"] == ((day(on) - last).days >= 28)
        assert row["due_for_review"] == ((day(on) - review).days >= 42)
        assert len(row["trend"]) <= len(ours)


def test_readings_in_turn_are_of_one_limb_and_method() -> None:
    rows = [*TWO, reading("before", 7, 1, 2, side="right"), reading("before", 8, 2, 2, method="app")]
    readings = readings_frame(rows)
    whole = courses(readings, episodes_frame([episode(side="both")]), PAIN, as_of=day(90))
    assert in_turn(whole, readings, PAIN) == [[6, 5, 4], [1]]
