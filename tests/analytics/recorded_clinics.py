"""Seeded clinics whose records are clean, and the same with one habit planted in the first podiatrist's."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from analytics.courses import courses
from tests.analytics.clinics import HEEL, PAIN

HABITS = ("round", "same", "unread", "one rater", "best", "hides")
Frames = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]
NAMES = np.array(list("ABCDEFGHIJ"))


def clinic(seed: int, habit: str = "", podiatrists: int = 6, people: int = 60, visits: int = 5) -> Frames:
    """Readings, sessions, courses and raters; podiatrist A has *habit*, if any; all see slightly different people.

    Readings in whole points with noise; 8 % of readings after and 5 % of readings before are missing by chance.
    """
    chance = np.random.default_rng(seed)
    n = podiatrists * people
    who = np.repeat(np.arange(podiatrists), people)
    usual = chance.normal(5.5, 1.4, n) + chance.normal(0, 0.3, podiatrists)[who]
    fall = chance.normal(0.35, 0.5, n)
    course, visit = np.repeat(np.arange(n), visits), np.tile(np.arange(visits), n)
    first = (who == 0)[course]
    if habit == "best":
        fall = np.where(who == 0, np.abs(fall) + 0.8, fall)
    truth = usual[course] - fall[course] * visit
    noise = 0.0 if habit == "best" else 0.7
    before = _whole(truth + chance.normal(0, np.where(first, noise, 0.7)), first & (habit == "round"), chance)
    drop = np.where(first & (habit == "same"), 2.0, chance.normal(0.8, 0.9, len(truth)))
    after = _whole(before - drop, first & (habit == "round"), chance)
    worse = np.r_[False, (before[1:] > before[:-1]) & (course[1:] == course[:-1])]
    hidden = np.r_[False, worse[:-1]] & (visit > 1) & first & (habit == "hides") & (chance.random(len(truth)) < 0.5)
    no_before = (chance.random(len(truth)) < 0.05) & (visit > 0) | hidden
    no_after = chance.random(len(truth)) < np.where(first & (habit == "unread"), 0.35, 0.08)
    other = chance.random(len(truth)) > np.where(first & (habit == "one rater"), 1.0, 0.6)
    return _frames(course, visit, NAMES[who], (before, after), (no_before, no_after), other)


def _whole(value: np.ndarray, heaps: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    kept = np.clip(np.rint(value), 0, 10)
    heaped = heaps & (chance.random(len(value)) < 0.6)
    return np.where(heaped, np.clip(np.rint(value / 5) * 5, 0, 10), kept)


def _frames(
    course: np.ndarray, visit: np.ndarray, names: np.ndarray, values: tuple, gone: tuple, other: np.ndarray
) -> Frames:
    day = np.datetime64("2026-01-05", "s") + visit * np.timedelta64(7 * 86400, "s")
    size = len(course)
    base = pd.DataFrame({
        "episode": course + 1, "patient": course + 1, "session": np.arange(size) + 1, "number": visit + 1, "on": day,
    })  # fmt: skip
    sessions = base.assign(podiatrist=pd.Categorical(names[course]))
    parts = [
        base.assign(phase=phase, value=value, reading=np.arange(size) * 2 + place)[~lost]
        for place, (phase, value, lost) in enumerate(zip(("before", "after"), values, gone, strict=True))
    ]
    readings = pd.concat(parts, ignore_index=True)
    same = {"measure": PAIN.id, "method": "", "side": "left"}
    readings = readings.assign(**same).astype(dict.fromkeys(("measure", "method", "side", "phase"), "category"))
    rater = np.concatenate([names[course], np.where(other, "Z", names[course])])
    raters = pd.DataFrame({"reading": np.r_[np.arange(size) * 2, np.arange(size) * 2 + 1], "rater": rater})
    episodes = pd.DataFrame({
        "episode": np.arange(len(names)) + 1, "patient": np.arange(len(names)) + 1, "condition": HEEL, "side": "left",
        "site": "North", "podiatrist": names, "started": np.datetime64("2026-01-05", "s"), "age": 50.0,
        "sex": "female",
    }).astype(dict.fromkeys(("condition", "side", "site", "podiatrist", "sex"), "category"))  # fmt: skip
    known = courses(readings, episodes, PAIN, as_of=date(2027, 1, 1), sessions=sessions)
    return readings, sessions, known, raters
