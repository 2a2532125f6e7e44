"""Measured: of those due for follow-up how many were measured again, by condition, as it may be shown to the public."""

from __future__ import annotations

import pandas as pd

from analytics.intervals import wilson
from charts.public_measured import public_measured
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.beside import unshown
from reports.filters import Filters
from reports.merged import APART, PARTS, merged
from reports.public_use import PublicUse
from reports.reader import Reader
from reports.report import Draft, Part

TITLE = "Measured again, by condition"
QUESTION = "Of those due for follow-up, how many were measured again?"
ROLES = (OWNER, PODIATRIST)  # marketing gets it for whole periods only, through the desk's door for the public
PUBLIC = PublicUse(
    kind="service",
    name="How many were measured again",
    columns=("label", "n", "eligible", "share", "low", "high"),
    axis="share",
    picture=public_measured,
    least_row=True,
)
ENDS = ("low", "high")
COLUMNS = ("condition", "label", "measure", "eligible", "followed_up", "n", "share", *ENDS)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per condition: eligible, followed_up, n, share (0..1) with its Wilson interval."""
    found = merged(read, ("condition",))
    low, high = wilson(found["followed_up"].to_numpy(), found["eligible"].to_numpy())
    rows = found.assign(share=found["share_followed"], low=low, high=high)
    kept = [*COLUMNS, *(name for name in unshown(read) if name in rows and name not in COLUMNS)]

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        due, again = (float(frame[name].sum(min_count=1)) for name in ("eligible", "followed_up"))
        return (sentences.followed(due, again), *sentences.hidden(frame))

    return Draft(
        frame=rows[kept],
        keys=("condition", "label", "measure"),
        people="patients",
        within=(),
        parts=tuple(_with_share(part) for part in PARTS if part.whole == "eligible"),
        apart=tuple((name, (*blank, *ENDS, "share") if name == "eligible" else blank) for name, blank in APART),
        behind=unshown(read),
        summary=summary,
        notes=(*notes.measured(read), notes.horizon(read), *notes.early(read, read.courses(weeks=filters.horizon))),
    )


def _with_share(part: Part) -> Part:
    return Part(part.whole, part.parts, (*part.blank, "share", *ENDS))
