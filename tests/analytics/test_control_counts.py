"""p, u and mean charts: Montgomery's cans, orders, computers and cloth, a slow second road, what always holds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.control_counts import COLUMNS, mean_chart, p_chart, u_chart
from tests.analytics.clinics import forty_cases

# Montgomery, Introduction to Statistical Quality Control, section 7.2, as the data set orangejuice of qcc has it.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
# The same, table 7.4: orders of each week, and those with a fault.
ORDERS = [100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120, 120, 110, 80, 80, 80, 90, 100, 100, 100, 100,
          90, 90]  # fmt: skip
FAULTS = [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9]
# The same, section 7.3: five computers a sample (qcc: pcmanufact), and dyed cloth (qcc: dyedcloth).
COMPUTERS = [10, 12, 8, 14, 10, 16, 11, 7, 10, 15, 9, 5, 7, 11, 12, 6, 8, 10, 7, 5]
CLOTH, ROLLS = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23], [10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5]


def test_the_cans_of_orange_juice() -> None:
    """Printed: mean 0.2313, limits 0.0524 and 0.4102, samples 15 and 23 outside; without them 0.2150."""
    found = p_chart(CANS, [50] * 30)
    assert found.iloc[0][["mean", "low", "high"]].tolist() == pytest.approx([0.2313, 0.0524, 0.4102], abs=5e-5)
    assert (found.index[found["side"] == 1] + 1).tolist() == [15, 23]
    rest = [one for place, one in enumerate(CANS, 1) if place not in (15, 23)]
    again = p_chart(rest, [50] * 28).iloc[0]
    assert again[["mean", "low", "high"]].tolist() == pytest.approx([0.2150, 0.0407, 0.3893], abs=6e-5)


def test_the_orders_whose_number_differs_from_week_to_week() -> None:
    """Printed: mean 0.096; limits 0.007 and 0.184 for 100 orders, 0 and 0.194 for 80; week 11 outside."""
    found = p_chart(FAULTS, ORDERS)
    assert found["mean"].iloc[0] == pytest.approx(0.096, abs=5e-4)
    assert found.iloc[0][["low", "high"]].tolist() == pytest.approx([0.007, 0.184], abs=6e-4)
    assert found.iloc[1][["low", "high"]].tolist() == pytest.approx([0.0, 0.194], abs=6e-4)
    assert (found.index[found["side"] != 0] + 1).tolist() == [11]


def test_the_personal_computers() -> None:
    """Printed: mean 1.93, limits 0.07 and 3.79, none outside."""
    found = u_chart(COMPUTERS, [5] * 20)
    assert found.iloc[0][["mean", "low", "high"]].tolist() == pytest.approx([1.93, 0.07, 3.79], abs=0.005)
    assert not found["side"].any()


def test_the_dyed_cloth_whose_rolls_differ() -> None:
    """Printed: mean 1.42; upper limits 2.55, 2.68, 2.41 ...; lower 0.29, 0.16, 0.43 ...; none outside."""
    found = u_chart(CLOTH, ROLLS)
    assert found["mean"].iloc[0] == pytest.approx(1.42, abs=0.005)
    high, low = [2.55, 2.68, 2.41, 2.55, 2.58, 2.55, 2.45, 2.52, 2.45, 2.43], [0.29, 0.16, 0.43, 0.29]
    assert found["high"].tolist() == pytest.approx(high, abs=0.011)
    assert found["low"].tolist()[:4] == pytest.approx(low, abs=0.011)
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
