"""Units side by side: podiatrists, sites or quarters in a funnel plot, never in a ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics import units
from analytics.limits import Comparison, limits
from charts.funnel_plot import funnel_plot, share_funnel
from reports import notes, units_words
from reports.modelled import centred, change_model, modelled, share_model
from reports.report import Draft, Draw

if TYPE_CHECKING:
    from analytics.adjusted import Model
    from reports.reader import Reader

POINTS = 30  # of each curve: enough to look smooth, and few enough for a phone
EMPTY = (
    "No course of care that matches these filters has a first and a later reading of this measure{judged} and belongs "
    "to a {unit}, so there is nothing to compare."
)
JUDGED = ", and a threshold to judge its change by,"
SHOWN = ("aside", "figure", "low", "high")


def of_change(read: Reader, by: str) -> Draft:
    """One row per *by* (podiatrist, site or quarter): mean change, adjusted where there are enough courses."""
    what, model = modelled(read), change_model(read)
    who, owner = unit_of(what.counted, by), what.counted["patient"]
    raw = units.means(what.counted["change"], who, owner)
    found = raw if model is None else units.means(centred(what.counted["change"], model), who, owner)
    drawn = curves(found)
    return _draft(read, by, found, raw, model, lambda frame: funnel_plot(frame, read.measure, drawn))


def of_share(read: Reader, by: str) -> Draft:
    """One row per *by*: share improved beyond error and important, with exact limits, and the adjusted share aside."""
    what, model = modelled(read), share_model(read)
    who, owner = unit_of(what.counted, by), what.counted["patient"]
    found = units.shares(what.improved, who, owner)
    aside = found if model is None else units.means(centred(what.improved, model), who, owner)
    drawn = curves(found)
    return _draft(read, by, found, aside, model, lambda frame: share_funnel(frame, read.measure, drawn))


def unit_of(courses: pd.DataFrame, by: str) -> pd.Series:
    """The podiatrist who led each course of care, its site, or the quarter in which it began."""
    if by != "quarter":
        return courses[by].astype(object)
    began = courses["started"].dt
    named = began.year.astype("Int64").astype(str) + " Q" + began.quarter.astype("Int64").astype(str)
    return named.astype(object).where(courses["started"].notna())


def curves(found: Comparison) -> pd.DataFrame | None:
    """The limits from the fewest that are shown to a little past the most, for the picture."""
    most = found.table["n"].max() if len(found.table) else 0
    if not found.table["patients"].max() >= units.LEAST or not found.table["low_95"].notna().any():
        return None
    reach = np.unique(np.geomspace(units.LEAST, most * 1.1, POINTS).round())
    return limits(found, reach).assign(target=found.target)


def _rows(read: Reader, by: str, found: Comparison, aside: Comparison) -> pd.DataFrame:
    """The table of a report: every unit with its n; figures only of those with enough."""
    every = read.courses(weeks=read.filters.horizon)
    due = unit_of(every[every["eligible"]], by).value_counts()
    table = found.table.rename(columns={"unit": "label", "value": "figure"})
    beside = aside.table.set_index("unit")["value"]
    table.insert(1, "measure", read.measure.id)
    table.insert(3, "eligible", table["label"].map(due).fillna(0).astype("int64"))
    table.insert(6, "aside", table["label"].map(beside).astype("float64"))
    table.loc[table["patients"] < units.LEAST, list(SHOWN)] = np.nan
    return table.drop(columns=["alone"])


def _draft(read: Reader, by: str, found: Comparison, aside: Comparison, model: Model | None, draw: Draw) -> Draft:
    rows = _rows(read, by, found, aside)
    said = units_words.Said(by, found, read.measure, model, read.filters.percent)
    return Draft(
        frame=rows,
        keys=("label", "measure"),
        people="patients",
        summary=said.sentences,
        draw=draw if rows["figure"].notna().any() else None,
        notes=(*said.notes(), *notes.of_change(read, read.courses(weeks=read.filters.horizon), drawn=False)),
        empty=EMPTY.format(unit=by, judged=JUDGED if found.of_shares else ""),
    )
