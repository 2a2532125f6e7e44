"""One row per group: by hand, by a second road, and what adding or shuffling may do."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.courses import courses
from analytics.summary import CLASS_COLUMNS, by_group
from data.frames import EPISODES, READINGS, empty
from tests.analytics import second_road
from tests.analytics.clinics import (
    ACHILLES,
    CATALOGUE,
    HEEL,
    LATER,
    PAIN,
    clinics,
    episode,
    episodes_frame,
    flipped,
    forty_cases,
    reading,
    readings_frame,
    shuffled,
)

BY = st.sampled_from(([], ["condition"], ["condition", "side"], ["site", "podiatrist"]))


def of(episodes, rows, measure=PAIN, **options) -> pd.DataFrame:
    return courses(readings_frame(rows), episodes_frame(episodes), measure, as_of=LATER, **options)


def five() -> pd.DataFrame:
    """Changes 4, 2, -2 and 0 from baselines 8, 2, 5 and 6; one lost; patient 1 has two feet."""
    episodes = [
        episode(1), episode(2, patient=1, side="right"), episode(3), episode(4, condition=ACHILLES), episode(5),
    ]  # fmt: skip
    start = {1: 8, 2: 2, 3: 5, 4: 6, 5: 7}
    end = {1: 4, 2: 0, 3: 7, 4: 6}
    patient = {2: 1}
    rows = [reading("before", 0, value, 1, key, patient=patient.get(key, key)) for key, value in start.items()]
    rows += [reading("review", 42, value, key=key, patient=patient.get(key, key)) for key, value in end.items()]
    sides = {2: "right"}
    return of(episodes, [row | {"side": sides.get(row["episode"], "left")} for row in rows])


def test_one_group_worked_by_hand() -> None:
    row = by_group(five(), [], PAIN, CATALOGUE, percent=50).iloc[0]
    assert row[["seen", "eligible", "with_baseline", "followed_up", "n", "patients"]].tolist() == [5, 5, 5, 4, 4, 3]
    assert row[["mean_baseline", "mean_last", "mean_change", "share_followed"]].tolist() == [5.25, 4.25, 1, 0.8]
    assert row[list(CLASS_COLUMNS)].tolist() == [2, 0, 0, 1, 1]
    assert row["sd_change"] == pytest.approx(np.sqrt(20 / 3))
    assert row["srm"] == pytest.approx(1 / np.sqrt(20 / 3))
    # deviations 3 + 1 of patient 1, -3, -1: variance 3/2 * (16 + 9 + 1) / 16; t(2) = 4.302653
    assert row["ci_high"] - row["mean_change"] == pytest.approx(4.302653 * np.sqrt(1.5 * 26 / 16), abs=1e-5)
    # baseline 2 is below 3: excluded; 4 of 8 is exactly half
    assert row[["responders", "responders_n", "responders_excluded"]].tolist() == [1, 3, 1]
    assert row["responders_share"] == pytest.approx(1 / 3)


def test_one_row_per_condition_in_order() -> None:
    found = by_group(five(), ["condition"], PAIN, CATALOGUE)
    assert found["condition"].tolist() == [ACHILLES, HEEL]
    assert found["n"].tolist() == [1, 3]
    assert found["unclassed"].tolist() == [0, 0]
    assert found["responders_share"].isna().all()


def test_a_missing_key_is_a_group_of_its_own() -> None:
    frame = five().assign(podiatrist=pd.Categorical(["A", None, "A", None, "A"]))
    assert by_group(frame, ["podiatrist"], PAIN, CATALOGUE)["seen"].sum() == 5


def test_one_patient_has_a_mean_and_no_interval() -> None:
    frame = of([episode()], [reading("before", 0, 8, 1), reading("before", 7, 4, 2)])
    row = by_group(frame, ["condition"], PAIN, CATALOGUE).iloc[0]
    assert (row["n"], row["mean_change"]) == (1, 4)
    assert row[["ci_low", "ci_high", "sd_change", "srm"]].isna().all()


def test_all_tied_has_no_response_mean() -> None:
    rows = [reading("before", 0, 8, 1, key) for key in (1, 2, 3)] + [
        reading("review", 9, 5, key=key) for key in (1, 2, 3)
    ]
    row = by_group(of([episode(1), episode(2), episode(3)], rows), [], PAIN, CATALOGUE).iloc[0]
    assert (row["mean_change"], row["ci_low"], row["ci_high"], row["sd_change"]) == (3, 3, 3, 0)
    assert np.isnan(row["srm"])


def test_empty_frames() -> None:
    nothing = courses(empty(READINGS), empty(EPISODES), PAIN, as_of=LATER)
    assert by_group(nothing, ["condition"], PAIN, CATALOGUE, percent=30).empty
    row = by_group(nothing, [], PAIN, CATALOGUE, percent=30).iloc[0]
    assert (row["seen"], row["n"]) == (0, 0)
    assert row[["mean_change", "ci_low", "share_followed", "responders_share", "responders_low"]].isna().all()


@forty_cases
@given(clinics(), BY, st.sampled_from((None, 30, 50)))
def test_each_group_is_what_a_loop_finds(clinic, by, percent) -> None:
    frame = of(*clinic)
    found = by_group(frame, by, PAIN, CATALOGUE, percent=percent)
    keys = list(found[by].itertuples(index=False)) if by else [()]
    for key, row in zip(keys, found.to_dict("records"), strict=True):
        own = [
            one
            for one in frame.to_dict("records")
            if all(one[name] == part for name, part in zip(by, key, strict=True))
        ]
        counted = [one for one in own if one["status"] == "counted"]
        expected = second_road.mean_interval([one["change"] for one in counted], [one["patient"] for one in counted])
        got = [row[name] for name in ("n", "patients", "mean_change", "ci_low", "ci_high", "sd_change")]
        np.testing.assert_allclose(got, expected, atol=1e-12)
        assert row["seen"] == len(own)
        assert row["eligible"] == sum(one["eligible"] for one in own)
        assert row["worse"] == sum(second_road.classify(one["change"], 2, 1.33) == "worse" for one in counted)
        judged = [one for one in counted if one["baseline"] >= 3]
        if percent is not None:
            k = sum(one["percent"] >= percent - 1e-9 for one in judged)
            assert (row["responders"], row["responders_n"]) == (k, len(judged))
            np.testing.assert_allclose(
                (row["responders_low"], row["responders_high"]), second_road.wilson(k, len(judged))
            )


def test_worse_is_blank_and_not_0_where_nobody_could_be_classed() -> None:
    stiffness = CATALOGUE.measure("stiffness")  # the clinic's own score: no threshold, so worse is never looked for
    row = by_group(five(), [], stiffness, CATALOGUE).iloc[0]
    assert row[list(CLASS_COLUMNS)].isna().all()
    assert (row["n"], row["unclassed"]) == (4, 4)
    # FFI pain has a threshold in heel pain only (10.1016/j.foot.2007.06.006): the Achilles course is blank.
    mixed = by_group(five(), ["condition"], CATALOGUE.measure("ffi_pain"), CATALOGUE).set_index("condition")
    assert mixed.loc[ACHILLES, [*CLASS_COLUMNS]].isna().all()
    assert mixed.loc["plantar_heel_pain", [*CLASS_COLUMNS, "unclassed"]].tolist() == [0, 0, 0, 3, 0, 0]


@forty_cases
@given(clinics(), BY, st.integers(0, 99))
def test_shuffling_changes_nothing_and_everyone_is_in_one_group(clinic, by, seed) -> None:
    frame = of(*clinic)
    found = by_group(frame, by, PAIN, CATALOGUE, percent=30)
    pd.testing.assert_frame_equal(found, by_group(shuffled(frame, seed), by, PAIN, CATALOGUE, percent=30))
    whole = by_group(frame, [], PAIN, CATALOGUE, percent=30).iloc[0]
    for name in ("seen", "eligible", "followed_up", "n", *CLASS_COLUMNS, "responders", "responders_excluded"):
        assert found[name].sum() == whole[name]
    assert ((found["seen"] >= found["eligible"]) & (found["eligible"] >= found["with_baseline"])).all()
    assert ((found["with_baseline"] >= found["followed_up"]) & (found["followed_up"] == found["n"])).all()
    assert (found[list(CLASS_COLUMNS)].sum(axis=1) + found["unclassed"] == found["n"]).all()
    assert (found["responders_n"] + found["responders_excluded"] == found["n"]).all()


@forty_cases
@given(clinics())
def test_swapping_what_is_better_turns_the_interval(clinic) -> None:
    down = by_group(of(*clinic), [], PAIN, CATALOGUE).iloc[0]
    up = by_group(of(*clinic, measure=flipped(PAIN)), [], PAIN, CATALOGUE).iloc[0]
    got = [up[name] for name in ("mean_change", "ci_low", "ci_high", "sd_change")]
    np.testing.assert_allclose(
        got, (-down["mean_change"], -down["ci_high"], -down["ci_low"], down["sd_change"]), atol=1e-12
    )


@forty_cases
@given(clinics(least=1))
def test_adding_a_patient_never_lowers_n(clinic) -> None:
    episodes, rows = clinic
    gone = episodes[0]["patient"]
    fewer = of([row for row in episodes if row["patient"] != gone], [row for row in rows if row["patient"] != gone])
    some, every = (by_group(frame, [], PAIN, CATALOGUE).iloc[0] for frame in (fewer, of(episodes, rows)))
    for name in ("seen", "eligible", "followed_up", "n", "patients", "worse"):
        assert every[name] >= some[name]


@pytest.mark.slow
def test_forty_thousand_courses_take_no_loop() -> None:
    many = five().loc[np.arange(40_000) % 5].reset_index(drop=True).assign(patient=np.arange(40_000) // 2)
    by_group(many, ["condition"], PAIN, CATALOGUE, percent=30)  # imports, once
    begun = time.perf_counter()
    by_group(many, ["condition", "side"], PAIN, CATALOGUE, percent=30)
    assert time.perf_counter() - begun < 1  # well under 100 ms when nothing else runs
