"""Time to change, by weeks: how many weeks after the first reading people first changed beyond error and importance."""

from __future__ import annotations

from data.catalogue import Catalogue
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.first_changes import draft
from reports.reader import Reader
from reports.report import Draft

TITLE = "How many weeks until a real change"
QUESTION = "How many weeks after the first reading have people changed by more than error and by an important amount?"
ROLES = (OWNER, PODIATRIST)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per group and whole week (`reports.first_changes.draft`)."""
    return draft(read, "weeks")
