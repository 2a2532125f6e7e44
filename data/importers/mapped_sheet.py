"""Any spreadsheet, wide or long, read by a mapping."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from data.catalogue import Catalogue
from data.mapping import Mapping
from data.rows import ReadFile
from data.sheets.sheet import Sheet

TITLE = "Any spreadsheet, by a mapping"
GENERAL = True


def recognises(sheet: Sheet) -> bool:
    """Whether some column looks like a patient; a person may map other sheets by hand."""
    raise NotImplementedError


def read(
    sheet: Sheet,
    catalogue: Catalogue,
    today: date,
    mapping: Mapping | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ReadFile:
    """Read *sheet* by *mapping*; without one, by what is proposed if nothing in it has to be asked.

    Raises `data.mapping.MappingError` when the mapping does not fit the sheet, or something has to be asked first.
    """
    raise NotImplementedError
