"""Workbooks: read by calamine in a child process with limits, and handed back as lines of JSON.

A workbook of 5 kB can make a reader ask for 549 GB and take the whole program with it.
The child may die; the program then says so in a sentence.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from data.rows import FileRefused
from data.sheets.guard import WORKBOOK_COLUMNS, WORKBOOK_ROWS
from data.sheets.header import Merge
from data.sheets.kinds import ASK
from data.sheets.naming import letter, listed

CHILD = Path(__file__).with_name("child.py")
SECONDS = 90
LONGEST_LINE = 50_000_000
REFUSALS = {
    "password": "The workbook is protected by a password. Remove the password, save it and choose it again.",
    "damaged": f"The workbook is damaged or was not saved completely. Open it in a spreadsheet. {ASK}",
    "limits": f"The workbook asks for more memory or time than a table needs, and was not read. {ASK}",
    "empty": "No worksheet of the workbook has anything in it. Choose another file.",
    "too_wide": f"The worksheet has more than {WORKBOOK_COLUMNS} columns. Delete those beyond the table.",
    "too_long": f"The worksheet has more than {WORKBOOK_ROWS:,} rows. Save the sheet as CSV, or split it.",
}
OLD = (
    "In the old .xls format a formula that failed is read as blank and a percentage as a fraction (0.5 for 50 %). "
    "Save it as XLSX to have these checked."
)


class Workbook:
    """One worksheet as a stream of rows, read while the child writes. Use it in a ``with`` statement."""

    def __init__(self, child: subprocess.Popen[bytes], progress: Callable[[int, int], None] | None) -> None:
        self._child, self._progress = child, progress
        self._timer = threading.Timer(SECONDS, child.kill)
        self._timer.daemon = True
        self._timer.start()
        self.worksheet = ""
        self.worksheets: tuple[str, ...] = ()
        self.merges: tuple[Merge, ...] = ()
        self.height = 0
        self.notes: tuple[str, ...] = ()

    def __enter__(self) -> Workbook:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the child, whatever it is doing."""
        self._timer.cancel()
        self._child.kill()
        for stream in (self._child.stdout, self._child.stdin):
            with suppress(OSError):
                stream and stream.close()
        self._child.wait()

    def line(self) -> Any:
        """The next piece of JSON; `FileRefused` when the child says so, or died."""
        raw = self._child.stdout.readline(LONGEST_LINE) if self._child.stdout else b""
        try:
            said = json.loads(raw)
        except ValueError:
            raise FileRefused(REFUSALS["limits"]) from None
        if isinstance(said, dict) and "refused" in said:
            raise FileRefused(_refusal(said), tuple(said.get("worksheets", ())))
        return said

    def open(self, worksheet: str | None, old: bool) -> None:
        """Read the first line: which worksheets there are and which was taken."""
        said = self.line()
        self.worksheet, self.height = said["worksheet"], said["height"]
        self.worksheets = tuple(said["worksheets"])
        self.merges = tuple(Merge(*corners) for corners in said["merges"])
        self.notes = (*_sheet_notes(said, worksheet), *_hint_notes(said["hints"]), *((OLD,) if old else ()))

    def __iter__(self) -> Iterator[list[str]]:
        """Rows from row 1 on, all of one width; the child ends with ``null``."""
        done = 0
        while (row := self.line()) is not None:
            done += 1
            if self._progress and not done % 1000:
                self._progress(done, self.height)
            yield row
        if self._progress:
            self._progress(self.height, self.height)


def read_workbook(
    data: bytes, worksheet: str | None, old: bool, progress: Callable[[int, int], None] | None = None
) -> Workbook:
    """Start the child and hand it the file; `FileRefused` when nothing in it can be read."""
    child = subprocess.Popen(
        [sys.executable, "-I", str(CHILD), json.dumps(worksheet)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    book = Workbook(child, progress)
    try:
        _feed(child, data)
        book.open(worksheet, old)
    except BaseException:
        book.__exit__()
        raise
    return book


def _feed(child: subprocess.Popen[bytes], data: bytes) -> None:
    """The child reads everything before it writes, so this cannot block for ever; a dead child is found later."""
    with suppress(OSError):
        if child.stdin:
            child.stdin.write(data)
            child.stdin.close()


def _refusal(said: dict[str, Any]) -> str:
    if said["refused"] == "no_worksheet":
        return f"The workbook has no worksheet of that name; it has {listed(said['worksheets'])}. Choose one of them."
    return REFUSALS.get(said["refused"], REFUSALS["damaged"])


def _sheet_notes(said: dict[str, Any], asked: str | None) -> list[str]:
    names, taken = said["worksheets"], said["worksheet"]
    if asked is not None or len(names) == 1:
        return []
    why = "the first with anything in it" if names[0] != taken else "the first"
    others = [name for name in names if name != taken]
    hidden = f" ({listed(said['hidden'])} hidden)" if said["hidden"] else ""
    return [f"The workbook has {len(names)} worksheets; “{taken}”, {why}, was read, not {listed(others)}{hidden}."]


HINTS = {  # one cell, several cells
    "errors": ("holds a formula that failed; its error stands in the cell", "hold formulas that failed"),
    "unsaved": ("holds a formula without its result and is read as blank; save the file in a spreadsheet first",
                "hold formulas without a result and are read as blank; save the file in a spreadsheet first"),
    "percent": ("is shown as a percentage and is read as one (52%)", "are shown as percentages and are read so (52%)"),
    "long": ("holds a number of more than 15 digits, whose last ones a spreadsheet loses; format it as text there",
             "hold numbers of more than 15 digits, whose last ones a spreadsheet loses; format them as text there"),
    "durations": ("holds a time without a date", "hold times without a date"),
    "hidden_rows": ("is hidden in the spreadsheet and is read like the others",
                    "are hidden in the spreadsheet and are read like the others"),
}  # fmt: skip


def _hint_notes(hints: dict[str, list[list[int]]]) -> list[str]:
    return [f"{_where(name, cells)} {HINTS[name][len(cells) > 1]}." for name, cells in hints.items() if cells]


def _where(name: str, cells: list[list[int]]) -> str:
    """``Cell B2``, ``Cells B2, B3, B4 and 776 more``, ``Row 7``."""
    rows = name == "hidden_rows"
    places = [str(row + 1) if rows else f"{letter(column)}{row + 1}" for row, column in cells[:3]]
    more = f" and {len(cells) - 3:,} more" if len(cells) > 3 else ""
    return f"{'Row' if rows else 'Cell'}{'s' if len(cells) > 1 else ''} {', '.join(places)}{more}"
