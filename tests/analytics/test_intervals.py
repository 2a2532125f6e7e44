"""Intervals: by hand, against statsmodels' regression, by a second road, and the published shares."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from analytics.intervals import group_intervals, mean_interval, srm, wilson
from tests.analytics import second_road
from tests.analytics.clinics import forty_cases

VALUES = st.lists(st.tuples(st.sampled_from((-3, -1, 0, 0.5, 2, 7)), st.integers(0, 4)), max_size=15)


def flat(interval) -> tuple:
    return interval.n, interval.clusters, interval.mean, interval.low, interval.high, interval.sd


def test_the_plain_t_interval_worked_by_hand() -> None:
    found = mean_interval([1, 2, 3])  # sd 1, standard error 1/root 3, t(2) = 4.302653
    assert flat(found) == pytest.approx(
        (3, 3, 2, 2 - 4.302653 / math.sqrt(3), 2 + 4.302653 / math.sqrt(3), 1), abs=1e-6
    )


def test_two_feet_of_one_person_are_one_cluster_worked_by_hand() -> None:
    found = mean_interval([1, 2, 3, 4], ["a", "a", "b", "c"])
    half = 4.302653 * math.sqrt(1.5 * (4 + 0.25 + 2.25) / 16)  # sums of deviations per patient: -2, 0.5, 1.5
    assert flat(found) == pytest.approx((4, 3, 2.5, 2.5 - half, 2.5 + half, math.sqrt(5 / 3)), abs=1e-6)


@forty_cases
@given(VALUES)
def test_the_regression_of_statsmodels_gives_the_same_clustered_interval(pairs) -> None:
    values, patients = [value for value, _ in pairs], [patient for _, patient in pairs]
    assume(len(set(patients)) > 1 and len(set(values)) > 1)
    fit = sm.OLS(values, np.ones(len(values))).fit(cov_type="cluster", cov_kwds={"groups": patients}, use_t=True)
    low, high = fit.conf_int()[0]
    found = mean_interval(values, patients)
    assert (found.mean, found.low, found.high) == pytest.approx((fit.params[0], low, high), abs=1e-9)


@forty_cases
@given(VALUES)
def test_the_second_road_agrees(pairs) -> None:
    values, patients = [value for value, _ in pairs], [patient for _, patient in pairs]
    np.testing.assert_allclose(
        flat(mean_interval(values, patients)), second_road.mean_interval(values, patients), atol=1e-12
    )
    np.testing.assert_allclose(flat(mean_interval(values)), second_road.mean_interval(values), atol=1e-12)


@forty_cases
@given(VALUES, st.randoms(use_true_random=False))
def test_shuffling_changes_nothing_and_turning_the_sign_turns_the_interval(pairs, random) -> None:
    mixed = random.sample(pairs, len(pairs))
    first, second = (mean_interval([v for v, _ in some], [p for _, p in some]) for some in (pairs, mixed))
    turned = mean_interval([-v for v, _ in pairs], [p for _, p in pairs])
    np.testing.assert_allclose(flat(first), flat(second), atol=1e-12)
    np.testing.assert_allclose(
        (turned.mean, turned.low, turned.high), (-first.mean, -first.high, -first.low), atol=1e-12
    )


@forty_cases
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from((-2, 0, 1, 5)), st.integers(0, 3)), max_size=20))
def test_each_group_has_the_interval_it_would_have_alone(rows) -> None:
    groups, values, patients = (np.array([row[place] for row in rows]) for place in range(3))
    found = group_intervals(values, groups.astype(int), 4, patients)
    for group in range(4):
        own = groups == group
        np.testing.assert_allclose(found.loc[group], flat(mean_interval(values[own], patients[own])), atol=1e-12)


def test_missing_values_and_groups_below_zero_are_left_out() -> None:
    found = group_intervals([1, np.nan, 3, 100], [0, 0, 0, -1], 2, [1, 2, 3, 4])
    assert found["n"].tolist() == [2, 0]
    assert found["mean"].tolist()[0] == 2


def test_one_value_one_patient_and_none_have_no_interval() -> None:
    assert flat(mean_interval([])) == pytest.approx((0, 0, *[math.nan] * 4), nan_ok=True)
    assert flat(mean_interval([5])) == pytest.approx((1, 1, 5, *[math.nan] * 3), nan_ok=True)
    both_feet = mean_interval([5, 7], ["a", "a"])
    assert flat(both_feet) == pytest.approx((2, 1, 6, math.nan, math.nan, math.sqrt(2)), nan_ok=True)


def test_all_tied_is_an_interval_of_no_width() -> None:
    found = mean_interval([0.1] * 3 + [0.1] * 4)
    assert (found.sd, found.low, found.high) == (0, found.mean, found.mean)
    assert math.isnan(srm([0.1] * 7))


def test_the_standardised_response_mean_by_hand_and_turned() -> None:
    assert srm([1, 2, 3]) == pytest.approx(2)
    assert srm([-1, -2, -3]) == pytest.approx(-2)
    assert math.isnan(srm([1]))
    assert math.isnan(srm([]))


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        # clinical reference, section 7 (trials.csv): 66.8-82.1 %, 12.3-26.0 %, 18.31-20.08 %. The exact upper end of
        # the first is 82.045 %; "82.1" is that figure rounded twice.
        (91, 121, 0.66817, 0.82045),
        (22, 121, 0.12325, 0.25997),
        (1463, 7629, 0.18309, 0.20076),
        # headache trial, BMJ 2004;328:744: 87 of 161 at least 35 % better
        (87, 161, 0.46335, 0.61552),
    ],
)
def test_published_shares_have_their_published_intervals(k, n, low, high) -> None:
    assert wilson(k, n) == pytest.approx((low, high), abs=5.1e-5)


@forty_cases
@given(st.integers(0, 200), st.integers(0, 200))
def test_wilson_by_a_second_road_and_mirrored(k, n) -> None:
    assume(k <= n)
    low, high = wilson(k, n)
    np.testing.assert_allclose((low, high), second_road.wilson(k, n), atol=1e-9)
    np.testing.assert_allclose(wilson(n - k, n), (1 - high, 1 - low), atol=1e-9)
    if n:
        assert 0 <= low <= k / n <= high <= 1
        np.testing.assert_allclose((low, high), proportion_confint(k, n, method="wilson"), atol=1e-12)


def test_wilson_of_many_is_wilson_of_each() -> None:
    low, high = wilson([91, 0, 0], [121, 0, 10])
    assert low[0] == pytest.approx(wilson(91, 121)[0])
    assert np.isnan([low[1], high[1]]).all()
    assert low[2] == 0
    assert all(np.asarray(edge).size == 0 for edge in wilson([], []))


def test_the_first_page_does_not_wait_for_statsmodels() -> None:
    import subprocess
    import sys

    rooms = "analytics.summary, analytics.trend, analytics.bounds, analytics.quality, analytics.session_effect"
    made = "from analytics.intervals import mean_interval, wilson; wilson(1, 2); mean_interval([1, 2, 3])"
    code = f"import sys, {rooms}; {made}; print('statsmodels' in sys.modules, 'scipy.stats' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_a_patient_in_two_groups_counts_in_each() -> None:
    found = group_intervals([1, 2], [0, 1], 2, pd.Series([7, 7]))
    assert found["clusters"].tolist() == [1, 1]


@forty_cases
@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from((-2, 0, 1, 5)), st.integers(0, 3)), max_size=20),
    st.integers(2, 10**6),
)
def test_it_does_not_matter_how_far_apart_the_numbers_of_the_patients_are(rows, apart: int) -> None:
    groups, values, patients = (np.array([row[place] for row in rows], dtype=int) for place in range(3))
    near, far = (group_intervals(values, groups, 4, patients * by) for by in (1, apart))
    np.testing.assert_allclose(near, far, atol=1e-12)
