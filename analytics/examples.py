"""A clinic of four invented people, small enough to check by head: the worked examples calculate with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data.frames import EPISODES, READINGS, SESSIONS

TODAY = date(2026, 11, 22)

# episode, patient, condition, side, podiatrist, started
_EPISODES = [
    (1, 11, "plantar_heel_pain", "left", "A", "2026-01-05"),
    (2, 12, "achilles_tendinopathy", "right", "B", "2026-01-05"),
    (3, 13, "plantar_heel_pain", "both", "A", "2026-02-02"),
    (4, 14, "plantar_heel_pain", "left", "A", "2026-11-09"),
]
# episode, session (-1: none), its number, phase, day, pain 0-10
_READINGS = [
    (1, 101, 1, "before", "2026-01-05", 6.0),
    (1, 101, 1, "after", "2026-01-05", 5.0),
    (1, 102, 2, "before", "2026-01-12", 5.0),
    (1, 102, 2, "after", "2026-01-12", 4.0),
    (1, -1, -1, "review", "2026-02-16", 3.0),
    (2, 201, 1, "before", "2026-01-05", 8.0),
    (2, 201, 1, "after", "2026-01-05", 7.0),
    (2, 202, 2, "before", "2026-01-12", 8.0),
    (3, 301, 1, "before", "2026-02-02", 4.0),
]
_OTHER_CARE = ("taping", "Loading exercises; taping", None, None, "taping")  # of the five sessions, in order


@dataclass(frozen=True)
class Clinic:
    """The frames of `data.frames`."""

    episodes: pd.DataFrame
    sessions: pd.DataFrame
    readings: pd.DataFrame


def clinic() -> Clinic:
    """Pain of four people: one improves from 6 to 3, one stays at 8, one does not come back, one has just begun.

    In: nothing. Out: frames of episodes, sessions and readings (pain 0-10, `nprs`); the day to ask on is `TODAY`.

    Notes: invented, for the worked examples. It does not show anything about care.

    References: none.

    >>> {name: len(frame) for name, frame in vars(clinic()).items()}
    {'episodes': 4, 'sessions': 5, 'readings': 9}
    """
    episodes = pd.DataFrame(_EPISODES, columns=["episode", "patient", "condition", "side", "podiatrist", "started"])
    episodes = episodes.assign(
        course=1,
        site="North",
        ended=np.datetime64("NaT", "s"),
        ended_how=None,
        duration_weeks=np.nan,
        age=50.0,
        sex="female",
    )
    readings = pd.DataFrame(_READINGS, columns=["episode", "session", "number", "phase", "on", "value"])
    own = episodes.set_index("episode").loc[readings["episode"]]
    readings = readings.assign(
        reading=np.arange(1, len(readings) + 1), patient=own["patient"].to_numpy(), measure="nprs", method=""
    )
    readings["side"] = own["side"].to_numpy()
    sessions = readings[readings["phase"] == "before"].assign(
        site="North", podiatrist="A", adverse_asked=True, adverse_worst="none", care=np.array(_OTHER_CARE, dtype=object)
    )
    frames = ((episodes, EPISODES), (sessions, SESSIONS), (readings, READINGS))
    return Clinic(*(frame[list(kinds)].astype(dict(kinds)).reset_index(drop=True) for frame, kinds in frames))
