"""Seeded clinics in which needling and other care vary by chance, and people leave by how they are doing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.courses import STATUSES
from data.frames import BETWEEN

TECHNIQUES = np.array(["pistoning", "static", "rotation"])
MUSCLES = np.array(["soleus", "gastrocnemius", "tibialis posterior", "peroneals"])
CARE = np.array(["loading exercises", "orthoses", "shockwave", "taping"])
CONDITIONS = np.array(["plantar_heel_pain", "achilles_tendinopathy", "calf_myofascial_pain"])
Frames = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]


def clinic(seed: int, people: int = 260, gain: float = 0.0) -> Frames:
    """Courses, episodes, sessions and needling; who had orthoses gains *gain* points more (0: nothing differs).

    One in five treats both feet, whose changes go together. Who does better leaves earlier, so the number of sessions
    goes with the change, and with it the chance to be given anything at all. Calf muscles go with the condition.
    """
    chance = np.random.default_rng(seed)
    patient = np.repeat(np.arange(people), np.where(chance.random(people) < 0.2, 2, 1))
    n = len(patient)
    own = chance.normal(0, 1.2, people)[patient]
    condition = chance.integers(0, 3, people)[patient]
    baseline = np.clip(np.round(chance.normal(6, 1.8, n)), 0, 10)
    change = 0.4 * (baseline - 4) + own + 0.3 * condition + chance.normal(0, 1.2, n)
    visits = np.clip(np.round(4 - 0.7 * change + chance.normal(0, 1.2, n)), 1, 9).astype(int)
    row = np.repeat(np.arange(n), visits)
    had = chance.random((len(row), len(CARE))) < 0.2
    orthoses = np.bincount(row[had[:, 1]], minlength=n) > 0
    starts = np.datetime64("2025-01-06", "s") + chance.integers(0, 300, n) * np.timedelta64(86400, "s")
    week = np.arange(len(row)) - np.repeat(np.cumsum(visits) - visits, visits)
    courses = pd.DataFrame({
        "episode": np.arange(n) + 1, "patient": patient, "condition": pd.Categorical(CONDITIONS[condition]),
        "sex": pd.Categorical(chance.choice(["female", "male"], people)[patient]),
        "age": chance.normal(48, 14, people)[patient], "baseline": baseline, "change": change + gain * orthoses,
        "baseline_on": starts, "last_on": starts + np.timedelta64(7 * 86400, "s") * (visits + 2),
        "status": pd.Categorical(["counted"] * n, categories=list(STATUSES)),
    })  # fmt: skip
    episodes = courses[["episode"]].assign(side="left", course=1, duration_weeks=chance.exponential(40, n))
    sessions = pd.DataFrame({
        "session": np.arange(len(row)) + 1, "episode": row + 1,
        "on": starts[row] + np.timedelta64(7 * 86400, "s") * week, "care": _sets(had, CARE),
    })  # fmt: skip
    needled = (chance.random((len(row), 4)) < 0.4) & ((MUSCLES != "soleus") | (condition[row][:, None] > 0))
    needling = pd.DataFrame({
        "session": sessions["session"], "muscles": _sets(needled, MUSCLES),
        "technique": pd.Categorical(chance.choice(TECHNIQUES, len(row))),
        "twitch": pd.Categorical(chance.choice(["yes", "no"], len(row), p=[0.7, 0.3])),
        "stimulation": pd.Categorical(chance.choice(["none", "manual", "electrical"], len(row), p=[0.6, 0.25, 0.15])),
        "insertions": chance.integers(1, 13, len(row)).astype(float),
    })  # fmt: skip
    return courses, episodes, sessions, needling


def _sets(had: np.ndarray, words: np.ndarray) -> pd.Categorical:
    return pd.Categorical([BETWEEN.join(words[one]) or None for one in had])
