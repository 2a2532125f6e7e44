"""The measure an answer is about when nobody chose one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.followed import main_measures
from data.frames import PHASES, READINGS

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.visit_reads import EpisodeRecord


def begun_with(readings: pd.DataFrame) -> pd.DataFrame:
    """Which measures each course of care has a first reading of: one row for each episode and measure."""
    first = readings[readings["phase"].isin([PHASES[0], PHASES[2]])]
    return first[["episode", "measure"]].drop_duplicates()


def main_of_course(readings: pd.DataFrame, episodes: pd.DataFrame, catalogue: Catalogue) -> str:
    """Of one course of care, the measure it is followed by on the list of patients (`analytics.followed`)."""
    if episodes.empty:
        return main_in_view(begun_with(readings)["measure"].value_counts().to_dict(), catalogue)
    return str(main_measures(episodes, readings, catalogue).iloc[0])


def main_in_view(begun: Mapping[Any, int], catalogue: Catalogue) -> str:
    """The id of the pain measure with most courses of care that have a first reading of it; ties by name.

    *begun*: how many courses of care have one of each measure.
    """
    known = [name for name in catalogue.measures if begun.get(name, 0) > 0]
    pain = [name for name in known if catalogue.measures[name].kind == "pain"]
    if pain or known:
        return max(sorted(pain or known), key=lambda name: int(begun[name]))
    kinds = [name for name, measure in catalogue.measures.items() if measure.kind == "pain"]
    return "nprs" if "nprs" in catalogue.measures else (kinds or list(catalogue.measures))[0]


def most_read(readings: pd.DataFrame, catalogue: Catalogue) -> str:
    """The measure with most readings, of two the one the catalogue lists first; empty without readings."""
    counts = readings["measure"].value_counts()
    known = [name for name in catalogue.measures if counts.get(name, 0) > 0]
    return max(known, key=lambda name: int(counts[name])) if known else ""


def main_of_record(record: EpisodeRecord, catalogue: Catalogue) -> str:
    """The same of a course of care that was read whole."""
    every = [one for session in record.sessions for one in session.readings] + list(record.reviews)
    rows = pd.DataFrame(
        {"episode": record.id, "measure": one.measure, "phase": one.phase, "value": one.value, "on": one.on}
        for one in every
    )
    readings = rows if len(rows) else pd.DataFrame(columns=list(READINGS))
    own = pd.DataFrame({"episode": [record.id], "condition": [record.condition]})
    return str(main_measures(own, readings, catalogue).iloc[0])
