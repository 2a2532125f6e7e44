"""The courses of care that patients are compared with, and their readings before each session."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.codes import codes, days, limbs, side_codes, words

MOST_SESSIONS = 60  # a session number beyond this is a slip of the pen
Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Pool:
    """Per course and limb with a baseline: patient, baseline, and `value[course, number - 1]` before each session.

    `limb` (episode * 4 + the place of the side + 1), `condition` and `method` find and choose its rows; empty where
    nobody chooses.
    """

    patient: Whole
    baseline: Numbers
    value: Numbers
    scale: tuple[float, float]
    limb: Whole = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    condition: NDArray[np.object_] = field(default_factory=lambda: np.empty(0, dtype=object))
    method: NDArray[np.object_] = field(default_factory=lambda: np.empty(0, dtype=object))

    def of(self, condition: str, method: str) -> Pool:
        """The courses of one condition read by one method."""
        keep = (self.condition == condition) & (self.method == method)
        columns = (self.limb[keep], self.condition[keep], self.method[keep])
        return Pool(self.patient[keep], self.baseline[keep], self.value[keep], self.scale, *columns)


def pool(courses: pd.DataFrame, readings: pd.DataFrame, scale: tuple[float, float]) -> Pool:
    """The courses of one condition and measure with their values before each session, in the method they began with.

    In: a frame of `courses.courses` and a readings frame, both of one measure; the ends of its *scale* in its unit.
    Out: a `Pool` in the order of patient, baseline, episode and side, values in the measure's unit (NaN: none there).

    Notes: courses without a baseline are left out, and readings outside the scale, after a session, at a review or
    without a session number. Of two readings before one session the first counts. It does not show who the courses
    belong to: the patients' numbers serve only to leave a patient out and to cluster.

    References: a product choice.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, pain = clinic(), load_catalogue().measure("nprs")
    >>> pool(courses(ours.readings, ours.episodes, pain, as_of=TODAY), ours.readings, (0, 10)).value.tolist()
    [[6.0, 5.0], [8.0, 8.0], [4.0, nan]]
    """
    begun = courses[courses["baseline"].notna()]
    begun = begun.sort_values(["patient", "baseline", "episode", "side"], ignore_index=True)
    rows = _before(readings, scale)
    at = _course_of(rows, begun)
    rows, at = rows[at >= 0], at[at >= 0]
    number = rows["number"].to_numpy()
    value = np.full((len(begun), int(number.max(initial=0))), np.nan)
    order = np.lexsort((rows["reading"], days(rows["on"])))[::-1]  # backwards, so that the first of a session stays
    value[at[order], number[order] - 1] = rows["value"].to_numpy(dtype=float)[order]
    limb = limbs(begun)
    own = (limb, words(begun["condition"]), words(begun["method"]))
    return Pool(begun["patient"].to_numpy(), begun["baseline"].to_numpy(dtype=float), value, scale, *own)


def _before(readings: pd.DataFrame, scale: tuple[float, float]) -> pd.DataFrame:
    value, number = readings["value"].to_numpy(dtype=float), readings["number"].to_numpy()
    keep = (readings["phase"] == "before").to_numpy(dtype=bool) & readings["on"].notna().to_numpy()
    keep &= (number >= 1) & (number <= MOST_SESSIONS) & (value >= scale[0]) & (value <= scale[1])
    return readings[keep]


def _course_of(rows: pd.DataFrame, begun: pd.DataFrame) -> Whole:
    """The place in *begun* of the limb and method each reading belongs to; -1 for none."""
    episode, side = begun["episode"].to_numpy(), side_codes(begun["side"])
    own = pd.Series(side, index=episode)
    own = own[~own.index.duplicated()]
    given = side_codes(rows["side"])
    given = np.where(given < 0, own.reindex(rows["episode"], fill_value=-1).to_numpy(), given)  # the episode's side
    method, known_words = codes(begun["method"])
    kinds = rows["method"].astype("category").cat
    known = known_words.get_indexer(kinds.categories)
    theirs = np.r_[np.where(known < 0, -1, known + 1), 0][kinds.codes.to_numpy()]  # -1: a way no course began with
    at = pd.Index(episode * 4 + side + 1).get_indexer(pd.Index(rows["episode"].to_numpy() * 4 + given + 1))
    return np.where((at >= 0) & (np.r_[method, -2][at] == theirs), at, -1).astype(np.int64)
