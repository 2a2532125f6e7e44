"""The band of similar patients: by hand, by a second road, and never this patient or anybody by name."""

from __future__ import annotations

import statistics

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.alike import STEPS, among
from analytics.courses import courses
from analytics.pool import pool
from analytics.similar import Similar, similar
from data.frames import PERSON_COLUMNS
from tests.analytics.clinics import (
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

SCALE = (0.0, 10.0)


def many(baselines: list[float], second: list[float], first: int = 1) -> tuple[list, list]:
    """One patient for each baseline, seen twice."""
    keys = range(first, first + len(baselines))
    rows = [reading("before", 0, value, 1, key) for key, value in zip(keys, baselines, strict=True)]
    rows += [reading("before", 7, value, 2, key) for key, value in zip(keys, second, strict=True)]
    return [episode(key) for key in keys], rows


def asked(episodes: list, rows: list, **own) -> Similar:  # type: ignore[no-untyped-def]
    readings = readings_frame(rows)
    found = courses(readings, episodes_frame(episodes), PAIN, as_of=LATER)
    return similar(found, readings, **({"baseline": 6.0, "patient": 999, "scale": SCALE} | own))


def test_a_band_worked_by_hand() -> None:
    found = asked(*many([6.0] * 20, [float(value % 5) for value in range(20)]))
    assert (found.width, found.n, found.patients, found.courses) == (0.5, 20, 20, 20)
    # second readings: 0, 1, 2, 3, 4, four times each; quartiles at places 4.75, 9.5, 14.25 of 0..19
    assert found.band.values.tolist() == [[1, 20, 6, 6, 6], [2, 20, 1, 2, 3]]


def test_nineteen_are_too_few_and_say_how_many_they_were() -> None:
    found = asked(*many([6.0] * 19, [3.0] * 19))
    assert found.width is None
    assert (found.n, found.patients, found.courses, len(found.band)) == (19, 19, 19, 0)
    assert list(found.band.columns) == ["number", "n", "q1", "median", "q3"]


@pytest.mark.parametrize(("away", "width"), [(0.5, 0.5), (1.0, 1.0), (1.2, 1.5), (2.0, 2.0), (3.0, 3.0), (3.1, None)])
def test_the_range_is_widened_step_by_step_and_its_edge_counts(away: float, width: float | None) -> None:
    assert asked(*many([6.0] * 19 + [6.0 - away], [3.0] * 20)).width == width


def test_steps_are_tenths_of_the_scale() -> None:
    found = asked(*many([6.0] * 20, [3.0] * 20), scale=(0.0, 100.0))
    assert found.width == 5.0


def test_the_patients_own_courses_are_never_in_it_the_other_foot_neither() -> None:
    episodes, rows = many([6.0] * 20, [3.0] * 20)
    own = [episode(50, patient=999), episode(51, patient=999, side="right")]
    theirs = [
        reading("before", day, 6.0 if number == 1 else 9.9, number, key, patient=999, side=side)
        for key, side in ((50, "left"), (51, "right"))
        for day, number in ((0, 1), (7, 2))
    ]
    with_own, without = asked(episodes + own, rows + theirs), asked(episodes, rows)
    pd.testing.assert_frame_equal(with_own.band, without.band)
    assert (with_own.n, with_own.courses) == (without.n, without.courses)


def test_a_number_with_fewer_than_five_patients_is_left_out() -> None:
    episodes, rows = many([6.0] * 20, [3.0] * 20)
    for people, shown in ((4, [1, 2]), (5, [1, 2, 3])):
        third = [reading("before", 14, 2, 3, key) for key in range(1, people + 1)]
        assert asked(episodes, rows + third).band["number"].tolist() == shown


def test_two_feet_of_one_person_are_one_patient_of_the_five() -> None:
    episodes, rows = many([6.0] * 20, [3.0] * 20)
    third = [reading("before", 14, 2, 3, key) for key in range(1, 5)]
    feet = [reading("before", day, 6, number, 1, side="right") for day, number in ((0, 1), (14, 3))]
    found = asked(episodes, rows + third + feet)
    assert found.n == 21
    assert found.patients == 20
    assert found.band["number"].tolist() == [1, 2]


def test_after_reviews_other_methods_and_second_readings_are_not_in_it() -> None:
    episodes, rows = many([6.0] * 20, [3.0] * 20)
    more = [
        reading("after", 7, 0, 2, 1), reading("review", 8, 0, key=1),
        reading("before", 7, 0, 2, 1, method="app"), reading("before", 8, 0, 2, 1),
    ]  # fmt: skip
    pd.testing.assert_frame_equal(asked(episodes, rows + more).band, asked(episodes, rows).band)


def test_removing_anybody_never_names_anybody() -> None:
    episodes, rows = many([5.5, 6.0, 6.5] * 7, [float(value % 7) for value in range(21)])
    for gone in range(1, 22):
        found = asked(
            [row for row in episodes if row["episode"] != gone], [row for row in rows if row["episode"] != gone]
        )
        assert found.n == 20
        assert not set(found.band.columns) & PERSON_COLUMNS
        assert found.band["n"].min() >= 5


def test_nobody_at_all() -> None:
    found = asked([], [])
    assert (found.width, found.n, found.courses, len(found.band)) == (None, 0, 0, 0)


def slow_road(found: pd.DataFrame, rows: list, baseline: float, patient: int, least: int) -> tuple:
    """Plain Python: the width, how many, and the middle by number."""
    others = [
        row for row in found.to_dict("records") if row["patient"] != patient and row["baseline"] == row["baseline"]
    ]
    inside: list = []
    for step in STEPS:
        inside = [row for row in others if abs(row["baseline"] - baseline) <= step + 1e-9]
        if len(inside) >= least:
            break
    else:
        return None, len(inside), {}
    values: dict[int, list] = {}
    for own in inside:
        seen: dict[int, float] = {}
        for row in sorted(rows, key=lambda row: (row["on"], row["reading"])):
            same = all(row[name] == own[name] for name in ("episode", "side", "method"))
            if same and row["measure"] == "nprs" and row["phase"] == "before":
                seen.setdefault(row["number"], row["value"])
        for number, value in seen.items():
            values.setdefault(number, []).append((own["patient"], value))
    kept = {number: [v for _, v in pairs] for number, pairs in values.items() if len({p for p, _ in pairs}) >= 5}
    return step, len(inside), {number: (len(v), statistics.median(v)) for number, v in kept.items()}


@forty_cases
@given(clinics(least=1), st.integers(0, 99), st.sampled_from((3.0, 5.0)), st.integers(1, 4))
def test_the_second_road_agrees_whatever_the_order(clinic, seed, baseline, least) -> None:
    episodes = [row | {"patient": row["episode"] % 7} for row in clinic[0]]
    extra_episodes, extra = many([3.0, 4.0, 5.0] * 3, [2.0, 3.0, 1.0] * 3, first=100)
    rows = [{"reading": place} | row for place, row in enumerate(clinic[1] + extra, start=1)]
    patient = {row["episode"]: row["patient"] for row in episodes}
    rows = [row | {"patient": patient.get(row["episode"], row["patient"])} for row in rows]
    readings = readings_frame(rows)
    found = courses(readings, episodes_frame(episodes + extra_episodes), PAIN, as_of=LATER)
    asked_for = {"baseline": baseline, "patient": 1, "scale": SCALE, "least": least}
    result = similar(found, readings, **asked_for)
    width, n, by_number = slow_road(found, rows, baseline, 1, least)
    assert (result.width, result.n) == (width, n)
    got = {row["number"]: (row["n"], row["median"]) for row in result.band.to_dict("records")}
    assert got == by_number
    again = similar(shuffled(found, seed), shuffled(readings, seed), **asked_for)
    pd.testing.assert_frame_equal(result.band, again.band)


def test_better_is_counted_strictly_and_swapping_better_turns_it_round() -> None:
    episodes, rows = many([6.0] * 20, [2.0] * 8 + [5.0] * 5 + [7.0] * 7)
    readings = readings_frame(rows)
    every = pool(courses(readings, episodes_frame(episodes), PAIN, as_of=LATER), readings, SCALE)
    one = (np.array([6.0]), np.array([999]), np.array([5.0]), np.array([2]))
    down, up = (among(every, *one, sign=measure.sign) for measure in (PAIN, flipped(PAIN)))
    assert (down.n[0], down.there[0], down.better[0]) == (20, 20, 8)
    assert (up.n[0], up.there[0], up.better[0]) == (20, 20, 7)


def test_many_asked_at_once_are_each_asked_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    episodes, rows = many([4.0, 5.0, 6.0, 7.0] * 8, [3.0, 4.0, 5.0, 2.0] * 8)
    readings = readings_frame(rows)
    every = pool(courses(readings, episodes_frame(episodes), PAIN, as_of=LATER), readings, SCALE)
    each = [np.array(column) for column in ([4.0, 6.0, 7.0], [1, 2, 999], [3.0, 5.0, np.nan], [2, 2, 0])]
    together = among(every, *each, sign=-1.0)
    monkeypatch.setattr("analytics.alike.CELLS", 1)
    one_by_one = among(every, *each, sign=-1.0)
    for name in ("width", "n", "there", "better"):
        np.testing.assert_array_equal(getattr(together, name), getattr(one_by_one, name))
    assert together.there.tolist()[2] == 0
