"""Range of motion: one person's readings of one measure and method, against where they began."""

from __future__ import annotations

from data.catalogue import Catalogue
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.main_measure import most_read
from reports.own import own
from reports.progress_draft import drafted
from reports.reader import Reader
from reports.report import Draft

TITLE = "Movement over time"
QUESTION = "How has this range of motion gone since the start, and is the change beyond measurement error?"
ROLES = (OWNER, PODIATRIST)
NEEDS_EPISODE = True


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per reading of the measure of the filters, else of the range of motion with most readings; n is 1."""
    measure = read.measure if filters.measure else catalogue.measure(_range_measure(read, catalogue) or read.measure.id)
    read = read.narrowed(measure=measure.id)
    return drafted(read, own(read, measure), None, None)


def _range_measure(read: Reader, catalogue: Catalogue) -> str:
    """The range of motion with most readings, if any was taken."""
    readings = read.readings()
    moving = [name for name, measure in catalogue.measures.items() if measure.kind == "rom"]
    taken = readings[readings["measure"].isin(moving)]
    return most_read(taken, catalogue)
