"""How few are left over where the counts of two answers about sessions are set side by side.

Whoever changed within a session has a reading before and one after it: taken from those with one of the two, as another
answer counts them, the rest is left. The same holds for those with a reading at two sessions running.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.readings import first_method
from reports.overlap import thinned


def left_over(changes: pd.DataFrame, rows: pd.DataFrame) -> NDArray[np.float64]:
    """For each of *rows* (number, kind) the fewest people with one of its two readings and not both; 0: nobody.

    *changes* is a frame of `analytics.session_effect.session_changes`.
    """
    every = first_method(changes)
    at = dict(iter(every.groupby("number")))
    none = every.iloc[:0]
    found = [
        _fewest(_left(at.get(number, none), at.get(number + 1, none), kind))
        for number, kind in zip(rows["number"], rows["kind"], strict=True)
    ]
    return np.array(found, dtype=float)


def crowded(at_risk: pd.Series, number: pd.Series) -> NDArray[np.float64]:
    """1 where the number still coming at a session is within a few of one told for an earlier session, else 0."""
    first = ~number.duplicated()
    apart = dict(zip(number[first], thinned(at_risk[first].to_numpy(dtype=float)), strict=True))
    return np.array([0.0 if apart[one] else 1.0 for one in number], dtype=float)


def _left(here: pd.DataFrame, after: pd.DataFrame, kind: str) -> Iterator[pd.Series]:
    """The people of each of the two sets that are left over."""
    if kind == "immediate":
        for phase in ("before", "after"):
            yield here.loc[here[phase].notna() & here["immediate"].isna(), "patient"]
        return
    yield here.loc[here["before"].notna() & here["carried"].isna(), "patient"]
    both = here.loc[here["carried"].notna(), "limb"]
    yield after.loc[after["before"].notna() & ~after["limb"].isin(both), "patient"]


def _fewest(left: Iterator[pd.Series]) -> float:
    return min((float(people.nunique()) for people in left if len(people)), default=0.0)
