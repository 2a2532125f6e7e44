"""Any spreadsheet, wide or long, read by a mapping."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from data.catalogue import Catalogue
from data.intake.read import read_sheet
from data.mapping import Mapping, MappingError
from data.mapping_propose import looks_clinical, propose
from data.rows import ReadFile
from data.sheets.sheet import Sheet

TITLE = "Any spreadsheet, by a mapping"
GENERAL = True


def recognises(sheet: Sheet) -> bool:
    """Whether some column looks like a patient; a person may map other sheets by hand."""
    return looks_clinical(sheet)


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
    if mapping is None:
        mapping, unsure = propose(sheet, catalogue)
        if unsure:
            raise MappingError("This file needs a mapping. " + " ".join(unsure))
    return read_sheet(sheet, mapping, catalogue, today, "mapped_sheet", progress)
