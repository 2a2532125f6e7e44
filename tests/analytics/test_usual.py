"""The usual number of sessions: closed courses of one condition only."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from analytics.usual import Usual, usual_sessions
from data.frames import EPISODES, SESSIONS, empty
from tests.analytics.clinics import (
    ACHILLES,
    DAY_ONE,
    HEEL,
    episode,
    episodes_frame,
    reading,
    readings_frame,
    sessions_frame,
    shuffled,
)

ENDED = pd.Timestamp("2026-06-01")


def clinic() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Closed heel courses of 1, 2, 4 and 9 sessions; one open, one without a session, one of another condition."""
    held = {1: 1, 2: 2, 3: 4, 4: 9, 5: 12, 7: 12}
    rows = [reading("before", 7 * number, 5, number, key) for key, n in held.items() for number in range(1, n + 1)]
    episodes = [episode(key, started=DAY_ONE, condition=ACHILLES if key == 7 else HEEL) for key in range(1, 8)]
    frame = episodes_frame(episodes)
    frame["ended"] = frame["ended"].where(frame["episode"] == 5, ENDED).astype("datetime64[s]")
    return sessions_frame(readings_frame(rows)), frame


def test_the_quartiles_worked_by_hand() -> None:
    # 1, 2, 4, 9 at places 0.75, 1.5, 2.25: 1.75, 3, 5.25
    sessions, episodes = clinic()
    assert usual_sessions(sessions, episodes, HEEL) == Usual(4, 1.75, 3.0, 5.25)
    assert usual_sessions(shuffled(sessions), shuffled(episodes), HEEL) == Usual(4, 1.75, 3.0, 5.25)


def test_one_course_and_none() -> None:
    sessions, episodes = clinic()
    assert usual_sessions(sessions, episodes, ACHILLES) == Usual(1, 12.0, 12.0, 12.0)
    for frames in ((sessions, episodes), (empty(SESSIONS), empty(EPISODES))):
        found = usual_sessions(*frames, "pfps")
        assert found.n == 0
        assert math.isnan(found.median)


@pytest.mark.parametrize("closed", [True, False])
def test_an_open_course_counts_only_once_it_is_closed(closed: bool) -> None:
    sessions, episodes = clinic()
    if closed:
        episodes = episodes.assign(ended=episodes["ended"].fillna(ENDED))
    assert usual_sessions(sessions, episodes, HEEL).n == (5 if closed else 4)
