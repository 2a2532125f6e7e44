"""Counted: everything in view in one row, as a public picture has to tell it beside its chart."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.beside import unshown
from reports.filters import Filters
from reports.merged import APART, PARTS, merged
from reports.reader import Reader
from reports.report import Draft

TITLE = "What stands beside a public picture"
QUESTION = "How many were counted, how much did they change, and how many improved, stayed and got worse?"
ROLES = (OWNER, PODIATRIST)  # marketing gets it for whole periods only, through the desk's door for the public
PUBLIC = None  # no picture of its own: it stands beside all of them


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row (`reports.merged.merged` without keys); none where nobody was seen."""
    rows = merged(read, ())
    measure, courses = read.measure, read.courses(weeks=filters.horizon)

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        row: Any = next(frame.itertuples())
        return (sentences.change(row, measure),)

    return Draft(
        frame=rows[rows["eligible"] > 0],
        keys=("label", "measure"),
        people="patients",
        parts=PARTS,
        apart=APART,
        behind=unshown(read),
        summary=summary,
        notes=notes.of_change(read, courses),
    )
