"""The importers: one module per source, found in this folder; none of them writes anything.

Each has ``TITLE``, ``recognises(sheet)`` and ``read(sheet, catalogue, today, mapping, progress)``. One with
``GENERAL = True`` can read anything and is asked last.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol, cast

from data.catalogue import Catalogue
from data.mapping import Mapping
from data.rejected import REASON
from data.rows import FileRefused, ReadFile
from data.sheets.open import open_sheet
from data.sheets.sheet import Sheet

Progress = Callable[[int, int], None]


class Importer(Protocol):
    """What a module of this folder offers; ``read`` raises `FileRefused` or `data.mapping.MappingError` only."""

    TITLE: str

    def recognises(self, sheet: Sheet) -> bool:
        """Whether this sheet is one of this source."""

    def read(
        self,
        sheet: Sheet,
        catalogue: Catalogue,
        today: date,
        mapping: Mapping | None = None,
        progress: Progress | None = None,
    ) -> ReadFile:
        """Every row of the sheet, as a row that may be stored or as a rejected one."""


@cache
def importers() -> dict[str, Importer]:
    """Every importer by its module name, general ones last."""
    names = sorted(found.name for found in iter_modules([str(Path(__file__).parent)]))
    modules = {name: import_module(f"{__name__}.{name}") for name in names}
    ordered = sorted(modules, key=lambda name: (getattr(modules[name], "GENERAL", False), name))
    return {name: cast(Importer, modules[name]) for name in ordered}


def general() -> Importer:
    """The importer that reads anything by a mapping."""
    return next(importer for importer in importers().values() if getattr(importer, "GENERAL", False))


def knowing(sheet: Sheet) -> Importer | None:
    """The importer that knows this sheet by itself, if one does; the general one is not asked."""
    own = (importer for importer in importers().values() if importer is not general())
    return next((importer for importer in own if importer.recognises(sheet)), None)


def find(sheet: Sheet) -> Importer:
    """The importer for this sheet; `FileRefused` with a sentence when nothing in it is a clinic record."""
    found = knowing(sheet)
    if found is not None or general().recognises(sheet):
        return found or general()
    raise FileRefused(
        f"{sheet.name}: no column looks like a patient with a date, a condition or a measure, so there is no clinic "
        "record to bring in. If there is, choose its columns by hand."
    )


def open_file(
    source: Path | bytes, name: str = "", mapping: Mapping | None = None, progress: Progress | None = None
) -> Sheet:
    """Open a file the way *mapping* says (worksheet, encoding, header row); see `open_sheet`.

    A file of rejected rows is always a plain CSV file of ours, whatever the file was that its mapping was made for.
    """
    if mapping is None or _of_rejected_rows(source):
        return open_sheet(source, name, progress=progress)
    return open_sheet(
        source, name, worksheet=mapping.worksheet or None, encoding=mapping.encoding or None,
        header_row=mapping.header_row, progress=progress,
    )  # fmt: skip


def _of_rejected_rows(source: Path | bytes) -> bool:
    try:
        if isinstance(source, bytes):
            lines = source[:65536].splitlines()
        else:
            with source.open("rb") as file:
                lines = file.read(65536).splitlines()
    except OSError:
        return False  # opening it properly says what is wrong
    return bool(lines) and lines[0].endswith(f'"{REASON}"'.encode())
