"""Small sheets written out in a test and opened as a file would be."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO

from data.catalogue import load_catalogue
from data.importers import mapped_sheet, open_file, session_sheet
from data.mapping import Mapping
from data.rows import ReadFile
from data.sheets.sheet import Sheet

TODAY = date(2026, 11, 22)
HEADER = ("patient", "date", "condition", "side", "nprs before", "nprs after")
GOOD = ("P1", "2026-03-14", "plantar_heel_pain", "left", "7", "5")


def written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The table as the bytes of a CSV file."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def opened(header: Sequence[str], *rows: Sequence[str]) -> Sheet:
    """The table as an opened sheet called sheet.csv."""
    return open_file(written(header, rows), "sheet.csv")


def sessions(header: Sequence[str], *rows: Sequence[str]) -> ReadFile:
    """The table read as a session sheet."""
    return session_sheet.read(opened(header, *rows), load_catalogue(), TODAY)


def mapped(mapping: Mapping, header: Sequence[str], *rows: Sequence[str]) -> ReadFile:
    """The table read by a mapping."""
    return mapped_sheet.read(opened(header, *rows), load_catalogue(), TODAY, mapping)


def codes(read: ReadFile, severity: str = "reject") -> list[str]:
    """The codes of the problems found, in order."""
    return [problem.code for problem in read.problems if problem.severity == severity]
