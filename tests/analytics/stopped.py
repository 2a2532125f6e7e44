"""Simulated clinics in which people stop by what was last read of them: the mixed model's assumption made true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

COURSES, SESSIONS, PODIATRISTS = 200, 6, 12
START, FALL, SLOPE = 6.0, 0.5, 0.6  # pain falls by half a point from session to session
BETWEEN, LEADING, WITHIN = 1.2, 0.3, 0.9  # SD of the levels of patients and podiatrists, and of the noise


@dataclass(frozen=True)
class Stopped:
    """The frames `modelled` asks for, and the true mean before the last session for those who began."""

    courses: pd.DataFrame
    readings: pd.DataFrame
    sessions: pd.DataFrame
    truth: float


def stopped(seed: int, leaving: bool = True, podiatrists: int = PODIATRISTS) -> Stopped:
    """A clinic of `COURSES` people; with *leaving* those who last stood high come back less often."""
    chance = np.random.default_rng(seed)
    start = START + chance.normal(0, 1.5, COURSES)
    by = chance.integers(0, podiatrists, COURSES)
    own = chance.normal(0, BETWEEN, COURSES) + chance.normal(0, LEADING, podiatrists)[by]
    fall = -FALL * np.arange(SESSIONS)
    value = fall + (START + SLOPE * (start - START) + own)[:, None] + chance.normal(0, WITHIN, (COURSES, SESSIONS))
    value[:, 0] = start
    here = np.ones(value.shape, dtype=bool)
    for place in range(1, SESSIONS):
        high = value[:, place - 1] - (START + fall[place - 1])
        back = 1 / (1 + np.exp(-1.5 + 0.9 * high)) if leaving else np.full(COURSES, 0.8)
        here[:, place] = here[:, place - 1] & (chance.random(COURSES) < back)
    truth = START + fall[-1] + SLOPE * float(start.mean() - START)
    return Stopped(*_frames(value, here, by), truth)


def _frames(value: np.ndarray, here: np.ndarray, by: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    course, place = np.nonzero(here)
    on = pd.Timestamp("2026-01-05") + pd.to_timedelta(7 * place, unit="D")
    rows = pd.DataFrame({"episode": course, "patient": course, "number": place + 1, "on": on})
    rows["session"] = course * 100 + place + 1
    readings = rows.assign(
        value=value[course, place], reading=np.arange(len(rows)), phase="before", side="left", method="", measure="nprs"
    )
    count = np.arange(len(value))
    courses = pd.DataFrame({"episode": count, "patient": count, "baseline": value[:, 0]}).assign(
        condition="plantar_heel_pain", side="left", method="", age=50.0, sex="female",
        podiatrist=[f"P{one:02d}" for one in by], baseline_on=pd.Timestamp("2026-01-05"),
    )  # fmt: skip
    return courses, readings, rows
