"""Classes: every boundary by hand, a second road, and what turning the sign may do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.classes import CLASSES, UnknownClass, class_counts, classed, classify, label, thresholds
from tests.analytics import second_road
from tests.analytics.clinics import CATALOGUE, PAIN, forty_cases

CHANGE = st.integers(-40, 40).map(lambda tenths: tenths / 8)  # eighths: exact, so that both roads compare the same
LIMIT = st.one_of(st.none(), st.integers(1, 40).map(lambda tenths: tenths / 8))
BOTH, IMPORTANT, ERROR, WITHIN, WORSE = CLASSES


@pytest.mark.parametrize(
    ("change", "important", "error", "expected"),
    [
        (2, 2, 1.33, BOTH),  # important is met exactly
        (1.33, 2, 1.33, WITHIN),  # the error must be exceeded
        (1.34, 2, 1.33, ERROR),
        (-1.33, 2, 1.33, WITHIN),
        (-1.34, 2, 1.33, WORSE),
        (0.1 + 0.2, 0.3, None, IMPORTANT),  # 0.30000000000000004
        (1.2 - 0.9, 0.3, None, IMPORTANT),  # 0.29999999999999993: met exactly, but for the last binary digit
        (0.1 + 0.2, None, 0.3, WITHIN),
        (9, 9, 12.3, IMPORTANT),  # FAAM Sport: 9 to 12 is important but not beyond the error (PMID 16309613)
        (-9, 9, 12.3, WITHIN),
        (2, 2, None, IMPORTANT),
        (-2, 2, None, WORSE),
        (-1.9, 2, None, WITHIN),
        (5, None, 4.7, ERROR),
        (-5, None, 4.7, WORSE),
    ],
)
def test_every_boundary(change, important, error, expected) -> None:
    assert list(classify([change], important, error)) == [expected]


def test_no_change_or_no_threshold_is_no_class() -> None:
    assert list(classify([np.nan], 2, 1).codes) == [-1]
    assert list(classify([5, -5], None, None).codes) == [-1, -1]
    assert len(classify([], 2, 1)) == 0


def test_thresholds_may_differ_from_course_to_course() -> None:
    found = classify([1.5, 1.5, 1.5], [1, 2, np.nan], [np.nan, 1, np.nan])
    assert list(found)[:2] == [IMPORTANT, ERROR]
    assert found.codes[2] == -1


@forty_cases
@given(st.lists(CHANGE, max_size=8), LIMIT, LIMIT)
def test_the_second_road_agrees(changes, important, error) -> None:
    expected = [second_road.classify(change, important, error) for change in changes]
    assert [kind if isinstance(kind, str) else None for kind in classify(changes, important, error)] == expected


@forty_cases
@given(CHANGE, LIMIT, LIMIT)
def test_worse_turned_is_improved_and_more_is_never_a_worse_class(change, important, error) -> None:
    now, turned, more = classify([change, -change, change + 1], important, error)
    if now == WORSE:
        assert turned in CLASSES[:3]
    if isinstance(now, str):
        rank = {BOTH: 2, IMPORTANT: 2, ERROR: 2, WITHIN: 1, WORSE: 0}
        assert rank[more] >= rank[now]


def test_thresholds_are_those_of_each_condition_and_horizon() -> None:
    frame = pd.DataFrame({"condition": pd.Categorical(["pfps", "plantar_heel_pain", "pfps", None])})
    important, error = thresholds(frame, PAIN, CATALOGUE, weeks=8)
    assert important.tolist() == [1.16, 2, 1.16, 2]  # patellofemoral at 8 weeks: PMID 29731662
    assert error.tolist() == [1.33] * 4  # 10.2340/16501977-0295
    assert thresholds(frame, PAIN, CATALOGUE)[0].tolist() == [2] * 4


def test_range_of_motion_has_an_error_and_no_important_change() -> None:
    frame = pd.DataFrame({"condition": ["achilles_tendinopathy"], "change": [2.0], "baseline": [8.0]})
    row = classed(frame, CATALOGUE.measure("wblt_cm"), CATALOGUE).iloc[0]
    assert np.isnan(row["important"])
    assert (row["error"], row["cls"]) == (1.9, ERROR)  # PMID 25704110


def test_classed_leaves_a_classed_frame_as_it_is() -> None:
    frame = pd.DataFrame({"condition": ["pfps"], "change": [2.0]})
    once = classed(frame, PAIN, CATALOGUE)
    assert classed(once, PAIN, CATALOGUE, weeks=8) is once
    assert "cls" not in frame.columns
    assert classed(frame.head(0), PAIN, CATALOGUE).empty


def test_counts_show_all_five_and_leave_the_unclassed_out() -> None:
    counts = class_counts(classify([2, 2, 0, np.nan], 2, 1.33))
    assert counts.to_dict() == {BOTH: 2, IMPORTANT: 0, ERROR: 0, WITHIN: 1, WORSE: 0}
    assert class_counts(classify([], 2, 1)).sum() == 0
    assert class_counts(classify([-9, 9], None, None)).isna().all()  # nobody was tested: worse is not 0


@forty_cases
@given(st.lists(CHANGE, max_size=8), LIMIT, LIMIT)
def test_counts_add_up_whatever_the_order(changes, important, error) -> None:
    found = classify(changes, important, error)
    assert class_counts(found).sum() == (found.codes >= 0).sum()
    assert class_counts(found).equals(class_counts(classify(changes[::-1], important, error)))


def test_labels_say_what_was_tested() -> None:
    assert label(WITHIN, 8, None) == "no important change"
    assert label(WITHIN, None, 4.7) == "within measurement error"
    assert label(WITHIN, float("nan"), 4.7) == "within measurement error"
    for name in CLASSES:
        assert "important" not in label(name, None, 4.7) or name in (BOTH, IMPORTANT)
        assert label(name, 2, 1.33)
    with pytest.raises(UnknownClass, match="Use one of"):
        label("cured", 2, 1)
