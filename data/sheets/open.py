"""The one way in: a path or bytes become a `Sheet`, or are refused in a sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from data.rows import FileRefused
from data.sheets import delimited, guard
from data.sheets.encoding import find_encoding
from data.sheets.kinds import kind_of
from data.sheets.sheet import Sheet
from data.sheets.table import Table, build
from data.sheets.workbook import read_workbook
from data.waste import unsearched

Progress = Callable[[int, int], None]


@unsearched()
def open_sheet(
    source: Path | bytes,
    name: str = "",
    *,
    worksheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    progress: Progress | None = None,
) -> Sheet:
    """Open a CSV, TSV, XLSX, XLS or ODS file as text.

    ``name`` is what the person calls the file (default: the path's own name). ``worksheet``, ``encoding``,
    ``delimiter`` and ``header_row`` (row number as seen in the file; 0 says that there is no header) overrule what
    would be found. ``progress`` is called with (done, all): bytes of a text file, rows of a workbook. Raises
    `data.rows.FileRefused` with one sentence when the file cannot be read.
    """
    data = _bytes(source)
    called = name or (source.name if isinstance(source, Path) else "the file")
    kind = kind_of(data)
    guard.check_bytes(len(data), kind)
    if kind == "text":
        return _from_text(data, called, encoding, delimiter, header_row, progress)
    if kind != "xls":
        guard.check_archive(data, kind)
    return _from_workbook(data, called, kind == "xls", worksheet, header_row, progress)


def _bytes(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        guard.check_bytes(source.stat().st_size, "text")
        return source.read_bytes()
    except IsADirectoryError:
        raise FileRefused("This is a folder. Choose a file in it.") from None
    except OSError as error:
        raise FileRefused(
            f"The file cannot be opened ({error.strerror}). Close it elsewhere and choose it again."
        ) from None


def _from_text(
    data: bytes,
    name: str,
    encoding: str | None,
    delimiter: str | None,
    header_row: int | None,
    progress: Progress | None,
) -> Sheet:
    found = find_encoding(data, encoding)
    dialect = delimited.find_dialect(data, found.codec, delimiter)
    records = delimited.Records(data, found.codec, dialect, progress)
    try:
        table = build(records, header_row=header_row, rows=guard.TEXT_ROWS)
    except FileRefused:
        if b'\\"' not in data.replace(b"\0", b""):
            raise
        dialect = dialect.escaped()
        records = delimited.Records(data, found.codec, dialect, progress)
        table = build(records, header_row=header_row, rows=guard.TEXT_ROWS)
    notes = (*found.notes, *dialect.notes, *table.notes, *records.notes)
    if progress:
        progress(len(data), len(data))
    return _sheet(table, name, data, notes, encoding=found.label, delimiter=dialect.delimiter)


def _from_workbook(
    data: bytes, name: str, old: bool, worksheet: str | None, header_row: int | None, progress: Progress | None
) -> Sheet:
    with read_workbook(data, worksheet, old, progress) as book:
        try:
            table = build(book, header_row=header_row, merges=book.merges, rows=guard.WORKBOOK_ROWS)
        except FileRefused as refused:
            refused.worksheets = book.worksheets
            raise
        notes = (*book.notes, *table.notes)
        return _sheet(table, name, data, notes, worksheet=book.worksheet, worksheets=book.worksheets)


def _sheet(
    table: Table,
    name: str,
    data: bytes,
    notes: tuple[str, ...],
    *,
    encoding: str = "",
    delimiter: str = "",
    worksheet: str = "",
    worksheets: tuple[str, ...] = (),
) -> Sheet:
    return Sheet(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        header=table.header,
        rows=tuple(table.rows),
        numbers=tuple(table.numbers),
        blank=table.blank,
        header_number=table.header_number,
        encoding=encoding,
        delimiter=delimiter,
        worksheet=worksheet,
        worksheets=worksheets,
        title_lines=table.title_lines,
        ragged=tuple(table.ragged),
        notes=notes,
    )
