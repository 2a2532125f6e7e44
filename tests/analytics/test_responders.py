"""Responders: the boundary by hand, a second road, and that asking for more never finds more."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.responders import answers, minimum_baseline, responders
from tests.analytics.clinics import CATALOGUE, forty_cases

COURSE = st.tuples(st.sampled_from((0, 1, 2.5, 3, 7, 10)), st.sampled_from((-2, 0, 0.75, 1, 2.1, 3, math.nan)))
PERCENT = st.sampled_from((10, 30, 35, 50, 100))


def test_a_percentage_met_exactly_is_met() -> None:
    found = responders([3, 10, 10], [3 - 2.1, 3, 2.999], percent=30)  # 3 - 2.1 is 0.8999999999999999
    assert (found.k, found.n, found.excluded) == (2, 3, 0)


def test_a_baseline_of_zero_or_below_the_minimum_is_excluded_and_counted() -> None:
    found = responders([0, 2, 3, 8], [0, 2, 1, 8], percent=30, minimum_baseline=3)
    assert (found.k, found.n, found.excluded, found.share) == (2, 2, 2, 1)
    found = responders([-5, 4], [1, 4], percent=30)  # a negative angle has no percentage either
    assert (found.k, found.n, found.excluded) == (1, 1, 1)


def test_not_measured_is_neither_judged_nor_excluded() -> None:
    found = responders([5, math.nan], [math.nan, 1], percent=30)
    assert (found.n, found.excluded) == (0, 0)
    assert all(math.isnan(part) for part in (found.share, found.low, found.high))
    assert responders([], [], percent=30).n == 0


def test_the_minimum_is_three_for_pain_on_0_10_and_nothing_for_the_rest() -> None:
    expected = {"nprs": 3, "nprs_worst": 3, "vas_pain_100": 0, "lefs": 0}
    assert {name: minimum_baseline(CATALOGUE.measure(name)) for name in expected} == expected


@forty_cases
@given(st.lists(COURSE, max_size=10), PERCENT, st.sampled_from((0, 3)))
def test_the_second_road_agrees(courses, percent, floor) -> None:
    measured = [(Fraction(str(b)), Fraction(str(c))) for b, c in courses if not math.isnan(c)]
    judged = [(b, c) for b, c in measured if b > 0 and b >= floor]
    found = responders([b for b, _ in courses], [c for _, c in courses], percent, floor)
    assert found.n == len(judged)
    assert found.k == sum(c >= b * Fraction(percent, 100) for b, c in judged)
    assert found.excluded == len(measured) - len(judged)


@forty_cases
@given(st.lists(COURSE, min_size=1, max_size=10), st.integers(0, 5))
def test_asking_for_more_never_finds_more_and_a_patient_more_never_lowers_n(courses, turn) -> None:
    baseline, change = (np.array(part, dtype=float) for part in zip(*courses, strict=True))
    k = [responders(baseline, change, percent).k for percent in (10, 30, 50)]
    assert k == sorted(k, reverse=True)
    assert responders(baseline[1:], change[1:], 30).n <= responders(baseline, change, 30).n
    turned, plain = responders(np.roll(baseline, turn), np.roll(change, turn), 30), responders(baseline, change, 30)
    assert (turned.k, turned.n, turned.excluded) == (plain.k, plain.n, plain.excluded)


def test_every_course_is_judged_or_excluded_or_not_measured() -> None:
    yes, judged, left_out = answers([5, 0, math.nan], [3, 3, 3], percent=30)
    assert yes.tolist() == judged.tolist() == [True, False, False]
    assert left_out.tolist() == [False, True, False]
