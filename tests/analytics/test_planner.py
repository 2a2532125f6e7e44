"""How many more: against the formulas of textbooks, and by trying one less."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.anyway import LEAST_PAIRS, expected_drop, repeated
from analytics.intervals import mean_interval, wilson
from analytics.planner import people_for_mean, people_for_share, weeks_until


@pytest.mark.parametrize(("sd", "reach"), [(2.5, 0.5), (1.0, 1.0), (3.0, 0.2), (2.0, 2.4)])
def test_one_person_less_is_not_enough_for_a_mean(sd: float, reach: float) -> None:
    n = int(people_for_mean(sd, reach))
    for people, enough in ((n, True), (n - 1, False)):
        spread = np.resize([-1.0, 1.0], people)
        values = spread / np.std(spread, ddof=1) * sd if people > 2 else np.array([0.0, sd * np.sqrt(2)])[:people]
        found = mean_interval(values - values.mean())
        assert (bool((found.high - found.low) / 2 <= reach + 1e-9)) is enough, people


def test_a_large_number_is_that_of_the_normal_formula() -> None:
    assert people_for_mean(2.5, 0.05) == pytest.approx((1.959964 * 2.5 / 0.05) ** 2, rel=0.001)
    assert people_for_share(0.3, 0.01) == pytest.approx(0.3 * 0.7 * (1.959964 / 0.01) ** 2, rel=0.001)


@pytest.mark.parametrize(("share", "reach"), [(0.5, 0.1), (0.1, 0.05), (0.0, 0.05), (1.0, 0.2)])
def test_one_person_less_is_not_enough_for_a_share(share: float, reach: float) -> None:
    n = people_for_share(share, reach)
    for people, enough in ((n, True), (n - 1, False)):
        low, high = wilson(np.array([share * people]), np.array([people]))
        assert ((high[0] - low[0]) / 2 <= reach) == enough


def test_what_is_never_reached_has_no_number() -> None:
    assert np.isnan(
        [people_for_mean(0, 1), people_for_mean(2, 0), people_for_mean(2, 1e-6), people_for_share(0.5, 1e-6)]
    ).all()
    assert (weeks_until(50, 60, 0), weeks_until(99, 60, 3)) == (0, 13)
    assert np.isnan(weeks_until(99, 60, 0)) and np.isnan(weeks_until(np.nan, 1, 1))


def test_the_fall_back_to_the_mean_by_hand() -> None:
    """r .6, mean 5, baseline 7 gives 0.8."""
    assert expected_drop([7, 5, 3], 0.6, 5).tolist() == pytest.approx([0.8, 0, -0.8])


def test_the_fall_back_is_what_people_chosen_for_a_high_reading_show() -> None:
    """200,000 people, seeded, true r 0.6: those who read 7 or more fall by the mean of what is expected of them."""
    random = np.random.default_rng(3)
    true = random.normal(5, np.sqrt(0.6), 200_000)
    first, second = (true + random.normal(0, np.sqrt(0.4), true.size) for _ in range(2))
    found = repeated(first, second)
    assert found.r == pytest.approx(0.6, abs=0.01) and found.mean == pytest.approx(5, abs=0.01)
    chosen = first >= 6.5
    assert (first - second)[chosen].mean() == pytest.approx(
        expected_drop(first[chosen], found.r, found.mean).mean(), abs=0.03
    )


def test_few_pairs_or_no_spread_say_nothing() -> None:
    assert np.isnan(repeated(np.arange(LEAST_PAIRS - 1), np.arange(LEAST_PAIRS - 1)).r)
    assert np.isnan(repeated(np.ones(50), np.arange(50)).r)
