"""Improved: who improved, who stayed the same and who got worse, by condition, with few of the worse told together."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from charts.public_classes import public_classes
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.beside import unshown
from reports.context import few_worse
from reports.filters import Filters
from reports.merged import APART, PARTS, merged
from reports.public_use import PublicUse
from reports.reader import Reader
from reports.report import Draft

TITLE = "Improved, unchanged and worse"
QUESTION = "How many improved, how many stayed as they were, and how many got worse?"
ROLES = (OWNER, PODIATRIST)  # marketing gets it for whole periods only, through the desk's door for the public
PUBLIC = PublicUse(
    kind="outcome",
    name="Improved, unchanged and worse",
    columns=("label", "n", "classed", "improved", "unchanged", "worse", "unchanged_or_worse", "merged_said"),
    axis="share",
    picture=public_classes,
    least_row=True,
    prepare=lambda frame: frame.assign(merged_said=[_together(row) for row in frame.itertuples()]),
)


def _together(row: Any) -> str:
    """What is said of the unchanged and the worse where they are one count; nothing where they stand apart."""
    apart = math.isfinite(row.unchanged) or math.isnan(row.unchanged_or_worse)
    return "" if apart else f"unchanged or worse ({few_worse(row.few_worse)})"


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per condition (`reports.merged.merged`), in alphabetical order."""
    rows, courses = merged(read, ("condition",)), read.courses(weeks=filters.horizon)

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        shown = frame[frame["improved"].notna()]
        rows: Any = shown.itertuples()
        said = [
            f"{row.label}: {row.improved:.0f} of {row.classed:.0f} {sentences.courses(row.classed)} improved."
            for row in rows
        ]
        return (*said, *sentences.hidden(frame))

    return Draft(
        frame=rows,
        keys=("condition", "label", "measure"),
        people="patients",
        within=(),
        parts=PARTS,
        apart=APART,
        behind=unshown(read),
        summary=summary,
        notes=notes.of_change(read, courses),
    )
