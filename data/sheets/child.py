"""The child process: one workbook from standard input, lines of JSON to standard output, under limits.

Run as a script in Python's isolated mode by `data.sheets.workbook`, never imported by the program. Line 1 is about the
workbook, then one line per row from row 1 on, then ``null``. Only text leaves: numbers, dates and errors are written as
a person sees them.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

MEMORY = 1_500_000_000
CPU_SECONDS = 60
ROWS, COLUMNS, MERGES = 200_000, 100, 20_000


def limit() -> None:
    """Memory and processor time, where the platform has such limits (not Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def say(thing: object) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(thing, ensure_ascii=True, separators=(",", ":")) + "\n")


def choose(book: Any, asked: str | None) -> str | None:
    """The worksheet asked for, or the first visible one that is not empty, or the first that is not."""
    if asked is not None:
        return asked if asked in book.sheet_names else None
    visible = [sheet.name for sheet in book.sheets_metadata if _is_visible(sheet)]
    for name in [*visible, *book.sheet_names]:
        if _holds_something(book, name):
            return str(name)
    return ""


def _is_visible(sheet: Any) -> bool:
    return str(sheet.visible).endswith(".Visible")


def _holds_something(book: Any, name: str) -> bool:
    try:
        return book.get_sheet_by_name(name).end is not None
    except (KeyError, ValueError):  # a chart sheet has no cells
        return False


def main() -> None:
    """Read standard input, answer, and never end in a traceback that someone sees."""
    limit()
    import python_calamine

    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    data = sys.stdin.buffer.read()
    try:
        _read(data, json.loads(sys.argv[1]))
    except python_calamine.PasswordError:
        say({"refused": "password"})
    except MemoryError:
        say({"refused": "limits"})
    except Exception:
        say({"refused": "damaged"})


def _read(data: bytes, asked: str | None) -> None:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    name = choose(book, asked)
    if not name:
        say({"refused": "no_worksheet", "worksheets": book.sheet_names} if name is None else {"refused": "empty"})
        return
    sheet = book.get_sheet_by_name(name)
    last_row, last_column = sheet.end or (-1, -1)
    if last_column >= COLUMNS or last_row >= ROWS:
        say({"refused": "too_wide" if last_column >= COLUMNS else "too_long", "worksheets": book.sheet_names})
        return
    _write(data, book, sheet, name)


def _write(data: bytes, book: Any, sheet: Any, name: str) -> None:
    from data.sheets import shown, xlsx_hints

    merges = [[*top_left, *bottom_right] for top_left, bottom_right in sheet.merged_cell_ranges or []]
    hints = xlsx_hints.hints(data, name)
    rows = shown.texts(sheet, hints)
    hidden = [item.name for item in book.sheets_metadata if not _is_visible(item)]
    say(
        {
            "worksheet": name,
            "worksheets": book.sheet_names,
            "hidden": hidden,
            "height": len(rows),
            "merges": merges[:MERGES],
            "hints": hints.cells(),
        }
    )
    for row in rows:
        say(row)
    say(None)


if __name__ == "__main__":
    main()
