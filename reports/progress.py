"""Progress: one person's pain before and after every session, beside similar patients here."""

from __future__ import annotations

from data.catalogue import Catalogue
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.own import own, similar_to
from reports.progress_draft import drafted
from reports.reader import Reader
from reports.report import Draft

TITLE = "Pain over time"
QUESTION = "How has this person's pain gone since the start, and how beside similar patients here?"
ROLES = (OWNER, PODIATRIST)
NEEDS_EPISODE = True


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per reading (`reports.points.points`), oldest first, both sides where both were measured; n is 1."""
    person = own(read, read.measure)
    return drafted(read, person, *similar_to(read, read.measure, person))
