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
