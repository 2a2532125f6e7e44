"""XmR charts: every case and rule vector of NHSRplotthedots, Pyzdek's table, Montgomery's viscosity, and by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.control import COLUMNS, _part_of_shift, _part_of_trend, _part_of_two_in_three, xmr
from tests.analytics.clinics import forty_cases

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def known(realdata: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((realdata / "spc" / "spc_funnel_known_answers.json").read_text())
    return found


def row(values: list[float], screened: bool = True) -> list[float]:
    found = xmr(values, screened=screened).iloc[0]
    return [float(found[name]) for name in ("mean", "low", "high")]


def test_the_eighteen_points_of_the_deviations_vignette(known: dict[str, Any]) -> None:
    case = known["xmr_nhsr_deviations_vignette"]
    for screened in (True, False):
        expected = case[f"screen_outliers_{str(screened).lower()}"]
        assert row(case["y"], screened) == pytest.approx([expected[name] for name in ("mean", "lpl", "upl")], abs=0.005)
    for screened in (True, False):
        found = xmr(case["y"], screened=screened)
        assert found.index[found["rule"] != ""].tolist() == [4] and found["rule"][4] == "outside"
    near = xmr(case["y"]).iloc[0][["near_low", "near_high"]].tolist()
    assert near == pytest.approx([0.17, 3.72], abs=0.005)  # derived in the reference


def test_the_twenty_normal_values_of_the_snapshot(known: dict[str, Any]) -> None:
    case = known["xmr_nhsr_snapshot_rnorm123"]

    def expected(answer: dict[str, float]) -> list[float]:
        return [answer[name] for name in ("mean", "lpl", "upl")]

    assert row(case["y"]) == pytest.approx(expected(case["expected"]), abs=1e-6)
    changed = [10.0 if place == 14 else value for place, value in enumerate(case["y"])]
    for screened, name in ((True, "screened"), (False, "unscreened")):
        assert row(changed, screened) == pytest.approx(expected(case["with_y15_set_to_10"][name]), abs=1e-6)


def test_pyzdeks_table(known: dict[str, Any]) -> None:
    case = known["individuals_pyzdek_2012_table_9_4"]
    assert np.abs(np.diff(case["y"])).tolist() == case["printed_moving_ranges"]
    computed = case["computed"]
    assert row(case["y"], screened=False) == pytest.approx(
        [computed["mean"], computed["lcl"], computed["ucl"]], abs=5e-4
    )


def test_montgomerys_viscosity(realdata: Path) -> None:
    """Of the trial batches the fourth alone is outside (qcc's help: "a process temperature controller failure")."""
    every = pd.read_csv(realdata / "spc" / "montgomery_viscosity.csv")
    trial = every[every["trial"]].reset_index(drop=True)
    for screened in (True, False):
        found = xmr(trial["viscosity"], screened=screened)
        assert trial.loc[found["rule"] == "outside", "batch"].tolist() == [4]
    mean, low, high = row(trial["viscosity"].tolist(), screened=False)
    assert (mean, high - mean, mean - low) == pytest.approx((34.088, *(3 / 1.128 * 0.572632,) * 2), abs=5e-4)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("1:7", [1, 2, 3, 4, 5, 6, 7]),
        ("2,1:7,3", [2, 1, 2, 3, 4, 5, 6, 7, 3]),
        ("7:1", [7, 6, 5, 4, 3, 2, 1]),
        ("1:6", [1, 2, 3, 4, 5, 6]),
        ("1,2,3,3,4,5,6", [1, 2, 3, 3, 4, 5, 6]),
    ],
)
def test_seven_points_that_rise_or_fall(name: str, values: list[float], known: dict[str, Any]) -> None:
    """The peer marks the end of a run; here all seven points of it are marked, as in its chart."""
    ends = np.flatnonzero(known["nhsr_rule_7_point_trend"][name])
    expected = {place for end in ends for place in range(end - 6, end + 1)}
    assert set(np.flatnonzero(_part_of_trend(np.array(values, dtype=float)))) == expected


def test_two_of_three_near_the_limit_on_one_side(known: dict[str, Any]) -> None:
    for case in known["nhsr_rule_two_in_three_same_side"]:
        near = np.array(case["close"], dtype=bool)
        window = _part_of_two_in_three(near, np.array(case["side"]))
        if "expected_member_of_window" in case:
            assert window.astype(int).tolist() == case["expected_member_of_window"]
        else:
            assert (window & near).astype(int).tolist() == case["expected_flagged_points"]


def test_seven_on_one_side_and_not_six() -> None:
    assert _part_of_shift(np.array([0, 1, 1, 1, 1, 1, 1])).tolist() == [False] * 7
    assert _part_of_shift(np.array([-1] * 8 + [1])).tolist() == [True] * 8 + [False]


def test_the_first_rule_that_applies_is_named() -> None:
    rising = xmr([0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 60], screened=False)
    assert rising["rule"].iloc[-1] == "outside"
    assert set(rising["rule"].iloc[6:13]) == {"trend"}


