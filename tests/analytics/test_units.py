"""Units side by side: the trial's acupuncturists, by hand, by a second road, and by simulation as the report goes."""

from __future__ import annotations

import json
import math
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from analytics.limits import by_chance, limits
from analytics.units import means, shares


@pytest.fixture
def needled(realdata: Path) -> pd.DataFrame:
    """Those of the trial who were needled and seen at 12 months: 161, by 11 acupuncturists."""
    trial = pd.read_csv(realdata / "vickers2004" / "acupuncture.csv", encoding="utf-8-sig")
    seen = trial[(trial["group"] == 1) & trial["pk5"].notna()]
    change = seen["pk1"] - seen["pk5"]
    return seen.assign(change=change, improved=(change >= 0.35 * seen["pk1"]).astype(float))


def test_the_shares_of_the_trials_acupuncturists(needled: pd.DataFrame) -> None:
    """BMJ 2004;328:744: 87 of 161; the limits printed beside the data for n 36 and n 10."""
    found = shares(needled["improved"], needled["acupuncturist"].astype(str), needled["id"])
    assert found.target == 87 / 161
    assert (len(found.table), int(found.table["n"].sum()), found.together) == (11, 161, 1.0)
    row = found.table.set_index("n").loc[36]
    assert row[["low_95", "high_95", "low_998", "high_998"]].tolist() == pytest.approx(
        [0.389, 0.694, 0.278, 0.778], abs=5e-4
    )
    assert limits(found, [10])[["low_95", "high_95"]].iloc[0].tolist() == pytest.approx([0.2, 0.8])
    own = needled.groupby(needled["acupuncturist"].astype(str))["improved"]
    assert found.table["value"].tolist() == pytest.approx(own.mean().tolist())
    ends = [(binom.ppf(0.025, n, 87 / 161) / n, binom.ppf(0.975, n, 87 / 161) / n) for n in own.size()]
    outside = [
        name for name, value, (low, high) in zip(own.groups, own.mean(), ends, strict=True) if not low <= value <= high
    ]
    judged = found.table[found.table["n"] >= 10]
    assert judged.loc[judged["place"] != "inside", "unit"].tolist() == [
        name for name in outside if own.size()[name] >= 10
    ]
    assert (found.table.loc[found.table["n"] < 10, "place"] == "not judged").all()


def test_the_peers_example_of_overdispersion(realdata: Path) -> None:
    """FunnelPlotR's ten units, phi 6.04: far more than chance, so limits are widened and shares drawn in."""
    case = json.loads((realdata / "spc" / "spc_funnel_known_answers.json").read_text())[
        "funnel_proportion_example_FunnelPlotR_dev"
    ]
    rows = [(unit, one) for unit, (k, n) in enumerate(zip(case["numerator"], case["denominator"], strict=True))
            for one in [1.0] * k + [0.0] * (n - k)]  # fmt: skip
    units, improved = (np.array(part) for part in zip(*rows, strict=True))
    found = shares(improved, units, np.arange(len(rows)))
    wanted = case["computed_here"]
    assert (found.target, found.spread.phi, found.spread.tau2) == pytest.approx(
        (wanted["pbar"], wanted["phi"], wanted["tau2"]), abs=1e-7
    )
    assert found.p < 1e-6 and found.wide == found.spread.tau2
    table = found.table
    assert (table["wide_low"] < table["low_95"]).all() and (table["wide_high"] > table["high_95"]).all()
    closer = (table["drawn"] - found.target).abs() < (table["value"] - found.target).abs()
    assert closer.all() and table["drawn_low"].notna().all()


def test_means_by_hand() -> None:
    """Two units of 20: 1 or 3 in turn, and the same 2 higher: sd root(40 / 38), limits 3 -+ z sd root(1/20 - 1/40)."""
    value = np.r_[[1.0, 3.0] * 10, [3.0, 5.0] * 10]
    found = means(value, ["a"] * 20 + ["b"] * 20, range(40))
    sd = math.sqrt(40 / 38)
    assert (found.target, found.sd, found.together) == pytest.approx((3.0, sd, 1.0))
    reach = NormalDist().inv_cdf(0.975) * sd * math.sqrt(1 / 20 - 1 / 40)
    assert found.table[["low_95", "high_95"]].values.tolist() == [pytest.approx([3 - reach, 3 + reach])] * 2
    assert found.table["place"].tolist() == ["below 99.8 %", "above 99.8 %"]
    assert found.spread.phi == pytest.approx(20 / sd**2)


def test_a_limit_met_exactly_is_inside_and_nine_are_not_judged() -> None:
    found = shares(
        [1.0] * 8 + [0.0] * 2 + [1.0, 0.0] * 100 + [0.0] * 9, ["a"] * 10 + ["b"] * 200 + ["c"] * 9, range(219)
    )
    assert found.table["place"].tolist() == ["inside", "inside", "not judged"]
    assert found.table.loc[2, ["drawn", "drawn_low"]].isna().all()


