"""Our own template: one row per session, with before and after columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from data.catalogue import Catalogue
from data.mapping import Mapping
from data.rows import ReadFile
from data.sheets.sheet import Sheet

TITLE = "Session sheet (our template)"


def template(catalogue: Catalogue) -> bytes:
    """The template as a workbook: the sheet with a filled example, and a sheet that explains every column."""
    raise NotImplementedError


def template_csv(catalogue: Catalogue) -> bytes:
    """The template as a CSV file: the header and the filled example."""
    raise NotImplementedError


def recognises(sheet: Sheet) -> bool:
    """Whether the header is that of our template (columns may be left out or moved)."""
    raise NotImplementedError


def read(
    sheet: Sheet,
    catalogue: Catalogue,
    today: date,
    mapping: Mapping | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ReadFile:
    """Read a session sheet; ``mapping`` is not needed and overrules the header when given."""
    raise NotImplementedError
