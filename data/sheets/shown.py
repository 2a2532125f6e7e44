"""Cells of a workbook as text, as a person sees them in the spreadsheet."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from data.sheets.xlsx_hints import Hints

EXACT = 10**15  # a spreadsheet keeps 15 digits


def texts(sheet: Any, hints: Hints) -> list[list[str]]:
    """All rows from row 1 on, with the errors and percentages that the reader does not give; fills ``hints``."""
    rows = []
    for place, row in enumerate(sheet.to_python(skip_empty_area=False)):
        rows.append([_text(cell, place, column, hints) for column, cell in enumerate(row)])
    for (place, column), error in hints.errors.items():
        if place < len(rows) and column < len(rows[place]) and not rows[place][column]:
            rows[place][column] = error
    return rows


def _text(cell: object, row: int, column: int, hints: Hints) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        if abs(cell) >= EXACT:
            hints.long.append((row, column))
        if (row, column) in hints.percent:
            return shortest(cell * 100) + "%"
        return shortest(cell)
    return _moment(cell, row, column, hints)


def shortest(value: float) -> str:
    """A number with at most 15 digits, as a spreadsheet shows it: 8 and not 8.0, 68.665 and not 68.66499999999999."""
    if float(value).is_integer() and abs(value) < 1e21:
        return str(int(value))
    plain = format(Decimal(format(value, ".15g")), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _moment(cell: object, row: int, column: int, hints: Hints) -> str:
    """A date as 2025-03-04, with its time when it has one; a time or a duration as 15:30:00."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    hints.durations.append((row, column))
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return cell.isoformat(timespec="seconds") if isinstance(cell, time) else str(cell)
