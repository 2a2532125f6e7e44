"""How long after the baseline the last reading was taken, and how long the others have been waiting."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

EDGES = (0.0, 2.0, 6.0, 13.0, 26.0, 52.0, float("inf"))  # weeks: a product choice
BANDS = ("under 2 weeks", "2 to 6 weeks", "6 to 13 weeks", "13 to 26 weeks", "26 to 52 weeks", "52 weeks and more")


def time_to_follow_up(courses: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """How many courses have their last reading how many weeks after the baseline.

    In: a frame of `courses.courses` and the day it was asked on.
    Out, one row per band, empty ones included: weeks (the band in words), low, high (weeks; low belongs to the
    band), n (courses with a last reading), waiting (courses without one, by the weeks since their baseline).

    Notes: of the courses that are due and have a baseline, so n and waiting add up to them; a baseline after
    *as_of* waits 0 weeks. Courses of different length are averaged together by any mean change without a horizon:
    this shows how different. It does not show when a person stopped coming, only when they were last measured.

    References: follow-up time, STROBE item 14c, von Elm et al., PLoS Med 2007;4:e296.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours = clinic()
    >>> frame = courses(ours.readings, ours.episodes, load_catalogue().measure("nprs"), as_of=TODAY)
    >>> time_to_follow_up(frame, TODAY)[["n", "waiting"]].values.tolist()
    [[1, 0], [0, 0], [1, 0], [0, 0], [0, 1], [0, 0]]
    """
    due = courses[courses["eligible"].astype(bool) & courses["baseline"].notna()]
    seen = (due["status"] == "counted").to_numpy()
    waited = (pd.Timestamp(as_of) - due["baseline_on"]).dt.days.to_numpy() / 7
    waiting = np.maximum(waited[~seen], 0.0)
    return pd.DataFrame(
        {
            "weeks": BANDS,
            "low": EDGES[:-1],
            "high": EDGES[1:],
            "n": _in_bands(due["weeks"].to_numpy()[seen]),
            "waiting": _in_bands(waiting),
        }
    )


def _in_bands(weeks: np.ndarray) -> np.ndarray:
    place = np.searchsorted(np.asarray(EDGES), weeks + 1e-9, side="right") - 1  # 1e-9: exactly 6 weeks is 6 weeks
    return np.bincount(place, minlength=len(BANDS))
