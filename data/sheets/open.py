"""The one way in: a path or bytes become a `Sheet`, or are refused in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from data.sheets.sheet import Sheet

Progress = Callable[[int, int], None]


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

    ``name`` is what the person calls the file (default: the path's own name). ``worksheet``,
    ``encoding``, ``delimiter`` and ``header_row`` (row number as seen in the file; 0 says that
    there is no header) overrule what would be found. ``progress`` is called with (done, all) in
    bytes. Raises `data.rows.FileRefused` with one sentence when the file cannot be read.
    """
    raise NotImplementedError
