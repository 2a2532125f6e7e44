"""A registry's table: whatever way patients are divided into parts, it is that of all of them in one frame."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.courses import courses
from analytics.registry import COUNTS, SUMS, described, sums, together
from analytics.summary import by_group
from analytics.whole_sums import GRID, TooLarge, by_run, on_grid, products
from tests.analytics.clinics import (
    CATALOGUE,
    HEEL,
    LATER,
    PAIN,
    clinics,
    episode,
    episodes_frame,
    forty_cases,
    reading,
    readings_frame,
)
from tests.analytics.same_table import same_table

Frame = pd.DataFrame


def in_parts(readings: Frame, episodes: Frame, part_of: dict[int, int], percent: float | None) -> Frame:
    """The sums of each part worked through alone, together."""
    part = episodes["patient"].map(part_of)
    each = []
    for number in sorted(set(part)):
        own = episodes[part == number]
        rows = readings[readings["episode"].isin(own["episode"])]
        each.append(sums(courses(rows, own, PAIN, as_of=LATER), PAIN, CATALOGUE, percent=percent))
    return together(each)


@forty_cases
@given(clinics(least=1), st.data(), st.sampled_from([None, 30.0]))
def test_any_division_of_the_patients_gives_the_table_of_the_whole(clinic, data, percent) -> None:
    episodes, readings = episodes_frame(clinic[0]), readings_frame(clinic[1])
    patients = sorted(set(episodes["patient"]))
    parts = [data.draw(st.lists(st.integers(0, 4), min_size=len(patients), max_size=len(patients))) for _ in range(2)]
    found = [in_parts(readings, episodes, dict(zip(patients, one, strict=True)), percent) for one in parts]
    pd.testing.assert_frame_equal(found[0], found[1])  # not a digit differs
    whole = by_group(courses(readings, episodes, PAIN, as_of=LATER), ["condition"], PAIN, CATALOGUE, percent=percent)
    same_table(described(found[0], percent=percent), whole)


def both_feet(changes: list[tuple[float, float]]) -> tuple[Frame, Frame]:
    """One patient for each pair, with both feet."""
    episodes, rows = [], []
    for patient, pair in enumerate(changes, start=1):
        for side, change in zip(("left", "right"), pair, strict=True):
            key = len(episodes) + 1
            episodes.append(episode(key, patient=patient, side=side))
            own = {"key": key, "patient": patient, "side": side}
            rows += [reading("before", 0, 9.0, 1, **own), reading("review", 42, 9.0 - change, **own)]
    return readings_frame(rows), episodes_frame(episodes)


def test_two_feet_of_one_person_stay_one_person() -> None:
    readings, episodes = both_feet([(1.0, 1.0), (3.0, 3.0), (8.0, 8.0)])
    frame = courses(readings, episodes, PAIN, as_of=LATER)
    row = described(in_parts(readings, episodes, {1: 0, 2: 1, 3: 1}, None)).iloc[0]
    assert row[["n", "patients", "mean_change"]].tolist() == [6, 3, 4]
    one_foot = courses(*both_feet([(1.0, 1.0), (3.0, 3.0), (8.0, 8.0)]), PAIN, as_of=LATER).drop_duplicates("patient")
    alone = described(sums(one_foot, PAIN, CATALOGUE)).iloc[0]
    assert row["ci_low"] == pytest.approx(alone["ci_low"], abs=1e-12)  # a second foot that did the same says no more
    same_table(described(sums(frame, PAIN, CATALOGUE)), by_group(frame, ["condition"], PAIN, CATALOGUE))


@pytest.mark.parametrize("seed", range(5))
def test_random_divisions_of_many_people_with_two_feet(seed: int) -> None:
    chance = np.random.default_rng(seed)
    readings, episodes = both_feet([tuple(pair) for pair in chance.normal(2, 1.7, (60, 2)).clip(-1, 9)])
    parts = dict(zip(range(1, 61), chance.integers(0, 7, 60).tolist(), strict=True))
    whole = by_group(courses(readings, episodes, PAIN, as_of=LATER), ["condition"], PAIN, CATALOGUE, percent=50)
    assert whole["n"].iloc[0] > whole["patients"].iloc[0] > 50
    same_table(described(in_parts(readings, episodes, parts, 50), percent=50), whole)


def test_ties_have_no_spread_and_tenths_are_not_lost() -> None:
    readings, episodes = both_feet([(0.1, 0.2), (0.3, 0.3)])
    readings["value"] = np.where(readings["phase"] == "review", 5.3, 5.0)
    readings.loc[readings["phase"] == "before", "value"] = [5.6, 5.6, 5.6, 5.6]
    frame = courses(readings, episodes, PAIN, as_of=LATER)
    row = described(sums(frame, PAIN, CATALOGUE)).iloc[0]
    assert row["mean_change"] == pytest.approx(0.3, abs=1e-12)
    assert (row["sd_change"], row["ci_low"]) == (0, row["mean_change"])


def test_nobody_counted_and_nobody_there() -> None:
    frame = courses(readings_frame([]), episodes_frame([episode(1)]), PAIN, as_of=LATER)
    row = described(sums(frame, PAIN, CATALOGUE), percent=30).iloc[0]
    assert row[["condition", "seen", "eligible", "n", "worse"]].tolist() == [HEEL, 1, 1, 0, 0]
    assert row[["mean_change", "ci_low", "responders_share"]].isna().all()
    nothing = described(together([sums(frame[:0], PAIN, CATALOGUE)]))
    assert (len(nothing), list(nothing.columns)) == (0, list(by_group(frame, ["condition"], PAIN, CATALOGUE).columns))


def test_the_sums_hold_nothing_but_a_condition_and_whole_numbers() -> None:
    readings, episodes = both_feet([(1.5, 2.0)])
    found = sums(courses(readings, episodes, PAIN, as_of=LATER), PAIN, CATALOGUE)
    assert set(found.columns) == {"condition", *COUNTS, *SUMS}
    assert all(isinstance(value, int) for value in found[[*COUNTS, *SUMS]].astype(object).iloc[0])


@given(st.lists(st.tuples(st.integers(0, 2), *[st.integers(-(2**60), 2**60)] * 2), max_size=30))
def test_products_add_up_without_losing_a_bit(rows) -> None:
    rows = sorted(rows)
    group, left, right = (np.array([row[place] for row in rows], dtype=np.int64) for place in range(3))
    expected = [sum(one * other for at, one, other in rows if at == wanted) for wanted in range(3)]
    assert products(left, right, group, 3) == expected


@given(st.lists(st.floats(-1000, 1000), max_size=20))
def test_a_value_moves_by_half_a_step_at_most(values) -> None:
    steps = on_grid(np.array(values)).tolist()
    moved = [Fraction(step, GRID) - Fraction(value) for step, value in zip(steps, values, strict=True)]
    assert all(abs(one) <= Fraction(1, 2 * GRID) for one in moved)


def test_what_is_too_large_to_add_exactly_is_refused() -> None:
    for wrong in (200_000.0, float("nan")):
        with pytest.raises(TooLarge):
            on_grid(np.array([wrong]))
    steps = on_grid(np.full(2, 100_000.0))
    assert by_run(steps, np.array([0, 1])).tolist() == [100_000 * GRID] * 2
    with pytest.raises(TooLarge):
        by_run(steps, np.array([0]))
