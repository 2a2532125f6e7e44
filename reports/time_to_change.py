"""Time to change, by sessions: after how many sessions people first changed beyond error and importance."""

from __future__ import annotations

from data.catalogue import Catalogue
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.first_changes import draft
from reports.reader import Reader
from reports.report import Draft

TITLE = "How many sessions until a real change"
QUESTION = "After how many sessions have people changed by more than measurement error and by an important amount?"
ROLES = (OWNER, PODIATRIST)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per group and number of sessions (`reports.first_changes.draft`)."""
    return draft(read, "sessions")
