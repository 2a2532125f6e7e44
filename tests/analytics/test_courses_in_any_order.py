"""Courses of care of every clinic: a second road agrees, and neither order nor direction matters."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.courses import courses
from tests.analytics import second_road
from tests.analytics.clinics import (
    LATER,
    PAIN,
    clinics,
    episode,
    episodes_frame,
    flipped,
    forty_cases,
    readings_frame,
    shuffled,
)

HORIZONS = st.sampled_from((None, 2, 6))
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@forty_cases
@given(clinics(), HORIZONS, DAYS)
def test_the_second_road_agrees(clinic, weeks, as_of) -> None:
    episodes, rows = clinic
    readings = readings_frame(rows)
    found = courses(shuffled(readings), shuffled(episodes_frame(episodes)), PAIN, as_of=as_of, weeks=weeks)
    numbered = [{"reading": place} | row for place, row in enumerate(rows, start=1)]
    expected = second_road.courses(numbered, episodes, "down", as_of, weeks)
    assert list(zip(found["episode"], found["side"], strict=True)) == list(expected)
    for name in ("baseline", "last", "change", "percent", "other_methods", "eligible"):
        np.testing.assert_array_equal(found[name], [row[name] for row in expected.values()], err_msg=name)
    assert found["status"].tolist() == [row["status"] for row in expected.values()]
    named = found["method"].astype("object").where(found["method"].notna(), None)
    assert named.tolist() == [row["method"] for row in expected.values()]


@forty_cases
@given(clinics(), HORIZONS, st.integers(0, 99))
def test_shuffling_rows_changes_nothing(clinic, weeks, seed) -> None:
    episodes, readings = episodes_frame(clinic[0]), readings_frame(clinic[1])
    ordered = courses(readings, episodes, PAIN, as_of=LATER, weeks=weeks)
    pd.testing.assert_frame_equal(
        ordered, courses(shuffled(readings, seed), shuffled(episodes, seed), PAIN, as_of=LATER, weeks=weeks)
    )


@forty_cases
@given(clinics(), HORIZONS)
def test_swapping_what_is_better_flips_the_sign_and_nothing_else(clinic, weeks) -> None:
    episodes, readings = episodes_frame(clinic[0]), readings_frame(clinic[1])
    down, up = (courses(readings, episodes, m, as_of=LATER, weeks=weeks) for m in (PAIN, flipped(PAIN)))
    np.testing.assert_array_equal(down["change"], -up["change"])
    pd.testing.assert_frame_equal(down.drop(columns=["change", "percent"]), up.drop(columns=["change", "percent"]))


@forty_cases
@given(clinics(least=2))
def test_adding_a_patient_never_lowers_n_and_never_changes_the_others(clinic) -> None:
    episodes, rows = clinic
    fewer = [row for row in episodes if row["patient"] != 1]
    some = courses(
        readings_frame([row for row in rows if row["patient"] != 1]), episodes_frame(fewer), PAIN, as_of=LATER
    )
    every = courses(readings_frame(rows), episodes_frame(episodes), PAIN, as_of=LATER)
    assert (every["status"] == "counted").sum() >= (some["status"] == "counted").sum()
    kept = every[every["patient"] != 1].reset_index(drop=True)
    for name in ("episode", "baseline", "last", "change", "sessions"):
        np.testing.assert_array_equal(kept[name], some[name])


@pytest.mark.slow
def test_a_million_readings_take_no_loop() -> None:
    import time

    many = 1_000_000
    key = np.arange(many) // 25
    place = np.arange(many) % 25
    day = np.datetime64("2022-01-03") + (place // 2 * 7).astype("m8[D]")
    readings = pd.DataFrame(
        {
            "reading": np.arange(many), "episode": key, "patient": key, "session": key * 100 + place // 2,
            "number": place // 2 + 1, "value": (np.arange(many) * 7 % 11).astype(float), "on": day.astype("M8[s]"),
            "measure": pd.Categorical.from_codes(np.zeros(many, dtype=int), ["nprs"]),
            "method": pd.Categorical.from_codes(np.zeros(many, dtype=int), [""]),
            "side": pd.Categorical.from_codes(np.zeros(many, dtype=int), ["left"]),
            "phase": pd.Categorical.from_codes(place % 2, ["before", "after"]),
        }
    )  # fmt: skip
    episodes = episodes_frame([episode()]).loc[[0] * (many // 25)].reset_index(drop=True)
    episodes = episodes.assign(episode=np.arange(many // 25), patient=np.arange(many // 25))
    begun = time.perf_counter()
    frame = courses(readings, episodes, PAIN, as_of=LATER)
    assert (frame["status"] == "counted").all()
    assert time.perf_counter() - begun < 8  # well under 2 s when nothing else runs; a loop over rows takes minutes
