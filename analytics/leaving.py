"""How people were doing at the visit after which they stopped coming, and at the visits after which they came again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.codes import days
from analytics.readings import usable
from analytics.series import after_baseline

if TYPE_CHECKING:
    from data.catalogue import Measure


def visits_so_far(
    courses: pd.DataFrame, readings: pd.DataFrame, sessions: pd.DataFrame, episodes: pd.DataFrame, measure: Measure
) -> pd.DataFrame:
    """How people were doing at each visit after the first, and whether they then stopped coming.

    In: a frame of `courses.courses`, the *readings*, *sessions* and *episodes* it is from (`data.frames`), its
    *measure*. Out: one row per limb and visit after the baseline: patient, visit (one number
    for all limbs of a person on a day), so_far (percent of the baseline by which it
    was better before that visit; below 0: worse) and gone (no visit after it, in a course written down as ended
    because the person was lost).

    Notes: readings before a session, by the method of the baseline. Visits with a later visit, and the last visits of
    courses that ended as lost; last visits of courses that were completed, are open, or have no end written down are
    left out: nobody left there. A baseline of 0 has no percentage. Assumes that ends are written down rightly. It does
    not show those who left after their first visit, of whom no later reading is known, nor why anybody left.

    References: discrete-time survival, Singer & Willett, J Educ Stat 1993;18:155-195.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, pain = clinic(), load_catalogue().measure("nprs")
    >>> frame = courses(ours.readings, ours.episodes, pain, as_of=TODAY)
    >>> lost = ours.episodes.assign(ended_how="lost")
    >>> visits_so_far(frame, ours.readings, ours.sessions, lost, pain)[["so_far", "gone"]].values.tolist()[-1]
    [0.0, True]
    """
    begun = courses[(courses["baseline"] > 0).to_numpy(dtype=bool)].reset_index(drop=True)
    kept = usable(readings[(readings["phase"] == "before").to_numpy()], measure)
    place, on, value = after_baseline(begun, kept)
    baseline = begun["baseline"].to_numpy()[place]
    rows = begun[["patient", "episode"]].take(place).assign(
        so_far=measure.sign * (value - baseline) / baseline * 100 + 0.0, on=on
    )  # fmt: skip
    last = pd.Series(days(sessions["on"]), index=sessions["episode"].to_numpy()).groupby(level=0).max()
    ended = episodes.set_index("episode")["ended_how"].astype(object)
    at_last = rows["on"].to_numpy() >= rows["episode"].map(last).to_numpy()
    lost = (rows["episode"].map(ended) == "lost").to_numpy()
    found = rows.assign(gone=at_last)[np.logical_not(at_last) | lost]
    found["visit"] = found.groupby(["patient", "on"], sort=False).ngroup()
    return found[["patient", "visit", "so_far", "gone"]].reset_index(drop=True)
