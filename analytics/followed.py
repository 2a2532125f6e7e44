"""By which measure each course of care is followed on a list, and its readings in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.codes import limbs
from analytics.readings import usable

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure


def main_measures(episodes: pd.DataFrame, readings: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """The measure by which each course of care is followed: its pain where that was read, else what was read most.

    In: frames of episodes and readings (all measures), the *catalogue*. Out: measure ids indexed by episode, in the
    order of *episodes*.

    Notes: of the measures read before a session or at a review in that course: pain first, then more readings, then
    the order in which its condition names them, then the id. A course without readings gets its condition's first pain
    measure, else its first measure. It does not show the other measures of the course.

    References: a product choice.

    >>> from analytics.examples import clinic
    >>> from data.catalogue import load_catalogue
    >>> ours = clinic()
    >>> main_measures(ours.episodes, ours.readings, load_catalogue()).to_dict()
    {1: 'nprs', 2: 'nprs', 3: 'nprs', 4: 'vas_first_step_100'}
    """
    kept = readings[(readings["phase"] != "after") & readings["value"].notna() & readings["on"].notna()]
    kept = kept[kept["episode"].isin(episodes["episode"]) & kept["measure"].isin(list(catalogue.measures))]
    counted = kept.groupby(["episode", "measure"], observed=True).size().rename("n").reset_index()
    condition = episodes.set_index("episode")["condition"].astype(object)
    counted["measure"] = counted["measure"].astype(str)
    counted["pain"] = [catalogue.measures[name].kind == "pain" for name in counted["measure"]]
    pairs = zip(condition.reindex(counted["episode"]), counted["measure"], strict=True)
    counted["rank"] = np.array([_rank(catalogue, name, measure) for name, measure in pairs], dtype=np.int64)
    order = ["episode", "pain", "n", "rank", "measure"]
    best = counted.sort_values(order, ascending=[True, False, False, True, True]).drop_duplicates("episode")
    usual = {name: _usual(catalogue, name) for name in condition.unique()}
    found = best.set_index("episode")["measure"].reindex(condition.index)
    return found.where(found.notna(), condition.map(usual)).astype("str").rename("measure")


def in_turn(asked: pd.DataFrame, readings: pd.DataFrame, measure: Measure) -> list[list[float]]:
    """The readings of each limb asked about in the order they were taken, those after a session left out.

    In: rows of a frame of `courses.courses`, a readings frame, the *measure*. Out: one list per row, in the measure's
    unit; empty where there are none.

    Notes: of the method the limb is followed by; `before` ahead of `review` on one day, then by session number. It does
    not show how far apart in time the readings are.

    References: a product choice.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, pain = clinic(), load_catalogue().measure("nprs")
    >>> in_turn(courses(ours.readings, ours.episodes, pain, as_of=TODAY), ours.readings, pain)
    [[6.0, 5.0, 3.0], [8.0, 8.0], [4.0], []]
    """
    rows = usable(readings, measure)
    rows = rows[(rows["phase"] != "after") & rows["episode"].isin(asked["episode"])]
    rows = rows.assign(limb=limbs(rows), review=rows["phase"] == "review", how=rows["method"].astype(object).fillna(""))
    rows = rows.sort_values(["on", "review", "number", "reading"])
    found = {key: group.tolist() for key, group in rows.groupby(["limb", "how"])["value"]}
    return [found.get(key, []) for key in zip(limbs(asked), asked["method"].astype(object).fillna(""), strict=True)]


def _rank(catalogue: Catalogue, condition: str | None, measure: str) -> int:
    named = catalogue.conditions[condition].measures if condition in catalogue.conditions else ()
    return named.index(measure) if measure in named else len(named)


def _usual(catalogue: Catalogue, condition: str | None) -> str:
    named = catalogue.conditions[condition].measures if condition in catalogue.conditions else ("nprs",)
    return next((name for name in named if catalogue.measure(name).kind == "pain"), named[0])
