"""Individual changes, bins, the inclusion flow, time to follow-up, and bounds for the missing."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.bounds import CASES, missing_bounds
from analytics.classes import IMPROVED
from analytics.courses import courses
from analytics.distribution import binned, individual
from analytics.flow import STAGES, UnknownStage, dropped, flow
from analytics.followup import time_to_follow_up
from data.frames import EPISODES, READINGS, empty
from tests.analytics import second_road
from tests.analytics.clinics import (
    CATALOGUE,
    DAY_ONE,
    LATER,
    PAIN,
    clinics,
    episode,
    episodes_frame,
    forty_cases,
    reading,
    readings_frame,
    shuffled,
)

NOTHING = courses(empty(READINGS), empty(EPISODES), PAIN, as_of=LATER)


def of(episodes, rows) -> pd.DataFrame:
    return courses(readings_frame(rows), episodes_frame(episodes), PAIN, as_of=LATER)


def changes(*moves: float | None, start: float = 5) -> pd.DataFrame:
    """One patient for each change from *start*; None was not seen again."""
    keys = range(1, len(moves) + 1)
    rows = [reading("before", 0, start, 1, key) for key in keys]
    rows += [
        reading("review", 42, start - move, key=key) for key, move in zip(keys, moves, strict=True) if move is not None
    ]
    return of([episode(key) for key in keys], rows)


def test_individual_changes_best_first() -> None:
    found = individual(changes(0, 5, None, -2, 1.5), PAIN, CATALOGUE)
    assert found["change"].tolist() == [5, 1.5, 0, -2]
    assert found["rank"].tolist() == [1, 2, 3, 4]
    assert found["cls"].tolist() == ["improved beyond both", "improved, error only", "within error", "worse"]
    assert individual(NOTHING, PAIN, CATALOGUE).empty


@forty_cases
@given(clinics(), st.integers(0, 99))
def test_individual_changes_are_the_counted_ones_whatever_the_order(clinic, seed) -> None:
    frame = of(*clinic)
    found = individual(frame, PAIN, CATALOGUE)
    assert sorted(found["change"]) == sorted(frame.loc[frame["status"] == "counted", "change"])
    assert found["change"].is_monotonic_decreasing
    pd.testing.assert_frame_equal(found, individual(shuffled(frame, seed), PAIN, CATALOGUE))
    bins = binned(frame, PAIN)
    assert bins["n"].sum() == len(found)
    for row in bins.itertuples():
        assert row.n == sum(row.bin_low - 1e-9 <= change < row.bin_high - 1e-9 for change in found["change"])


def test_bins_are_centred_on_no_change_and_a_low_edge_belongs_to_its_bin() -> None:
    found = binned(changes(0, 0, 0.5, -0.5, 2.4), PAIN)
    assert found["bin_low"].tolist() == [-0.5, 0.5, 1.5]
    assert found["n"].tolist() == [3, 1, 1]
    assert binned(NOTHING, PAIN).empty


@pytest.mark.parametrize(("name", "width"), [("nprs", 1), ("vas_pain_100", 5), ("lefs", 5), ("wblt_cm", 2)])
def test_the_width_of_a_bin_suits_the_scale(name, width) -> None:
    row = binned(changes(0), CATALOGUE.measure(name)).iloc[0]
    assert row["bin_high"] - row["bin_low"] == pytest.approx(width)


def all_stages() -> pd.DataFrame:
    """Too recent, though measured twice; no baseline; lost; baseline 0; counted."""
    rows = [reading("before", 0, 5, 1, key=3), reading("before", 0, 0, 1, key=4), reading("before", 0, 6, 1, key=5)]
    rows += [reading("before", 7, 1, 2, key=4), reading("before", 7, 2, 2, key=5), reading("after", 0, 2, 1, key=2)]
    rows += [reading("before", 0, 8, 1), reading("before", 7, 1, 2)]
    return of([episode(1, started=LATER), *[episode(key) for key in (2, 3, 4, 5)]], rows)


def test_the_flow_names_every_drop_and_its_reason() -> None:
    found = flow(all_stages(), percent=30)
    assert found["stage"].tolist() == list(STAGES)
    assert found["n"].tolist() == [5, 4, 3, 2, 1]
    assert found["dropped"].tolist() == [0, 1, 1, 1, 1]
    assert found["reason"].tolist()[1:] == [
        "too recent to be due", "no reading before care began", "no later reading in time",
        "baseline too low for a percentage",
    ]  # fmt: skip
    assert flow(all_stages())["n"].tolist() == [5, 4, 3, 2, 2]
    assert flow(NOTHING, percent=30)["n"].tolist() == [0] * 5


def test_each_drop_has_its_list() -> None:
    frame = all_stages()
    assert [dropped(frame, stage, percent=30)["episode"].tolist() for stage in STAGES] == [[], [1], [2], [3], [4]]
    assert dropped(NOTHING, "Counted").empty
    with pytest.raises(UnknownStage, match="Use one of"):
        dropped(frame, "Lost")


@forty_cases
@given(clinics(), st.sampled_from((None, 30)), st.sampled_from((0, 3)))
def test_the_flow_adds_up_and_lists_what_it_counts(clinic, percent, floor) -> None:
    frame = of(*clinic)
    found = flow(frame, percent, floor)
    assert found["n"].iloc[0] == len(frame)
    assert found["n"].iloc[0] - found["dropped"].sum() == found["n"].iloc[-1]
    for row in found.itertuples():
        assert len(dropped(frame, row.stage, percent, floor)) == row.dropped


def test_weeks_to_the_last_reading_and_of_those_still_waiting() -> None:
    rows = [reading("before", 0, 5, 1, key) for key in (1, 2, 3)]
    rows += [reading("review", day, 4, key=key) for key, day in ((1, 13), (2, 42))]
    found = time_to_follow_up(of([episode(key) for key in (1, 2, 3)], rows), date(2026, 5, 4))
    assert found["n"].tolist() == [1, 0, 1, 0, 0, 0]  # exactly 6 weeks belongs to "6 to 13 weeks"
    assert found["waiting"].tolist() == [0, 0, 0, 1, 0, 0]  # 17 weeks
    assert time_to_follow_up(NOTHING, LATER)["n"].sum() == 0


@forty_cases
@given(clinics(), st.dates(DAY_ONE, LATER))
def test_everyone_with_a_baseline_is_followed_or_waiting(clinic, as_of) -> None:
    frame = of(*clinic)
    found = time_to_follow_up(frame, as_of)
    assert found["n"].sum() == (frame["status"] == "counted").sum()
    assert found["waiting"].sum() == (frame["status"] == "no follow-up").sum()
    for row in found.itertuples():
        counted = frame[frame["status"] == "counted"]
        assert row.n == ((counted["weeks"] >= row.low - 1e-9) & (counted["weeks"] < row.high - 1e-9)).sum()


def test_bounds_worked_by_hand() -> None:
    found = missing_bounds(changes(4, 2, 0, None, None), 2, 1.33)
    assert found.cases["case"].tolist() == list(CASES)
    assert found.cases["k"].tolist() == [2, 2, 4, 2]
    assert found.cases["n"].tolist() == [3, 5, 5, 5]
    assert found.cases["share"].tolist() == [2 / 3, 0.4, 0.8, 0.4]
    assert (found.mean_observed.mean, found.mean_carried.mean, found.mean_carried.n) == (2, 1.2, 5)
    assert found.cases["low"].tolist() == pytest.approx(
        [second_road.wilson(k, n)[0] for k, n in ((2, 3), (2, 5), (4, 5), (2, 5))]
    )


def test_bounds_without_a_threshold_or_without_anyone_are_blank() -> None:
    for found in (missing_bounds(changes(4, None), None, None), missing_bounds(NOTHING, 2, 1.33)):
        assert found.cases["n"].tolist() == [0] * 4
        assert found.cases[["share", "low", "high"]].isna().all(axis=None)
    assert np.isnan(missing_bounds(NOTHING, 2, 1.33).mean_carried.mean)


@forty_cases
@given(clinics(), st.integers(0, 99))
def test_worst_observed_and_best_are_in_order(clinic, seed) -> None:
    frame = of(*clinic)
    found = missing_bounds(frame, 2, 1.33)
    share = found.cases.set_index("case")["share"]
    counted = frame[frame["status"] == "counted"]
    better = [second_road.classify(change, 2, 1.33) in IMPROVED for change in counted["change"]]
    assert found.cases["k"].iloc[0] == sum(better)
    if len(counted):
        assert share["worst case"] <= share["observed"] <= share["best case"]
        assert share["baseline carried forward"] == share["worst case"]
        assert abs(found.mean_carried.mean) <= abs(found.mean_observed.mean) + 1e-12
    pd.testing.assert_frame_equal(found.cases, missing_bounds(shuffled(frame, seed), 2, 1.33).cases)
