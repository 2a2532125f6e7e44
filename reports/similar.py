"""Similar: how courses of care that began alike went on here, as totals; never a single other patient."""

from __future__ import annotations

import pandas as pd

from charts.words import decimals, number
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.own import own, similar_to
from reports.progress_draft import compared
from reports.reader import Reader
from reports.report import Draft

TITLE = "Similar patients here"
QUESTION = "How did others here go on who had the same condition and a like first reading?"
ROLES = (OWNER, PODIATRIST)
NEEDS_EPISODE = True
COLUMNS = ("measure", "number", "n", "q1", "median", "q3", "expected", "low", "high")
KINDS = {"measure": "str", "number": "int64", "n": "int64"}
STAY = "Those still coming at a late session are not those who came once."
NO_START = "This course of care has no first reading, so nobody can be called similar."
TOO_FEW = "There are too few similar patients here for a band: {} of the 20 courses of care that are needed."


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per session number: quartiles before it (`analytics.similar`) and the line (`analytics.expected`)."""
    measure = read.measure
    band, line = similar_to(read, measure, own(read, measure))
    rows = pd.DataFrame({name: pd.Series(dtype=KINDS.get(name, "float64")) for name in COLUMNS})
    if band is not None and line is not None:
        rows = band.band.merge(line.frame, on="number", how="left").assign(measure=measure.id)[list(COLUMNS)]

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        last, places = frame.iloc[-1], decimals(measure)
        edges = [number(last[name], places) for name in ("q1", "q3", "median")]
        return (
            f"Before session {last['number']}, the middle half of similar patients stood between {edges[0]} and "
            f"{edges[1]} {measure.unit}, half of them at {edges[2]} or less ({last['n']} courses of care).",
        )

    return Draft(
        frame=rows,
        keys=("measure", "number"),
        single=True,
        summary=summary,
        notes=(*notes.measured(read), *compared(band, line, measure), STAY, sentences.NO_COMPARISON),
        empty=NO_START if band is None else TOO_FEW.format(band.n),
    )
