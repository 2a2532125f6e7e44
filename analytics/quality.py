"""What the record itself gives away: values rounded to 5 and 10, sessions without a pair, readings to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.flags import flagged
from analytics.groups import share
from analytics.intervals import LEVEL, wilson

if TYPE_CHECKING:
    from data.catalogue import Measure

__all__ = ["Rounded", "flagged", "heaping", "missing_pairs", "round_share"]

ROUND = 5  # every fifth step is a round number: 0, 5, 10 on a scale of whole points
PAIR_COLUMNS = ("session", "episode", "patient", "number", "on", "site", "podiatrist", "missing")


@dataclass(frozen=True)
class Rounded:
    """k of n values are round; shares 0..1; expected: the share that the neighbouring values lead one to expect."""

    k: int
    n: int
    share: float
    low: float
    high: float
    expected: float


def heaping(values: ArrayLike, step: float, level: float = LEVEL) -> pd.DataFrame:
    """How often each value was written down, beside what its neighbours lead one to expect.

    In: values of one measure (NaN left out), the measure's *step* in its unit.
    Out, one row per step from the lowest to the highest value: value (unit), n, expected (how many), share, low,
    high (0..1 of all values, Wilson), round (every fifth step: 0, 5, 10), flag (round, and low is above the
    expected share).

    Notes: values are counted at their nearest step. expected is the mean count of the two steps on either side that
    lie within the values seen, itself left out; 0 where there are none. Assumes a distribution that is smooth over
    two steps. It does not show who rounded or why, and at the ends of a scale (pain 0 at the end of care) values
    gather without anybody rounding.

    References: a product choice.

    >>> heaping([3, 4, 5, 5, 5, 5, 5, 5, 5, 5, 6, 7], step=1)[["value", "n", "expected", "flag"]].values.tolist()[2]
    [5.0, 8, 1.0, True]
    """
    place, n = _counted(values, step)
    expected = _neighbours(n)
    low, high = wilson(n, np.full(n.size, n.sum()), level)
    whole = np.full(n.size, n.sum())
    return pd.DataFrame(
        {
            "value": place * float(step),
            "n": n,
            "expected": expected,
            "share": share(n, whole),
            "low": low,
            "high": high,
            "round": place % ROUND == 0,
            "flag": (place % ROUND == 0) & (low > share(expected, whole)),
        }
    )


def round_share(values: ArrayLike, step: float, level: float = LEVEL) -> Rounded:
    """The share of values on round numbers (0, 5 and 10 on a scale of whole points), beside the expected share.

    In: as `heaping`. Out: `Rounded`; NaN shares when there are no values.

    Notes: k counts the values at every fifth step; expected adds up `heaping`'s expected counts there. Interval as
    `wilson`. Assumes what `heaping` does; it does not show who rounded.

    References: as `heaping`.

    >>> found = round_share([3, 4, 5, 5, 6, 7], step=1)
    >>> found.k, found.n, round(found.expected, 3)
    (2, 6, 0.167)
    """
    rows = heaping(values, step, level)
    total, rounded = int(rows["n"].sum()), rows[rows["round"]]
    k = int(rounded["n"].sum())
    low, high = wilson(k, total, level)
    part, expected = share(np.array([k, rounded["expected"].sum()]), np.full(2, total)).tolist()
    return Rounded(k, total, part, low, high, expected)


def missing_pairs(sessions: pd.DataFrame, readings: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """The sessions in which *measure* was not taken both before and after.

    In: frames of sessions and readings.
    Out, sorted by episode and number: session, episode, patient, number, on, site, podiatrist, missing ("before",
    "after" or "both").

    Notes: of the episodes in which the measure was taken at least once; the others appear as "no baseline" in the
    flow. Any limb and any method make a pair complete. The rows identify people. It does not show whether the
    measure was due in that session.

    References: n missing per variable, STROBE item 14b, von Elm et al., PLoS Med 2007;4:e296.

    >>> from analytics.examples import clinic
    >>> from data.catalogue import load_catalogue
    >>> ours = clinic()
    >>> found = missing_pairs(ours.sessions, ours.readings, load_catalogue().measure("nprs"))
    >>> found[["episode", "number", "missing"]].values.tolist()
    [[2, 2, 'after'], [3, 1, 'after']]
    """
    taken = readings[(readings["measure"] == measure.id) & readings["value"].notna()]
    asked = sessions[sessions["episode"].isin(taken["episode"])]
    has = {
        phase: asked["session"].isin(taken.loc[taken["phase"] == phase, "session"]).to_numpy()
        for phase in ("before", "after")
    }
    missing = np.select(
        [~has["before"] & ~has["after"], ~has["before"], ~has["after"]], ["both", "before", "after"], ""
    )
    kept = asked.assign(missing=missing)[missing != ""]
    return kept.sort_values(["episode", "number", "session"], ignore_index=True)[list(PAIR_COLUMNS)]


def _counted(values: ArrayLike, step: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The steps from the lowest to the highest value, and how many values each has."""
    numbers = np.asarray(values, dtype=float).ravel()
    place = np.rint(numbers[np.isfinite(numbers)] / step).astype(np.int64)
    if not place.size:
        return place, place
    return np.arange(place.min(), place.max() + 1), np.bincount(place - place.min())


def _neighbours(n: NDArray[np.int64]) -> NDArray[np.float64]:
    """The mean of the two counts on either side, as far as there are any."""
    window = np.array([1.0, 1.0, 0.0, 1.0, 1.0])
    if not n.size:
        return n.astype(float)
    padded, there = np.pad(n.astype(float), 2), np.pad(np.ones(n.size), 2)
    near, count = np.convolve(padded, window, "valid"), np.convolve(there, window, "valid")
    return near / np.maximum(count, 1)
