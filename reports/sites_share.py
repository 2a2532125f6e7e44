"""Sites side by side: share improved, against n and the limits of chance."""

from __future__ import annotations

from data.catalogue import Catalogue
from reports import units
from reports.access import OWNER
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Sites side by side: share improved"
QUESTION = "Does any site's series lie outside what chance alone would give, or is it only small?"
ROLES = (OWNER,)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per site (`reports.units.of_share`)."""
    return units.of_share(read, "site")
