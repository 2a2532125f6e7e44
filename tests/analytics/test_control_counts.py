"""p, u and mean charts: assemblies, peaches and ten samples as printed, a slow second road, what always holds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.control_counts import COLUMNS, mean_chart, p_chart, u_chart
from tests.analytics.clinics import forty_cases

# Pyzdek & Keller, The Handbook for Quality Management, tables 9.6 and 9.9: crates of 250 peaches, and the bruised ones.
CRATES = [1] * 10 + [2] * 3 + [1] * 8 + [2] * 4
BRUISED = [47, 42, 55, 51, 46, 61, 39, 44, 41, 51, 88, 101, 101, 40, 48, 47, 50, 48, 57, 45, 43, 105, 98, 100, 96]
# An Introduction to Business Statistics, example 16.6: ten samples of 200.
TEN = [40, 44, 22, 34, 24, 32, 28, 32, 34, 30]


def test_ten_samples_of_two_hundred() -> None:
    """Printed: mean 0.16, limits 0.0822 and 0.2378, all of them inside."""
    found = p_chart(TEN, [200] * 10)
    assert found.iloc[0][["mean", "low", "high"]].tolist() == pytest.approx([0.16, 0.0822, 0.2378], abs=5e-5)
    assert not found["side"].any()


def test_the_assemblies_and_without_the_sample_outside() -> None:
    """Solution 6-1 of Montgomery's book: 117 of 20 samples of 100, mean 0.0585, high 0.1289, sample 12 outside;
    102 without it: 0.0537 and 0.1213. The solution prints totals alone, and limits need no more: the other 19 here
    are as even as can be."""
    rest = [5] * 12 + [6] * 7
    found = p_chart([*rest[:11], 15, *rest[11:]], [100] * 20)
    assert found.iloc[0][["mean", "low", "high"]].tolist() == pytest.approx([0.0585, 0, 0.1289], abs=5e-5)
    assert (found.index[found["side"] == 1] + 1).tolist() == [12]
    again = p_chart(rest, [100] * 19)
    assert again.iloc[0][["mean", "low", "high"]].tolist() == pytest.approx([0.0537, 0, 0.1213], abs=5e-5)
    assert not again["side"].any()


def test_the_bruised_peaches_of_one_crate_or_two() -> None:
    """Printed: 48.25 a crate; 27.411 to 69.089 for one crate, 33.514 to 62.986 for two; none outside."""
    found = u_chart(BRUISED, CRATES)
    assert found["mean"].iloc[0] == 48.25
    assert found.iloc[0][["low", "high"]].tolist() == pytest.approx([27.411, 69.089], abs=5e-4)
    assert found.iloc[10][["low", "high"]].tolist() == pytest.approx([33.514, 62.986], abs=1e-3)
    assert found["high"].nunique() == 2 and not found["side"].any()


def test_a_bruised_peach_is_one_of_250() -> None:
    """Printed: 1544 of 8000, the shares 0.188, 0.168 ... 0.192."""
    found = p_chart(BRUISED, [250 * one for one in CRATES])
    assert found["mean"].iloc[0] == 1544 / 8000
    assert found["value"].round(3).tolist()[:2] == [0.188, 0.168] and found["value"].iloc[-1] == 0.192
    assert not found["side"].any()


@pytest.mark.parametrize("chart", [p_chart, u_chart])
def test_a_slow_second_road(chart) -> None:
    random = np.random.default_rng(5)
    of = random.integers(0, 40, 30).tolist()
    had = [int(random.integers(0, one + 1)) for one in of]
    found = chart(had, of, rebased=[12])
    for place in range(30):
        group = range(12) if place < 12 else range(12, 30)
        mean = sum(had[one] for one in group) / sum(of[one] for one in group)
        assert found["mean"][place] == pytest.approx(mean)
        if not of[place]:
            assert found.loc[place, ["value", "low", "high"]].isna().all() and found["side"][place] == 0
            continue
        reach = 3 * math.sqrt(mean * (1 - mean if chart is p_chart else 1) / of[place])
        top = mean + reach if chart is u_chart else min(1.0, mean + reach)
        assert found.loc[place, ["low", "high"]].tolist() == pytest.approx([max(0.0, mean - reach), top])


@forty_cases
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=20))
def test_those_with_and_those_without_are_two_sides_of_one_chart(periods: list[tuple[int, int]]) -> None:
    yes, no = zip(*periods, strict=True)
    of = [one + other for one, other in periods]
    first, second = p_chart(yes, of), p_chart(no, of)
    np.testing.assert_allclose(first["low"], 1 - second["high"], atol=1e-12)
    edge = np.isclose(first["value"], first["low"]) | np.isclose(first["value"], first["high"])
    assert first.loc[~edge, "side"].tolist() == [-one for one in second.loc[~edge, "side"]]


def test_more_people_draw_the_limits_nearer() -> None:
    few, many = p_chart([3, 3], [10, 10]), p_chart([30, 30], [100, 100])
    assert few["high"][0] - few["low"][0] > many["high"][0] - many["low"][0]


@pytest.mark.parametrize("chart", [p_chart, u_chart])
def test_a_chart_of_nothing_and_a_place_outside(chart) -> None:
    assert chart([], []).empty and tuple(chart([], []).columns) == COLUMNS
    assert chart([0], [0])["value"].isna().all()
    with pytest.raises(ValueError, match="rebased inside"):
        chart([1], [2], rebased=[1])


def test_a_mean_of_few_may_lie_further_by_hand() -> None:
    """Totals 8, 12 and 45 of 4, 4 and 9: mean 65/17; spread within root((3 + 3 + 8 x 4) / 14); 3 spreads / root n."""
    found = mean_chart([8, 12, 45], [4, 4, 9], [1.0, 1.0, 2.0])
    within = math.sqrt(38 / 14)
    assert found["mean"].tolist() == pytest.approx([65 / 17] * 3)
    assert found["high"].tolist() == pytest.approx([65 / 17 + 1.5 * within] * 2 + [65 / 17 + within])
    assert found["side"].tolist() == [0, 0, 0]
    assert mean_chart([8, 12, 63], [4, 4, 9], [1.0, 1.0, 1.0])["side"].tolist() == [-1, -1, 1]


def test_the_spread_within_periods_is_that_of_an_analysis_of_variance() -> None:
    random = np.random.default_rng(11)
    groups = [random.normal(place, 2.0, int(random.integers(2, 20))) for place in range(8)]
    square = sum(((one - one.mean()) ** 2).sum() for one in groups) / (sum(map(len, groups)) - len(groups))
    found = mean_chart([one.sum() for one in groups], [one.size for one in groups], [one.std(ddof=1) for one in groups])
    reach = [3 * math.sqrt(square / one.size) for one in groups]
    np.testing.assert_allclose(found["high"] - found["mean"], reach)
    overall = np.concatenate(groups).mean()
    np.testing.assert_allclose(found["mean"], overall)
    expected = [int(np.sign(one.mean() - overall)) if abs(one.mean() - overall) > far else 0
                for one, far in zip(groups, reach, strict=True)]  # fmt: skip
    assert found["side"].tolist() == expected


def test_means_of_one_have_no_spread_and_a_break_has_limits_of_its_own() -> None:
    assert mean_chart([1, 2], [1, 1], [np.nan, np.nan])[["low", "high"]].isna().all().all()
    found = mean_chart([8, 8, 80, 80], [4, 4, 4, 4], [1.0] * 4, rebased=[2])
    assert found["mean"].tolist() == [2, 2, 20, 20] and not found["side"].any()