def test_a_rebased_chart_has_broken_limits_and_rules_that_end_at_the_break() -> None:
    steady = [5.0, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 6]
    found = xmr([*steady, *(value + 10 for value in steady)], rebased=[12])
    assert found.groupby("phase")["mean"].first().tolist() == [5.5, 15.5]
    assert set(found["rule"]) == {""}
    assert set(xmr([*steady, *(value + 10 for value in steady)])["rule"]) == {"outside"}
    assert not found["trial"].any() and xmr(steady[:11])["trial"].all()


@pytest.mark.parametrize(("values", "rebased"), [([1, np.inf], []), ([1, 2], [0]), ([1, 2], [2])])
def test_what_is_no_series_is_refused(values: list[float], rebased: list[int]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        xmr(values, rebased=rebased)


def test_a_period_without_anyone_breaks_every_run_and_gives_no_moving_range() -> None:
    """Six and one are no run of seven; of 1 _ 5 6 5 the moving ranges are 1 and 1, and the mean is that of four."""
    gap = np.nan
    crossing, above = [4, 6, 4, 6, 4, 6, 4], [6, 5.5, 6, 5.5, 6, 5.5, 6]
    assert xmr([*crossing, *above])["rule"].tolist() == [""] * 7 + ["shift"] * 7
    assert xmr([*crossing, *above[:6], gap, above[6]])["rule"].tolist() == [""] * 15
    assert "trend" in set(xmr([1, 2, 3, 4, 5, 6, 7])["rule"])
    assert "trend" not in set(xmr([1, 2, 3, gap, 4, 5, 6, 7])["rule"])
    found = xmr([1, gap, 5, 6, 5], screened=False)
    assert found.iloc[0][["mean", "low", "high", "n"]].tolist() == pytest.approx([4.25, 1.59, 6.91, 4])
    assert found["rule"].tolist() == ["outside", "", "", "", ""]
    assert found["side"].tolist() == [-1, 0, 1, 1, 1]


def test_a_signal_points_where_its_points_lie_and_a_trend_where_it_runs() -> None:
    """A rise that begins below the mean is not a sign of a low value: all of its points point up."""
    flat = [5.0, 5.2, 4.8, 5.1, 4.9, 5.2, 4.8]
    rising = xmr([*flat, 2, 3, 4, 5, 6, 7, 8], screened=False)
    trend = rising[rising["rule"] == "trend"]
    assert set(trend["way"]) == {1} and set(trend["side"]) >= {-1, 1}
    falling = xmr([*flat, 8, 7, 6, 5, 4, 3, 2], screened=False)
    assert set(falling.loc[falling["rule"] == "trend", "way"]) == {-1}
    low = xmr([5.0, 5.2, 4.8, 5.1, 1.0, *flat])
    assert low["way"].tolist() == [0, 0, 0, 0, -1] + [1] * 7  # the seven after it lie above the mean it drew down


@forty_cases
@given(st.lists(st.integers(-20, 20), min_size=1, max_size=30), st.booleans())
def test_turned_upside_down_every_signal_points_the_other_way(values: list[int], screened: bool) -> None:
    up, down = xmr(values, screened=screened), xmr([-one for one in values], screened=screened)
    assert up["rule"].tolist() == down["rule"].tolist()
    alone = up["rule"] != "trend"  # the peak between a rise and a fall belongs to both
    assert up.loc[alone, "way"].tolist() == [-one for one in down.loc[alone, "way"]]


@forty_cases
@given(st.lists(st.integers(-20, 20), min_size=1, max_size=30), st.booleans())
def test_the_limits_move_and_stretch_with_the_values(values: list[int], screened: bool) -> None:
    plain, moved = xmr(values, screened=screened), xmr([3 * one + 7 for one in values], screened=screened)
    np.testing.assert_allclose(moved["low"], 3 * plain["low"] + 7, atol=1e-9)
    assert moved["rule"].tolist() == plain["rule"].tolist()


def test_nothing_recorded_has_no_limits() -> None:
    found = xmr([])
    assert found.empty and tuple(found.columns) == COLUMNS
    assert xmr([3.0])[["mean", "low"]].iloc[0].isna().tolist() == [False, True]


@pytest.mark.parametrize(("screened", "said"), [(True, "20.8 % (Monte Carlo error\n0.9)"), (False, "17.3 % (0.8)")])
def test_how_often_a_steady_series_cries_is_as_the_methods_say(screened: bool, said: str) -> None:
    random, size = np.random.default_rng(20261129), 2000
    cries = sum((xmr(random.normal(0, 1, 24), screened=screened)["rule"] != "").any() for _ in range(size))
    share = cries / size
    error = (share * (1 - share) / size) ** 0.5
    assert said.replace("Monte Carlo error\n", "") == f"{share * 100 + 1e-9:.1f} % ({error * 100:.1f})"
    assert said in (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("value", [0.1, 0.3, 0.7, 1.1, 2.3])
@pytest.mark.parametrize("count", [3, 6, 10, 25])
def test_a_series_all_tied_has_no_signal(value: float, count: int) -> None:
    found = xmr([value] * count)
    assert (found["rule"] == "").all() and not found[["side", "way"]].any().any()
