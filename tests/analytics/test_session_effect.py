"""Immediate and carried-over change: by hand, by a second road, and never mixed."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analytics.session_effect import COLUMNS, by_number, session_changes
from data.frames import READINGS, empty
from tests.analytics import second_road
from tests.analytics.clinics import PAIN, clinics, flipped, forty_cases, reading, readings_frame, shuffled


def test_two_sessions_worked_by_hand() -> None:
    rows = [
        reading("before", 0, 8, 1), reading("after", 0, 5, 1), reading("review", 3, 1),
        reading("before", 7, 6, 2), reading("after", 7, 7, 2),
    ]  # fmt: skip
    found = session_changes(readings_frame(rows), PAIN)
    assert found["immediate"].tolist() == [3, -1]
    assert found["carried"].tolist()[0] == 2
    assert math.isnan(found["carried"].iloc[1])
    assert found["next_before"].tolist()[0] == 6


def test_no_reading_after_leaves_the_immediate_change_blank() -> None:
    found = session_changes(readings_frame([reading("before", 0, 8, 1), reading("before", 7, 6, 2)]), PAIN)
    assert found["immediate"].isna().all()
    assert found["carried"].tolist()[0] == 2


def test_of_two_readings_of_one_phase_in_a_session_the_first_counts() -> None:
    rows = [
        reading("before", 1, 2, 1),
        reading("before", 0, 8, 1),
        reading("after", 0, 5, 1),
        reading("after", 0, 1, 1),
    ]
    found = session_changes(readings_frame(rows), PAIN)
    assert found[["before", "after", "immediate"]].values.tolist() == [[8, 5, 3]]


def test_a_session_without_a_reading_breaks_the_chain() -> None:
    found = session_changes(readings_frame([reading("before", 0, 8, 1), reading("before", 14, 6, 3)]), PAIN)
    assert found["carried"].isna().all()


def test_another_limb_method_or_episode_is_another_chain() -> None:
    rows = [
        reading("before", 0, 8, 1), reading("before", 7, 6, 2, side="right"),
        reading("before", 7, 5, 2, method="app"), reading("before", 7, 4, 2, key=2),
    ]  # fmt: skip
    assert session_changes(readings_frame(rows), PAIN)["carried"].isna().all()


def test_one_session_alone_and_none_at_all() -> None:
    assert len(session_changes(readings_frame([reading("before", 0, 8, 1)]), PAIN)) == 1
    for nothing in (empty(READINGS), readings_frame([reading("review", 0, 8)])):
        found = session_changes(nothing, PAIN)
        assert found.empty
        assert list(found.columns) == list(COLUMNS)
        assert by_number(found).empty


@forty_cases
@given(clinics(), st.integers(0, 99))
def test_the_second_road_agrees_whatever_the_order(clinic, seed) -> None:
    rows = [{"reading": place} | row for place, row in enumerate(clinic[1], start=1)]
    readings = readings_frame(rows)
    found = session_changes(readings, PAIN)
    expected = second_road.session_changes(rows, "down")
    keys = list(zip(found["episode"], found["side"], found["method"], found["number"], strict=True))
    assert set(keys) == set(expected)
    assert len(keys) == len(expected)
    for name in ("before", "after", "immediate", "carried"):
        np.testing.assert_array_equal(found[name], [expected[key][name] for key in keys], err_msg=name)
    pd.testing.assert_frame_equal(found, session_changes(shuffled(readings, seed), PAIN))


@forty_cases
@given(clinics())
def test_swapping_what_is_better_flips_both_changes(clinic) -> None:
    readings = readings_frame(clinic[1])
    down, up = session_changes(readings, PAIN), session_changes(readings, flipped(PAIN))
    for name in ("immediate", "carried"):
        np.testing.assert_array_equal(down[name], -up[name])


@forty_cases
@given(clinics())
def test_means_by_number_are_those_of_a_loop(clinic) -> None:
    changes = session_changes(readings_frame([row for row in clinic[1] if row["method"] == ""]), PAIN)
    for row in by_number(changes).itertuples():
        column = "immediate" if row.kind == "immediate" else "carried"
        own = changes[changes["number"] == row.number]
        expected = second_road.mean_interval(own[column], own["patient"])
        np.testing.assert_allclose((row.n, row.patients, row.mean, row.ci_low, row.ci_high), expected[:5], atol=1e-12)


def test_a_limb_measured_by_two_methods_counts_once() -> None:
    rows = [
        reading(phase, 7 * number, value, number, method=method)
        for number, method in ((1, "app"), (2, "app"), (2, "paper"))
        for phase, value in (("before", 6), ("after", 4))
    ]
    found = by_number(session_changes(readings_frame(rows), PAIN))
    assert found.loc[found["kind"] == "immediate", "n"].tolist() == [1, 1]


def test_sessions_beyond_the_last_asked_for_are_left_out() -> None:
    rows = [reading(phase, 0, 5, number) for number in (1, 13) for phase in ("before", "after")]
    assert by_number(session_changes(readings_frame(rows), PAIN), max_sessions=12)["number"].tolist() == [1]
