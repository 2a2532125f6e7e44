"""First and last: where the same people stood at their first and at their last reading."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.intervals import mean_interval
from charts.public_first_last import public_first_last
from charts.words import decimals, number, whole
from data.catalogue import Catalogue
from reports import beside, notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.public_use import PublicUse
from reports.reader import Reader
from reports.report import Draft

TITLE = "First and last reading"
QUESTION = "Where did people stand at their first reading, and where at their last?"
ROLES = (OWNER, PODIATRIST)  # marketing gets it for whole periods only, through the desk's door for the public
PUBLIC = PublicUse(
    kind="outcome",
    name="First and last reading",
    columns=("moment", "n", "mean", "ci_low", "ci_high"),
    axis="scale",
    picture=public_first_last,
)
MOMENTS = {"first reading": "baseline", "last reading": "last"}


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """Two rows about the same courses of care: moment, n, patients, mean, ci_low, ci_high (the measure's unit)."""
    courses, measure = read.courses(weeks=filters.horizon), read.measure
    counted = courses[courses["status"] == "counted"]
    found = [mean_interval(counted[name], counted["patient"]) for name in MOMENTS.values()]
    rows = pd.DataFrame(
        [(moment, one.n, one.clusters, one.mean, one.low, one.high)
         for moment, one in zip(MOMENTS, found, strict=True)],
        columns=["moment", "n", "patients", "mean", "ci_low", "ci_high"],
    )  # fmt: skip
    rows.insert(1, "measure", measure.id)
    behind = beside.behind(read, 1, lambda frame: np.zeros(len(frame), dtype=np.intp))
    rows = rows.assign(**{name: np.repeat(value, len(rows)) for name, value in behind.items()})
    places = decimals(measure)

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        said = [
            f"{number(row['mean'], places)} ({sentences.interval(row, places, 1)}) at the {row['moment']}"
            for _, row in frame.iterrows()
        ]
        n = frame["n"].iloc[0]
        return (f"{measure.short} was on average {' and '.join(said)}, in the same {whole(n)} {sentences.courses(n)}.",)

    return Draft(
        frame=rows if len(counted) else rows.iloc[:0],
        keys=("moment", "measure"),
        people="patients",
        behind=beside.unshown(read),
        summary=summary,
        notes=notes.of_change(read, courses),
    )
