"""Rounded values, missing pairs and doubtful readings: by hand, by a loop, and adding up."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.quality import flagged, heaping, missing_pairs, round_share
from data.frames import READINGS, SESSIONS, empty
from tests.analytics import second_road
from tests.analytics.clinics import (
    CATALOGUE,
    PAIN,
    clinics,
    forty_cases,
    reading,
    readings_frame,
    sessions_frame,
    shuffled,
)

SCORES = st.lists(st.integers(0, 10), max_size=60)


def test_a_heap_worked_by_hand() -> None:
    found = heaping([3, 4, *[5] * 8, 6, 7], step=1).set_index("value")
    assert found["n"].tolist() == [1, 1, 8, 1, 1]
    assert found["expected"].tolist() == [4.5, 10 / 3, 1, 10 / 3, 4.5]
    assert found.index[found["flag"]].tolist() == [5]
    low, high = second_road.wilson(8, 12)
    assert (found.loc[5, "low"], found.loc[5, "high"]) == pytest.approx((low, high))


def test_a_smooth_record_is_not_flagged() -> None:
    smooth = np.repeat(np.arange(11), [2, 6, 12, 20, 26, 28, 26, 20, 12, 6, 2])
    assert not heaping(smooth, step=1)["flag"].any()
    found = round_share(smooth, step=1)
    assert (found.k, found.n) == (32, 160)
    assert found.low < found.expected < found.high


def test_someone_who_writes_fives_and_tens_is_flagged() -> None:
    heaped = np.repeat(np.arange(11), [2, 2, 4, 6, 8, 60, 8, 6, 4, 2, 30])
    assert heaping(heaped, step=1).query("flag")["value"].tolist() == [5, 10]
    found = round_share(heaped, step=1)
    assert found.low > found.expected


def test_steps_other_than_one_and_values_between_steps() -> None:
    found = heaping([0.5, 0.5, 2.5, 2.6], step=0.5)
    assert found["value"].tolist() == [0.5, 1, 1.5, 2, 2.5]
    assert found["n"].tolist() == [2, 0, 0, 0, 2]
    assert found["round"].tolist() == [False, False, False, False, True]


def test_all_tied_and_none_at_all() -> None:
    tied = heaping([5] * 20, step=1)
    assert (tied["n"].tolist(), tied["expected"].tolist(), tied["flag"].tolist()) == ([20], [0], [True])
    assert heaping([], step=1).empty
    assert heaping([math.nan], step=1).empty
    none = round_share([], step=1)
    assert (none.k, none.n) == (0, 0)
    assert math.isnan(none.share)
    assert math.isnan(none.low)


@forty_cases
@given(SCORES, st.randoms(use_true_random=False))
def test_heaping_counts_everyone_whatever_the_order(scores, random) -> None:
    found, counter = heaping(scores, step=1), Counter(scores)
    assert found["n"].sum() == len(scores)
    for row in found.itertuples():
        near = [counter[row.value + off] for off in (-2, -1, 1, 2) if min(scores) <= row.value + off <= max(scores)]
        assert row.n == counter[row.value]
        assert row.expected == pytest.approx(sum(near) / len(near) if near else 0)
    pd.testing.assert_frame_equal(found, heaping(random.sample(scores, len(scores)), step=1))
    assert round_share(scores, step=1).k == sum(score in (0, 5, 10) for score in scores)


def test_missing_pairs_name_the_missing_half() -> None:
    rows = [
        reading("before", 0, 5, 1), reading("after", 0, 4, 1), reading("before", 7, 5, 2), reading("after", 14, 5, 3),
        reading("before", 21, 5, 4, measure="stiffness"), reading("before", 0, 5, 1, key=2, measure="stiffness"),
    ]  # fmt: skip
    readings = readings_frame(rows)
    found = missing_pairs(sessions_frame(readings), readings, PAIN)
    assert found[["episode", "number", "missing"]].values.tolist() == [
        [1, 2, "after"],
        [1, 3, "before"],
        [1, 4, "both"],
    ]
    assert missing_pairs(empty(SESSIONS), empty(READINGS), PAIN).empty
    assert missing_pairs(sessions_frame(readings), empty(READINGS), PAIN).empty


@forty_cases
@given(clinics(), st.integers(0, 99))
def test_missing_pairs_are_those_of_a_loop(clinic, seed) -> None:
    readings = readings_frame(clinic[1])
    sessions = sessions_frame(readings)
    found = missing_pairs(sessions, readings, PAIN)
    ours = [row for row in clinic[1] if row["measure"] == "nprs"]
    taken = {(row["session"], row["phase"]) for row in ours}
    expected = {}
    for row in sessions.itertuples():
        gaps = [phase for phase in ("before", "after") if (row.session, phase) not in taken]
        if gaps and row.episode in {own["episode"] for own in ours}:
            expected[row.session] = "both" if len(gaps) == 2 else gaps[0]
    assert dict(zip(found["session"], found["missing"], strict=True)) == expected
    pd.testing.assert_frame_equal(found, missing_pairs(shuffled(sessions, seed), shuffled(readings, seed), PAIN))


def test_doubtful_readings_and_their_reasons() -> None:
    rows = [
        reading("before", 0, 11, 1),
        reading("before", 7, -1, 2),
        reading("before", 14, 6.25, 3),
        reading("review", 20, 6),
    ]
    found = flagged(readings_frame(rows), PAIN)
    assert dict(zip(found["value"], found["reason"], strict=True)) == {
        11: "outside the scale", -1: "outside the scale", 6.25: "between two steps of the scale",
    }  # fmt: skip
    assert flagged(empty(READINGS), PAIN).empty


def test_an_angle_written_with_both_signs_is_doubted_and_one_near_zero_is_not() -> None:
    angle = CATALOGUE.measure("knee_ext")
    assert angle.low < -6
    name = {"measure": "knee_ext"}
    turned = [reading("before", 0, 6 * angle.step, 1, **name), reading("before", 7, -6 * angle.step, 2, **name)]
    near = [reading("before", 0, 2 * angle.step, 1, **name), reading("before", 7, -2 * angle.step, 2, **name)]
    assert flagged(readings_frame(turned), angle)["reason"].tolist() == ["sign differs from the reading before"]
    assert flagged(readings_frame(near), angle).empty
    other_foot = [turned[0], turned[1] | {"side": "right"}]
    assert flagged(readings_frame(other_foot), angle).empty


def test_outside_a_plausible_range_is_doubted_but_calculated_with() -> None:
    angle = CATALOGUE.measure("knee_ext")
    found = flagged(readings_frame([reading("before", 0, angle.high + 30, 1, measure="knee_ext")]), angle)
    assert found["reason"].tolist() == ["outside the plausible range"]


@forty_cases
@given(clinics(), st.integers(0, 99))
def test_doubt_does_not_depend_on_the_order(clinic, seed) -> None:
    readings = readings_frame(clinic[1])
    pd.testing.assert_frame_equal(flagged(readings, PAIN), flagged(shuffled(readings, seed), PAIN))
    assert not (flagged(readings, PAIN)["reason"] == "outside the scale").any()  # the clinic keeps to 0-10
