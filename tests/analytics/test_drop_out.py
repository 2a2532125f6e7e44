"""People who stop: whose interval holds the truth, in simulated clinics where that is known; sizes in `stopped`."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import numpy as np
import pandas as pd
import pytest

from analytics.modelled import SETTLED, modelled
from data import demo_course
from data.demo_conditions import PROFILES
from tests.analytics.stopped import COURSES, SESSIONS, stopped

RUNS = 400
WIDE = (-50.0, 50.0)  # no edge of the scale in the way
START = date(2024, 1, 1)


@pytest.fixture(scope="module")
def runs() -> pd.DataFrame:
    """One row per simulated clinic: whether each interval holds the truth before the last session, and how far off."""
    found = []
    for seed in range(RUNS):
        clinic = stopped(seed)
        answer = modelled(clinic.courses, clinic.readings, clinic.sessions, WIDE)
        assert (answer.said, len(answer.frame)) == (SETTLED, SESSIONS)
        row, truth = answer.frame.iloc[-1], clinic.truth
        found.append(
            {
                "model": row["modelled_low"] <= truth <= row["modelled_high"],
                "complete": row["complete_low"] <= truth <= row["complete_high"],
                "model off": row["modelled"] - truth,
                "complete off": row["complete"] - truth,
                "n": row["n"],
            }
        )
    return pd.DataFrame(found)


def test_the_models_interval_holds_the_truth_and_that_of_complete_cases_does_not(runs: pd.DataFrame) -> None:
    mean = runs.mean()
    for name in ("model", "complete"):
        error = np.sqrt(mean[name] * (1 - mean[name]) / RUNS)
        off, spread = mean[f"{name} off"], runs[f"{name} off"].std() / np.sqrt(RUNS)
        print(f"{name:9} covers {100 * mean[name]:5.1f} % (+-{100 * error:.1f})  off by {off:+.3f} (+-{spread:.3f})")
    print(f"{RUNS} clinics of {COURSES} courses; on average {mean['n']:.0f} measured before session {SESSIONS}")
    assert mean["model"] == pytest.approx(0.95, abs=0.02)
    assert abs(mean["model off"]) < 0.02
    assert mean["complete"] < 0.05
    assert mean["complete off"] < -1  # those who stood high stopped: who is left stands low


def test_where_leaving_is_a_matter_of_chance_the_two_agree() -> None:
    off = []
    for seed in range(40):
        clinic = stopped(seed, leaving=False)
        row = modelled(clinic.courses, clinic.readings, clinic.sessions, WIDE).frame.iloc[-1]
        off.append(row[["modelled", "complete"]].to_numpy(dtype=float) - clinic.truth)
    assert np.abs(np.mean(off, axis=0)).max() < 0.08


def of_the_demo(count: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, np.ndarray, np.ndarray]:
    """Courses of the invented clinic, with what is true before each session of all and of those still there."""
    chance, names = Random(seed), list(PROFILES)
    shares = [PROFILES[name].share for name in names]
    every, there, rows, begun = np.full((count, 6), np.nan), np.full((count, 6), np.nan), [], []
    for key in range(count):
        condition = chance.choices(names, shares)[0]
        true = demo_course.course(PROFILES[condition], chance)
        visits = demo_course.calendar(START, START + timedelta(days=900), true, chance).visits
        day = START
        for place in range(6):
            came = place < len(visits)
            day = visits[place] if came else day + timedelta(days=8 if place < 4 else 14)
            every[key, place] = pain = true.pain((day - START).days / 7)
            if came:
                there[key, place] = pain
                rows.append((key, place + 1, day, min(10.0, max(0.0, pain + chance.gauss(0, 0.7)))))
        begun.append((key, condition, rows[-sum(np.isfinite(there[key]))][3]))
    readings = pd.DataFrame(rows, columns=["episode", "number", "on", "value"]).astype({"on": "datetime64[s]"})
    readings = readings.assign(
        reading=range(len(rows)), patient=readings["episode"], session=readings["episode"] * 10 + readings["number"],
        phase="before", side="left", method="", measure="nprs",
    )  # fmt: skip
    courses = pd.DataFrame(begun, columns=["episode", "condition", "baseline"]).assign(
        patient=range(count), side="left", method="", age=50.0, sex="female", podiatrist="A",
        baseline_on=pd.Timestamp(START),
    )  # fmt: skip
    return courses, readings, readings[["session", "episode", "number", "on"]], every, there


def test_who_leaves_by_what_nobody_wrote_down_is_beyond_the_model() -> None:
    """The demo clinic's people leave by how they are going to be (`demo_course.leaving`), which no reading shows."""
    courses, readings, sessions, every, there = of_the_demo(12_000, 3)
    found = modelled(courses, readings, sessions, (0.0, 10.0)).frame.set_index("number")
    truth, seen = every.mean(axis=0), np.nanmean(there, axis=0)
    late = [3, 4, 5, 6]
    print(found.assign(truth=truth, there=seen)[["n", "mean", "modelled", "truth", "there"]].round(2))
    for number in late:
        assert truth[number - 1] - seen[number - 1] > 0.05  # planted: those who left stand worse than those who stayed
        assert found.loc[number, "modelled_high"] < truth[number - 1]  # and the model does not find it
        assert (
            found.loc[number, "modelled"] < found.loc[number, "mean"]
        )  # what can be seen of them points the other way
