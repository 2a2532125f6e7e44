"""Pain against range: which limbs are paired, which part each is in, the mirror, and the correlation against scipy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from analytics.courses import courses
from analytics.pain_and_range import AREAS, KINDS, dots, judged, paired, quadrants, rank_correlation
from tests.analytics.clinics import (
    CATALOGUE,
    LATER,
    PAIN,
    episode,
    episodes_frame,
    flipped,
    forty_cases,
    reading,
    readings_frame,
    shuffled,
)

LUNGE = CATALOGUE.measure("wblt_cm")
CHANGES = st.lists(st.tuples(st.integers(-8, 8), st.integers(-20, 20), st.integers(1, 9)), min_size=1, max_size=40)


def pairs_of(rows: list[tuple[float, float, int]]) -> pd.DataFrame:
    """Change in pain, change in half centimetres, patient."""
    table = pd.DataFrame(rows, columns=["pain", "range", "patient"]).astype({"pain": float})
    return table.assign(range=table["range"] / 2, condition="achilles_tendinopathy", episode=range(len(rows)))


def judge(rows: list[tuple[float, float, int]]) -> pd.DataFrame:
    return judged(pairs_of(rows), PAIN, LUNGE, CATALOGUE)


def test_each_limb_takes_the_pain_of_its_own_side_or_of_both() -> None:
    """Course 1 has pain left; course 2, of both sides, has pain asked once; course 3 has no pain; course 4 no range."""
    owners = [episode(1), episode(2, side="both"), episode(3), episode(4)]
    rows = [reading("before", 0, 7, 1), reading("before", 60, 4, 2)]
    rows += [reading("before", day, value, number, 2, side="both") for day, value, number in ((0, 6, 1), (60, 5, 2))]
    rows += [reading("before", day, value, number, 4) for day, value, number in ((0, 6, 1), (60, 5, 2))]
    for key, side, first, last in ((1, "left", 8, 10.5), (1, "right", 9, 9), (2, "left", 5, 6), (2, "right", 5, 4),
                                   (3, "left", 5, 9)):  # fmt: skip
        for day, value, number in ((0, first, 1), (60, last, 2)):
            rows.append(reading("before", day, value, number, key, side=side, measure="wblt_cm"))
    readings, episodes = readings_frame(rows), episodes_frame(owners)
    felt, moved = (courses(readings, episodes, measure, as_of=LATER) for measure in (PAIN, LUNGE))
    found = paired(felt, moved)
    assert found[["episode", "side", "pain", "range"]].values.tolist() == [
        [1, "left", 3, 2.5], [2, "left", 1, 1], [2, "right", 1, -1],
    ]  # fmt: skip


def test_the_five_parts_by_hand() -> None:
    """Error 1.33 points and 1.9 cm: just at an error is within it, and worse in one is worse whatever the other did."""
    rows = [(2, 4, 1), (2, 3, 2), (1, 4, 3), (1, -3, 4), (-2, 8, 5), (5, -4, 6), (-2, -4, 7)]
    found = judge(rows)
    assert found["kind"].tolist() == [*KINDS, KINDS[4], KINDS[4]]
    assert found["pain_area"].tolist()[:5] == ["better", "better", "within error", "within error", "worse"]
    table = quadrants(found)
    assert table["n"].tolist() == [1, 1, 1, 1, 3]
    np.testing.assert_allclose(table["share"], [1 / 7] * 4 + [3 / 7])
    assert table["low"].between(0, table["share"]).all() and table["high"].between(table["share"], 1).all()


def test_a_measure_without_any_threshold_is_in_no_part() -> None:
    flexion = CATALOGUE.measure("knee_flex")
    found = judged(pairs_of([(3, 8, 1)]), PAIN, flexion, CATALOGUE)
    assert found["kind"].isna().all()
    assert quadrants(found)["n"].sum() == 0 and quadrants(found)["share"].isna().all()
    assert dots(found)[["pain", "range", "n"]].values.tolist() == [[3, 4, 1]]


@forty_cases
@given(CHANGES)
def test_turning_a_measure_round_mirrors_the_picture(rows: list[tuple[float, float, int]]) -> None:
    """The other direction of improvement turns every change, so better and worse change places on that axis."""
    plain = judge(rows)
    turned = judged(pairs_of([(-pain, moved, who) for pain, moved, who in rows]), flipped(PAIN), LUNGE, CATALOGUE)
    mirrored = plain["pain_area"].cat.rename_categories(dict(zip(AREAS, AREAS[::-1], strict=True)))
    assert turned["pain_area"].tolist() == mirrored.tolist()
    assert turned["range_area"].tolist() == plain["range_area"].tolist()
    one, other = (rank_correlation(each["pain"], each["range"], each["patient"]) for each in (plain, turned))
    np.testing.assert_allclose([other.r, other.low, other.high], [-one.r, -one.high, -one.low], atol=1e-12)


@forty_cases
@given(CHANGES, st.integers(0, 9))
def test_shuffled_rows_change_nothing(rows: list[tuple[float, float, int]], seed: int) -> None:
    plain, mixed = judge(rows), shuffled(judge(rows), seed)
    pd.testing.assert_frame_equal(quadrants(plain), quadrants(mixed))
    for cells in (None, (2.0, 3.0)):
        pd.testing.assert_frame_equal(dots(plain, cells), dots(mixed, cells))
    one, other = (rank_correlation(each["pain"], each["range"], each["patient"]) for each in (plain, mixed))
    np.testing.assert_allclose([other.r, other.low, other.high], [one.r, one.low, one.high], atol=1e-12)


@forty_cases
@given(CHANGES)
def test_every_pair_is_in_one_dot_of_its_own_part(rows: list[tuple[float, float, int]]) -> None:
    """The slow road: a dictionary of places. No dot stands in a part that its courses are not in."""
    pairs = judge(rows)
    slow: dict[tuple[object, ...], int] = {}
    for row in pairs.itertuples():
        key = (KINDS.index(str(row.kind)), row.pain, row.range)
        slow[key] = slow.get(key, 0) + 1
    found = dots(pairs)
    assert [(KINDS.index(str(row.kind)), row.pain, row.range, row.n) for row in found.itertuples()] == [
        (*key, slow[key]) for key in sorted(slow)
    ]
    coarse = dots(pairs, (4.0, 4.0))
    assert coarse["n"].sum() == len(pairs)
    again = judged(coarse.assign(condition="achilles_tendinopathy"), PAIN, LUNGE, CATALOGUE)
    both = coarse["kind"] != "worse in one or both"
    assert (again["kind"].astype(str) == coarse["kind"].astype(str))[both].all()


def test_the_rank_correlation_by_hand() -> None:
    """Ranks 1 2 3 4 5 against 2 1 4 3 5: the sum of squared differences is 4, so r = 1 - 6*4/(5*24) = 0.8.

    Five patients: root((1 + .32) / 2) = .8124; atanh .8 = 1.0986; tanh(1.0986 -+ 1.96 * .8124) = -.457 and .991.
    """
    found = rank_correlation([10, 20, 30, 40, 50], [2, 1, 4, 3, 5], list("abcde"))
    assert found.r == pytest.approx(0.8)
    assert (found.low, found.high) == (pytest.approx(-0.457, abs=5e-4), pytest.approx(0.991, abs=5e-4))


def test_ties_share_their_mean_rank_as_in_scipy() -> None:
    random = np.random.default_rng(20261129)
    for size in (5, 30, 400):
        one = random.integers(-3, 8, size).astype(float)
        other = np.where(random.random(size) < 0.4, one, random.integers(-10, 10, size)) / 2
        assert rank_correlation(one, other, np.arange(size)).r == pytest.approx(spearmanr(one, other).statistic)


def test_the_interval_counts_people_and_not_limbs() -> None:
    one, other = np.arange(20.0), np.arange(20.0)[::-1] % 7
    limbs = rank_correlation(np.r_[one, one], np.r_[other, other], np.r_[np.arange(20), np.arange(20)])
    people = rank_correlation(one, other, np.arange(20))
    assert (limbs.n, limbs.patients, people.n) == (40, 20, 20)
    np.testing.assert_allclose([limbs.r, limbs.low, limbs.high], [people.r, people.low, people.high])


def test_the_interval_covers_as_often_as_it_says() -> None:
    """3,000 samples of 60 from a normal pair, rho .5 (of ranks .483): 95 % +- 1.2 (three standard errors)."""
    random = np.random.default_rng(1129)
    true, inside = 6 / np.pi * np.arcsin(0.25), 0
    for _ in range(3000):
        one, extra = random.standard_normal((2, 60))
        found = rank_correlation(one, 0.5 * one + np.sqrt(0.75) * extra, np.arange(60))
        inside += found.low <= true <= found.high
    assert abs(inside / 3000 - 0.95) < 0.012


def test_too_few_people_and_all_tied_have_no_interval() -> None:
    assert np.isnan(rank_correlation([1, 2, 3, 4], [1, 3, 2, 4], [1, 1, 2, 3]).low)
    assert np.isnan(rank_correlation([2, 2, 2, 2, 2], [1, 2, 3, 4, 5], range(5)).r)
    assert np.isnan(rank_correlation([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], range(5)).low), "complete: no spread to draw on"
