"""Workbooks made for one test, and altered in ways that no program offers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import xlsxwriter

from data.sheets.open import open_sheet
from data.sheets.sheet import Sheet


def workbook(fill: Callable[[Any], None], **options: Any) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **options}) as book:
        fill(book)
    return stream.getvalue()


def table(*rows: list[Any], **options: Any) -> Sheet:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Sessions")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)

    return open_sheet(workbook(fill, **options), "sessions.xlsx")


def altered(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()) if name == part else content)
    return stream.getvalue()


MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
FILLED = '<table:table-cell office:value-type="string"><text:p>pain</text:p></table:table-cell>'


def open_document(sheets: dict[str, str]) -> bytes:
    """An ODS file: worksheets by name, each of one row with these cells in OpenDocument's own marks."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    tables = "".join(
        f'<table:table table:name="{name}"><table:table-row>{cells}</table:table-row></table:table>'
        for name, cells in sheets.items()
    )
    content = f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
    content += "</office:spreadsheet></office:body></office:document-content>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return stream.getvalue()
