"""Quarters side by side: mean change, against n and the limits of chance."""

from __future__ import annotations

from data.catalogue import Catalogue
from reports import units
from reports.access import OWNER
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Quarters side by side: mean change"
QUESTION = "Does any quarter lie outside what chance alone would give?"
ROLES = (OWNER,)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per quarter (`reports.units.of_change`)."""
    return units.of_change(read, "quarter")
