"""Trends: by hand, by a second road, and that n never exceeds those at risk."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.courses import courses
from analytics.trend import UnknownPeriod, by_period, by_session
from data.frames import EPISODES, READINGS, empty
from tests.analytics import second_road
from tests.analytics.clinics import (
    CATALOGUE,
    LATER,
    PAIN,
    clinics,
    episode,
    episodes_frame,
    forty_cases,
    reading,
    readings_frame,
    sessions_frame,
    shuffled,
)


def test_sessions_worked_by_hand() -> None:
    rows = [
        reading("before", 0, 8, 1), reading("after", 0, 6, 1), reading("before", 7, 4, 2),
        reading("before", 0, 6, 1, key=2), reading("review", 42, 1, key=2),
    ]  # fmt: skip
    found = by_session(readings_frame(rows), PAIN)
    assert found["number"].tolist() == [1, 1, 2]
    assert found["phase"].tolist() == ["before", "after", "before"]
    assert found["n"].tolist() == [2, 1, 1]
    assert found["at_risk"].tolist() == [2, 2, 1]
    assert found["mean"].tolist() == [7, 6, 4]
    assert found["ci_low"].iloc[0] == pytest.approx(7 - 12.7062 * 1, abs=1e-3)  # t(1), standard error root 2 / root 2


def test_a_session_without_a_reading_of_this_measure_still_is_a_session() -> None:
    rows = [reading("before", 0, 8, 1), reading("before", 7, 8, 2, key=2), reading("before", 0, 8, 1, key=2)]
    rows += [reading("before", 7, 3, 2, measure="stiffness")]
    readings = readings_frame(rows)
    assert by_session(readings, PAIN)["at_risk"].tolist() == [2, 2]
    only = readings[readings["measure"] == "nprs"]
    assert by_session(only, PAIN)["at_risk"].tolist() == [2, 1]
    assert by_session(only, PAIN, sessions=sessions_frame(readings))["at_risk"].tolist() == [2, 2]


def test_a_limb_is_shown_in_the_method_it_began_with() -> None:
    rows = [reading("before", 0, 8, 1, method="paper"), reading("before", 7, 2, 2, method="app")]
    assert by_session(readings_frame(rows), PAIN)["mean"].tolist() == [8]


def test_nothing_gives_an_empty_frame() -> None:
    assert by_session(empty(READINGS), PAIN).empty
    assert by_session(readings_frame([reading("review", 0, 3)]), PAIN).empty


@forty_cases
@given(clinics(), st.integers(0, 99))
def test_means_by_session_are_those_of_a_loop(clinic, seed) -> None:
    readings = readings_frame([row for row in clinic[1] if row["method"] == ""])
    found = by_session(readings, PAIN, max_sessions=3)
    pd.testing.assert_frame_equal(found, by_session(shuffled(readings, seed), PAIN, max_sessions=3))
    assert (found["n"] <= found["at_risk"]).all()
    assert found.groupby("number")["at_risk"].first().is_monotonic_decreasing
    shown = readings[(readings["measure"] == "nprs") & (readings["number"] <= 3)]
    assert found["n"].sum() == (shown["phase"] != "review").sum()
    for row in found.itertuples():
        own = shown[(shown["number"] == row.number) & (shown["phase"] == row.phase)]
        expected = second_road.mean_interval(own["value"], own["patient"])
        np.testing.assert_allclose((row.n, row.patients, row.mean, row.ci_low, row.ci_high), expected[:5], atol=1e-12)


def by_month(episodes, rows, freq="month") -> pd.DataFrame:
    frame = courses(readings_frame(rows), episodes_frame(episodes), PAIN, as_of=LATER)
    return by_period(frame, PAIN, CATALOGUE, freq)


def test_months_worked_by_hand_with_the_empty_one_shown() -> None:
    episodes = [episode(1), episode(2, started="2026-03-31"), episode(3, started="2026-03-01")]
    rows = [reading("before", 0, 8, 1, key) for key in (1, 2, 3)]
    rows += [reading("review", 42, value, key=key) for key, value in ((1, 4), (2, 7))]
    found = by_month(episodes, rows)
    assert found["period"].tolist() == [pd.Timestamp(2026, month, 1) for month in (1, 2, 3)]
    assert found["eligible"].tolist() == [1, 0, 2]
    assert found["followed_up"].tolist() == [1, 0, 1]
    assert found["improved"].tolist() == [1, 0, 0]
    assert found["mean_change"].tolist()[::2] == [4, 1]
    assert np.isnan(found["mean_change"][1])
    assert np.isnan(found["improved_share"][1])
    assert by_month(episodes, rows, "quarter")["n"].tolist() == [2]


def test_only_months_and_quarters() -> None:
    with pytest.raises(UnknownPeriod, match="month or quarter"):
        by_month([episode()], [], "week")
    nothing = courses(empty(READINGS), empty(EPISODES), PAIN, as_of=LATER)
    assert by_period(nothing, PAIN, CATALOGUE, "quarter").empty


@forty_cases
@given(clinics(), st.sampled_from(("month", "quarter")), st.integers(0, 99))
def test_periods_are_those_of_a_loop_whatever_the_order(clinic, freq, seed) -> None:
    frame = courses(readings_frame(clinic[1]), episodes_frame(clinic[0]), PAIN, as_of=LATER)
    found = by_period(frame, PAIN, CATALOGUE, freq)
    pd.testing.assert_frame_equal(found, by_period(shuffled(frame, seed), PAIN, CATALOGUE, freq))
    assert found["seen"].sum() == len(frame)
    months = 1 if freq == "month" else 3
    for row in found.itertuples():
        end = row.period + pd.DateOffset(months=months)
        own = frame[(frame["started"] >= row.period) & (frame["started"] < end) & (frame["status"] == "counted")]
        expected = second_road.mean_interval(own["change"], own["patient"])
        got = (row.n, row.patients, row.mean_change, row.ci_low, row.ci_high)
        np.testing.assert_allclose(got, expected[:5], atol=1e-12)
        better = sum(str(second_road.classify(change, 2, 1.33)).startswith("improved") for change in own["change"])
        assert row.improved == better
        np.testing.assert_allclose(
            (row.improved_low, row.improved_high), second_road.wilson(better, len(own)), atol=1e-12
        )


@forty_cases
@given(clinics(), st.sampled_from(("month", "quarter")), st.integers(0, 99))
def test_the_periods_of_each_group_are_those_of_the_group_alone(clinic, freq, seed) -> None:
    frame = courses(readings_frame(clinic[1]), episodes_frame(clinic[0]), PAIN, as_of=LATER)
    found = by_period(shuffled(frame, seed), PAIN, CATALOGUE, freq, by="condition")
    assert found.columns[0] == "condition"
    names = sorted(frame["condition"].dropna().astype(str).unique())
    assert found["condition"].astype(str).drop_duplicates().tolist() == names
    for name in names:
        alone = by_period(frame[frame["condition"] == name], PAIN, CATALOGUE, freq)
        own = found[found["condition"] == name].drop(columns="condition").reset_index(drop=True)
        pd.testing.assert_frame_equal(own, alone, check_dtype=False)
