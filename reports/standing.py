"""Standing: where one person is now by each measure, against their own start, and what is missing."""

from __future__ import annotations

import pandas as pd

from analytics.standing import standing
from data.catalogue import Catalogue
from reports import notes
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.progress_draft import NOT_CAUSE
from reports.reader import Reader
from reports.report import Draft
from reports.standing_rows import COLUMNS, rows
from reports.story import paragraph

TITLE = "Where this person stands"
QUESTION = "How is this person now against their own start, is it beyond measurement error, and what is missing?"
ROLES = (OWNER, PODIATRIST)
NEEDS_EPISODE = True
ERROR = (
    "Where another rater or instrument took the newest reading, or who or what took it is not written down, the "
    "largest published measurement error of the measure counts. A score that the patient answers has no rater."
)
NONE = "Nothing is measured in this course of care yet. Record a session or a review with a reading."


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per measure and limb that has a first reading (`reports.standing_rows`), the main measure first."""
    record, found = read.record(), _found(read, catalogue)
    frame = rows(read, record, found) if len(found) else pd.DataFrame(columns=list(COLUMNS))
    return Draft(
        frame=frame,
        keys=("measure", "side", "method"),
        single=True,
        summary=lambda shown: paragraph(shown, record, catalogue),
        notes=(*notes.rules(read), ERROR, NOT_CAUSE),
        empty=NONE,
    )


def _found(read: Reader, catalogue: Catalogue) -> pd.DataFrame:
    """Every measure that was taken in this course of care (`analytics.standing.standing`)."""
    hands = {one.id: (one.rater, one.instrument) for one in _readings(read)}
    readings = read.readings()
    raters = [hands.get(int(one), ("", "")) for one in readings["reading"]]
    readings = readings.assign(rater=[one for one, _ in raters], instrument=[one for _, one in raters])
    taken = set(readings["measure"].astype(object))
    first = read.narrowed(measure="").measure.id
    names = [first, *(name for name in catalogue.measures if name != first)]
    measures = [catalogue.measures[name] for name in names if name in taken]
    if read.filters.measure:
        measures = [one for one in measures if one.id == read.filters.measure]
    return standing(readings, read.episodes(), measures, catalogue, as_of=read.as_of, sessions=read.sessions())


def _readings(read: Reader) -> list:
    record = read.record()
    return [one for session in record.sessions for one in session.readings] + list(record.reviews)
