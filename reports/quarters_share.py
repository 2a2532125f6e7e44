"""Quarters side by side: share improved, against n and the limits of chance."""

from __future__ import annotations

from data.catalogue import Catalogue
from reports import units
from reports.access import OWNER
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Quarters side by side: share improved"
QUESTION = "Does any quarter lie outside what chance alone would give?"
ROLES = (OWNER,)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per quarter (`reports.units.of_share`)."""
    return units.of_share(read, "quarter")