@pytest.mark.parametrize("compare", [means, shares])
def test_nobody_one_unit_and_all_alike(compare) -> None:  # type: ignore[no-untyped-def]
    assert compare([], [], []).table.empty
    one = compare([1.0, 0.0] * 10, ["a"] * 20, range(20))
    assert one.table["place"].tolist() == ["inside"] and math.isnan(one.p)
    tied = compare([1.0] * 30, ["a", "b"] * 15, range(30))
    assert tied.wide == 0 and not tied.table["place"].str.contains("above|below").any()


def test_shuffling_changes_nothing_and_turning_the_sign_mirrors() -> None:
    random = np.random.default_rng(3)
    value, unit, who = random.normal(2, 2, 300), random.choice(list("abcd"), 300), random.integers(0, 200, 300)
    order = random.permutation(300)
    first, again = means(value, unit, who).table, means(value[order], unit[order], who[order]).table
    pd.testing.assert_frame_equal(first, again)
    turned = means(-value, unit, who).table
    assert (-turned["low_95"]).tolist() == pytest.approx(first["high_95"].tolist())


def test_seven_alike_are_flagged_as_often_as_is_said() -> None:
    """1,000 clinics of 7 like podiatrists of 20 to 140 people, seeded: 7,000 units, Monte Carlo error 0.26 %.

    Means, at 95 %: 5 % (+-1) outside; at 99.8 %: 0.2 % (+-0.15). Shares go in steps: at most 5 %, and more than 2 %.
    """
    random = np.random.default_rng(11)
    size = np.arange(20, 160, 20)
    unit = np.repeat(np.arange(7), size)
    who = np.arange(unit.size)
    outside = {"mean": 0, "far": 0, "share": 0}
    for _ in range(1_000):
        value = random.normal(2, 2.5, unit.size)
        place = means(value, unit, who).table["place"]
        outside["mean"] += int((place != "inside").sum())
        outside["far"] += int(place.str.contains("99.8", regex=False).sum())
        outside["share"] += int((shares(value > 2.5, unit, who).table["place"] != "inside").sum())
    rate = {name: count / 7_000 for name, count in outside.items()}
    print(rate)
    assert rate["mean"] == pytest.approx(0.05, abs=0.01)
    assert rate["far"] == pytest.approx(0.002, abs=0.0015)
    assert 0.02 < rate["share"] <= 0.05


def test_two_feet_of_one_person_are_not_two_people() -> None:
    """500 clinics, seeded, both feet much alike: 5 % (+-1.5) outside; over 12 % if taken for two people."""
    random = np.random.default_rng(12)
    unit, who = np.repeat(np.arange(6), 60), np.repeat(np.arange(180), 2)
    kept = apart = 0
    for _ in range(500):
        value = np.repeat(random.normal(2, 2, 180), 2) + random.normal(0, 0.7, 360)
        kept += int((means(value, unit, who).table["place"] != "inside").sum())
        apart += int((means(value, unit, np.arange(360)).table["place"] != "inside").sum())
    assert kept / 3_000 == pytest.approx(0.05, abs=0.015)
    assert apart / 3_000 > 0.12


def test_widening_is_rare_where_units_are_alike() -> None:
    """1,000 clinics of 7 like podiatrists, seeded: chance passes for a difference in 5 % (+-1.5)."""
    random = np.random.default_rng(13)
    unit = np.repeat(np.arange(7), 40)
    wide = sum(means(random.normal(2, 2.5, 280), unit, range(280)).wide > 0 for _ in range(1_000))
    assert wide / 1_000 == pytest.approx(0.05, abs=0.015)


def test_one_of_several_by_chance() -> None:
    assert by_chance(1) == pytest.approx(0.05)
    assert by_chance(0) == 0


@pytest.mark.parametrize("compare", [means, shares])
def test_twelve_courses_of_one_person_are_no_unit_to_judge(compare) -> None:  # type: ignore[no-untyped-def]
    """One person of 12 courses beside 200 people: not judged, not drawn in; 10 people of 12 courses are."""
    value = np.tile([0.0, 1.0], 106)
    unit = ["a"] * 12 + ["b"] * 200
    found = compare(value, unit, np.r_[np.zeros(12), np.arange(1, 201)])
    one = found.table
    assert found.spread.n == 1 and one["place"].tolist() == ["not judged", "inside"] and one["drawn"].isna().tolist()[0]
    ten = compare(value, unit, np.r_[[0, 0, 0], np.arange(1, 10), np.arange(10, 210)]).table
    assert ten["patients"].tolist() == [10, 200] and ten["place"].iloc[0] != "not judged"
