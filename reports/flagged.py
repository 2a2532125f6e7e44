"""Flagged: doubtful values in the records, and what past imports rejected or flagged."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.flags import flagged
from data.catalogue import Catalogue
from reports.access import OWNER
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Values to look at"
QUESTION = "Which values look wrong, and what did past imports reject or flag?"
ROLES = (OWNER,)
COLUMNS = ("found", "measure", "reason", "n")
RECORDS = "in the records"
NOTES = (
    "A doubtful value is not a wrong one, and a wrong value that looks plausible is not found here.",
    "Imports are those of the whole clinic, whatever the filters; rejected rows can be downloaded on the Import page.",
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per kind of doubt: where it was found, the measure or column, the reason, and how many (n)."""
    rows = [*_in_records(read, catalogue), *_at_import(read)]
    return Draft(
        frame=pd.DataFrame(rows, columns=list(COLUMNS)).astype({"n": "int64"}),
        keys=COLUMNS[:3],
        summary=_said,
        notes=NOTES,
        empty="No value in view is doubtful, and no import rejected or flagged anything.",
    )


def _in_records(read: Reader, catalogue: Catalogue) -> list[tuple[str, str, str, int]]:
    wanted = [read.filters.measure] if read.filters.measure else read.readings()["measure"].dropna().unique()
    rows = []
    for name in sorted(str(measure) for measure in wanted):
        if name in catalogue.measures:
            measure = catalogue.measures[name]
            counts = flagged(read.readings(measure), measure)["reason"].value_counts().sort_index()
            rows += [(RECORDS, name, str(reason), int(n)) for reason, n in counts.items()]
    return rows


def _at_import(read: Reader) -> list[tuple[str, str, str, int]]:
    """Rejected and flagged cells of the newest imports that still stand, by column and reason."""
    found = read.import_problems()
    keys = ["batch", "file", "severity", "column", "code"]
    if found.empty:
        return []
    counts = found.groupby(keys, sort=True).size().reset_index(name="n").sort_values("batch", ascending=False)
    return [_problem(row) for row in counts.itertuples()]


def _problem(row: Any) -> tuple[str, str, str, int]:
    return (
        f"import {row.batch} ({row.file})",
        row.column,
        f"{row.code.replace('_', ' ')} ({WORDS[row.severity]})",
        row.n,
    )


WORDS = {"reject": "row rejected", "flag": "stored, to look at"}


def _said(frame: pd.DataFrame) -> tuple[str, ...]:
    here = int(frame.loc[frame["found"] == RECORDS, "n"].sum())
    there = int(frame["n"].sum()) - here
    readings = "reading in the records looks" if here == 1 else "readings in the records look"
    return (
        f"{here} {readings} doubtful; past imports rejected or flagged {there} {'cell' if there == 1 else 'cells'}.",
    )
