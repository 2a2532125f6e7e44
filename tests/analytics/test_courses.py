"""Courses of care: by hand, by a second road, and whatever the order of the rows."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from analytics.courses import COLUMNS, courses
from data.frames import EPISODES, READINGS, empty
from tests.analytics.clinics import (
    DAY_ONE,
    LATER,
    PAIN,
    episode,
    episodes_frame,
    reading,
    readings_frame,
    sessions_frame,
)


def one(*rows, weeks=None, as_of=LATER, measure=PAIN, **own) -> pd.Series:
    frame = courses(readings_frame(rows), episodes_frame([episode(**own)]), measure, as_of=as_of, weeks=weeks)
    assert len(frame) == 1
    return frame.iloc[0]


def test_a_course_worked_by_hand() -> None:
    row = one(
        reading("before", 0, 6, 1), reading("after", 0, 2, 1), reading("before", 7, 5, 2), reading("after", 7, 1, 2),
        reading("review", 42, 3),
    )  # fmt: skip
    assert (row["baseline"], row["last"], row["change"], row["percent"], row["weeks"]) == (6, 3, 3, 50, 6)
    assert (row["baseline_on"], row["last_on"]) == (pd.Timestamp(2026, 1, 5), pd.Timestamp(2026, 2, 16))
    assert (row["sessions"], row["other_methods"], row["status"], row["side"]) == (2, 0, "counted", "left")


def test_a_reading_after_needling_is_never_the_baseline_nor_the_last() -> None:
    row = one(reading("after", 0, 1, 1), reading("before", 7, 6, 2), reading("after", 14, 0, 3))
    assert (row["baseline"], row["status"]) == (6, "no follow-up")
    assert np.isnan(row["last"])


def test_a_review_on_the_day_of_the_first_session_is_a_baseline_and_a_later_one_is_not() -> None:
    assert one(reading("review", 0, 7), reading("before", 0, 6, 1), reading("before", 7, 5, 2))["baseline"] == 6
    assert one(reading("review", -3, 7), reading("before", 0, 6, 1))["baseline"] == 7
    assert one(reading("review", 0, 7), reading("after", 0, 6, 1))["baseline"] == 7
    assert one(reading("after", 0, 6, 1), reading("review", 1, 7), reading("before", 9, 5, 2))["baseline"] == 5
    assert one(reading("after", 0, 6, 1), reading("review", 1, 7))["status"] == "no baseline"


def test_without_a_session_the_first_review_is_the_baseline() -> None:
    row = one(reading("review", 10, 7), reading("review", 30, 4))
    assert (row["baseline"], row["last"], row["sessions"]) == (7, 4, 0)


def test_the_sessions_frame_knows_sessions_without_a_reading() -> None:
    visited = readings_frame([reading("before", 0, 5, 1, measure="stiffness")])
    pain = readings_frame([reading("review", 5, 7), reading("before", 9, 6, 2)])
    frame = courses(pain, episodes_frame([episode()]), PAIN, as_of=LATER, sessions=sessions_frame(visited))
    assert frame["baseline"].tolist() == [6]  # the review came after the first session
    assert courses(pain, episodes_frame([episode()]), PAIN, as_of=LATER)["baseline"].tolist() == [7]


def test_the_reading_nearest_to_the_horizon_within_seven_days_counts() -> None:
    rows = [reading("before", 0, 8, 1)] + [reading("review", day, value) for day, value in ((36, 5), (43, 4), (49, 3))]
    assert one(*rows, weeks=6)["last"] == 4
    assert one(*rows[:2], weeks=6)["last"] == 5
    assert one(rows[0], rows[3], weeks=6)["last"] == 3  # 42 + 7 days, met exactly
    assert one(rows[0], reading("review", 50, 3), weeks=6)["status"] == "no follow-up"
    assert one(rows[0], reading("review", 40, 1), reading("review", 44, 2), weeks=6)["last"] == 1  # the earlier of two


def test_due_on_the_day_itself_and_not_the_day_before() -> None:
    rows = [reading("before", 0, 8, 1), reading("before", 7, 4, 2)]
    due = DAY_ONE + timedelta(days=42)
    assert one(*rows, as_of=due)["status"] == "counted"
    early = one(*rows, as_of=due - timedelta(days=1))
    assert (early["status"], early["eligible"], early["change"]) == ("not yet due", False, 4)
    assert one(*rows, weeks=1, as_of=DAY_ONE + timedelta(days=14))["status"] == "counted"
    assert one(*rows, weeks=1, as_of=DAY_ONE + timedelta(days=13))["status"] == "not yet due"


def test_a_limb_is_followed_by_the_method_that_began_first() -> None:
    rows = [
        reading("before", 0, 6, 1, method="app"), reading("before", 7, 9, 2, method="paper"),
        reading("before", 14, 5, 3, method="app"), reading("before", 21, 1, 4, method="paper"),
    ]  # fmt: skip
    row = one(*rows)
    assert (row["method"], row["baseline"], row["last"], row["other_methods"]) == ("app", 6, 5, 1)


def test_two_methods_begun_together_the_one_with_more_readings_is_followed() -> None:
    both = [reading("before", 0, 6, 1, method="app"), reading("before", 0, 7, 1, method="paper")]
    assert one(*both, reading("review", 9, 2, method="paper"))["method"] == "paper"
    assert one(*both)["method"] == "app"


def test_the_name_decides_last_whatever_the_order_of_the_categories() -> None:
    rows = readings_frame([reading("before", 0, value, 1, method=name) for name, value in (("app", 6), ("paper", 7))])
    rows["method"] = rows["method"].cat.reorder_categories(["paper", "app"])
    assert courses(rows, episodes_frame([episode()]), PAIN, as_of=LATER)["method"].tolist() == ["app"]


def test_both_feet_of_one_person_are_two_rows_of_one_patient() -> None:
    rows = [reading("before", 0, 6, 1, side=side) for side in ("left", "right")] + [
        reading("review", 42, 2, side="right")
    ]
    frame = courses(readings_frame(rows), episodes_frame([episode(side="both")]), PAIN, as_of=LATER)
    assert frame["side"].tolist() == ["left", "right"]
    assert frame["status"].tolist() == ["no follow-up", "counted"]
    assert frame["patient"].nunique() == 1


def test_an_episode_without_a_reading_appears_once() -> None:
    row = one(side="right")
    assert (row["status"], row["side"], row["sessions"]) == ("no baseline", "right", 0)
    assert one(as_of=DAY_ONE)["status"] == "not yet due"


def test_a_baseline_of_zero_has_a_change_but_no_percentage() -> None:
    row = one(reading("before", 0, 0, 1), reading("before", 7, 2, 2))
    assert row["change"] == -2
    assert np.isnan(row["percent"])


def test_a_value_outside_the_scale_is_not_calculated_with() -> None:
    row = one(reading("before", 0, 11, 1), reading("before", 7, 6, 2), reading("before", 14, -1, 3))
    assert (row["baseline"], row["status"]) == (6, "no follow-up")


def test_one_session_has_no_follow_up() -> None:
    assert one(reading("before", 0, 6, 1), reading("after", 0, 3, 1))["status"] == "no follow-up"


def test_two_sessions_on_one_day_the_first_counts() -> None:
    row = one(
        reading("before", 0, 8, 1), reading("before", 9, 2, 3), reading("before", 9, 5, 2), reading("review", 9, 1)
    )
    assert row["last"] == 5


def test_an_unknown_start_is_never_due() -> None:
    assert one(reading("before", 0, 8, 1), reading("before", 9, 5, 2), started=None)["status"] == "not yet due"


def test_readings_of_an_unknown_episode_are_left_out() -> None:
    frame = courses(readings_frame([reading("before", 0, 8, 1, key=9)]), episodes_frame([]), PAIN, as_of=LATER)
    assert frame.empty


def test_empty_frames_give_an_empty_frame_with_every_column() -> None:
    frame = courses(empty(READINGS), empty(EPISODES), PAIN, as_of=LATER)
    assert list(frame.columns) == list(COLUMNS)
    assert frame.empty
    assert len(courses(empty(READINGS), episodes_frame([episode()]), PAIN, as_of=LATER, weeks=6)) == 1
