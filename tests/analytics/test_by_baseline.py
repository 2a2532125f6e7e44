"""Change by where people began: by hand, by a slow second road, and what must always hold."""

from __future__ import annotations

import statistics
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.anyway import LEAST_PAIRS, repeated
from analytics.by_baseline import by_baseline, two_before
from analytics.courses import courses
from analytics.intervals import mean_interval
from tests.analytics.clinics import (  # fmt: skip
    CATALOGUE,
    LATER,
    PAIN,
    clinics,
    episodes_frame,
    flipped,
    forty_cases,
    reading,
    readings_frame,
    sessions_frame,
    shuffled,
)

VISA = CATALOGUE.measure("visa_a")


def people(*pairs: tuple[float, float | None]) -> pd.DataFrame:
    """Courses of pain by first and last reading, one person each."""
    frame = pd.DataFrame(pairs, columns=["baseline", "last"]).astype(float)
    counted = frame["last"].notna()
    return frame.assign(
        change=frame["baseline"] - frame["last"],
        patient=frame.index,
        status=np.where(counted, "counted", "no follow-up"),
    )


def test_a_band_by_hand_and_the_published_example() -> None:
    """Clinical reference, section 7: r .6, mean 5, baseline 7 gives 0.8."""
    found = by_baseline(people((7, 5), (7, 3), (5, 5), (7, None)), PAIN, 0.6, 5.0)
    assert found[["bin_low", "bin_high", "n"]].values.tolist() == [[5, 6, 1], [7, 8, 2]]
    assert found["mean_change"].tolist() == [0, 3]
    assert found["expected"].tolist() == pytest.approx([0.0, 0.8])
    assert found["ci_low"].tolist()[1] == pytest.approx(3 - 12.706204736)  # t of one degree of freedom, error 1
    assert np.isnan(found["ci_low"][0])


def test_the_end_of_the_scale_is_a_band_and_other_scales_are_cut_in_fifths() -> None:
    assert by_baseline(people((10, 9), (9.5, 9)), PAIN, 0.6, 5)[["bin_low", "bin_high"]].values.tolist() == [
        [9, 10],
        [10, 10],
    ]
    found = by_baseline(people((0, 9), (19.9, 9), (20, 9), (100, 9)), VISA, 0.6, 50)
    assert found[["bin_low", "bin_high", "n"]].values.tolist() == [[0, 20, 2], [20, 40, 1], [80, 100, 1]]


def test_where_higher_is_better_the_expected_change_is_turned() -> None:
    assert by_baseline(people((30, 40)), VISA, 0.6, 50)["expected"].tolist() == pytest.approx([8.0])
    assert by_baseline(people((7, 7)), flipped(PAIN), 0.6, 5)["expected"].tolist() == pytest.approx([-0.8])


def test_what_is_not_known_is_blank_and_nothing_else_is() -> None:
    found = by_baseline(people((7, 5), (7, 3)), PAIN, np.nan, np.nan)
    assert found["expected"].isna().all() and found["mean_change"].tolist() == [3]


@forty_cases
@given(clinics(), st.integers(0, 99), st.floats(0, 1), st.floats(0, 10))
def test_bands_by_a_slow_second_road_in_any_order(clinic, seed, r, mean) -> None:
    frame = courses(readings_frame(clinic[1]), episodes_frame(clinic[0]), PAIN, as_of=LATER)
    found = by_baseline(frame, PAIN, r, mean)
    pd.testing.assert_frame_equal(found, by_baseline(shuffled(frame, seed), PAIN, r, mean))
    counted = [row for row in frame.itertuples() if row.status == "counted"]
    assert found["n"].sum() == len(counted)
    for row in found.itertuples():
        own = [one for one in counted if int(one.baseline) == row.bin_low]
        assert row.n == len(own)
        assert row.mean_change == pytest.approx(statistics.fmean(one.change for one in own))
        begun = statistics.fmean(one.baseline for one in own)
        assert row.expected == pytest.approx(begun - (mean + r * (begun - mean)), abs=1e-9)
        whole = mean_interval([one.change for one in own], [one.patient for one in own])
        assert (row.ci_low, row.ci_high) == pytest.approx((whole.low, whole.high), nan_ok=True)


def test_two_readings_before_any_needling() -> None:
    rows = readings_frame(
        [
            reading("review", -14, 8), reading("review", -7, 7), reading("before", 0, 6, 1), reading("after", 0, 5, 1),
            reading("before", 14, 2, 2),
            reading("before", 0, 6, 1, key=2), reading("review", 0, 9, key=2),  # one day only
            reading("before", 0, 6, 1, key=3), reading("review", 20, 3, key=3),  # the second is later
            reading("review", -3, 4, key=4),  # never needled
        ]
    )  # fmt: skip
    found = two_before(rows, sessions_frame(rows), PAIN)
    assert found[["patient", "first", "second"]].values.tolist() == [[1, 8, 6]]


def test_who_was_needled_in_an_earlier_course_has_no_readings_before_any_needling() -> None:
    """Patient 1 was needled on day 0, and read twice before course 2; patient 3 twice before course 3."""
    later = {"key": 2, "patient": 1}
    rows = readings_frame(
        [
            reading("before", 0, 6, 1),
            reading("review", 50, 8, **later), reading("before", 60, 5, 1, **later),
            reading("review", -7, 9, key=3), reading("before", 0, 7, 1, key=3),
            reading("before", 90, 2, 1, key=4, patient=3),
        ]
    )  # fmt: skip
    found = two_before(rows, sessions_frame(rows), PAIN)
    assert found[["patient", "first", "second"]].values.tolist() == [[3, 9, 7]]


def test_one_pair_for_each_person_in_one_method() -> None:
    own = {"patient": 1}
    rows = readings_frame(
        [
            reading("review", -7, 8, **own), reading("before", 0, 6, 1, **own),
            reading("review", -6, 3, side="right", **own), reading("before", 0, 2, 1, side="right", **own),
            reading("review", -5, 1, key=2, method="a"), reading("before", 0, 9, 1, key=2, method="b"),
        ]
    )  # fmt: skip
    found = two_before(rows, sessions_frame(rows), PAIN)
    assert found[["patient", "first", "second"]].values.tolist() == [[1, 8, 6]]


def test_r_and_the_mean_come_back_from_a_clinic_made_with_them() -> None:
    """3,000 people, seeded, two readings before needling with a true r of .6 and a mean of 50 of 100."""
    random = np.random.default_rng(5)
    size = 3000
    true = random.normal(50, 10 * np.sqrt(0.6), size)
    values = [true + random.normal(0, 10 * np.sqrt(0.4), size) for _ in range(2)]
    day = pd.Timestamp(date(2026, 1, 5))
    tables = [
        pd.DataFrame(
            {
                "reading": np.arange(size) + place * size, "episode": np.arange(size), "patient": np.arange(size),
                "session": np.arange(size) if place else -1, "number": place, "measure": "visa_a", "method": "",
                "side": "left", "phase": ("review", "before")[place], "on": day + timedelta(days=7 * place),
                "value": values[place],
            }
        )
        for place in range(2)
    ]  # fmt: skip
    rows = pd.concat(tables, ignore_index=True).sample(frac=1, random_state=1)
    rows["on"] = rows["on"].astype("datetime64[s]")
    pairs = two_before(rows, rows[rows["phase"] == "before"], VISA)
    found = repeated(pairs["first"], pairs["second"])
    assert found.n == size >= LEAST_PAIRS
    assert found.r == pytest.approx(0.6, abs=0.03) and found.mean == pytest.approx(50, abs=0.5)
