"""Text files: which sign separates the cells, and the rows, read strictly enough to find an unclosed quotation mark."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from data.rows import FileRefused
from data.sheets.guard import TEXT_COLUMNS

if TYPE_CHECKING:
    import _csv

DELIMITERS = "\t;|,"  # in this order where two explain the file equally well: a comma is often a decimal sign
WORDS = {"\t": "tab", ";": "semicolon", "|": "vertical bar", ",": "comma"}
SAMPLE_LINES = 200
SAMPLE_CHARACTERS = 400_000
LONGEST_LINE = 1_000_000
LEAST_SHARE = 0.35
MANY_LINES = 10
_SEP = re.compile(r"""["']?sep=(.)["']?\s*""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to cut a text file into cells."""

    delimiter: str
    skip_space: bool = False
    escape: str | None = None
    sep_line: bool = False
    notes: tuple[str, ...] = ()

    def escaped(self) -> Dialect:
        """The same, with ``\\"`` standing for a quotation mark."""
        note = "Quotation marks inside cells are written with a backslash and were read so."
        return replace(self, escape="\\", notes=(*self.notes, note))


def _lines(raw: io.BytesIO, codec: str) -> Iterator[str]:
    """Lines with their ends, never one of unbounded length."""
    text = io.TextIOWrapper(raw, encoding=codec, newline="")
    for line in iter(partial(text.readline, LONGEST_LINE + 1), ""):
        if len(line) > LONGEST_LINE:
            raise FileRefused(
                f"A line has more than {LONGEST_LINE:,} characters, so this is no table. Export it as CSV or XLSX."
            )
        yield line


def find_dialect(data: bytes, codec: str, chosen: str | None = None) -> Dialect:
    """The separator by which most rows have the same number of cells as the header."""
    sample = _sample(data, codec)
    named = _SEP.fullmatch(sample[0].strip()) if sample else None
    if chosen is None and named:
        dialect = Dialect(named[1], sep_line=True, notes=(f"The first line names “{named[1]}” as the separator.",))
    else:
        dialect = Dialect(_checked(chosen) if chosen else _detect(sample), sep_line=bool(named))
    spaced = any(re.match(r'\s+"', cell) for row in _cut(sample, dialect.delimiter, False) for cell in row)
    return replace(dialect, skip_space=spaced)


def _checked(chosen: str) -> str:
    if len(chosen) != 1 or chosen in '"\r\n':
        raise FileRefused(f"“{chosen}” cannot separate cells. Choose comma, semicolon, tab or vertical bar.")
    return chosen


def _sample(data: bytes, codec: str) -> list[str]:
    lines: list[str] = []
    length = 0
    for line in islice(_lines(io.BytesIO(data), codec), SAMPLE_LINES):
        lines.append(line)
        length += len(line)
        if length > SAMPLE_CHARACTERS:
            break
    return lines


def _cut(lines: list[str], delimiter: str, skip_space: bool = True) -> list[list[str]]:
    """The sample's rows, leniently; a sample may end inside a quotation."""
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, skipinitialspace=skip_space))
    except csv.Error:
        return []
    return [row for row in rows if any(cell.strip() for cell in row)]


def _detect(lines: list[str]) -> str:
    rows = {delimiter: _cut(lines, delimiter) for delimiter in DELIMITERS}
    scores = {delimiter: _score(rows[delimiter]) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])  # the first of equals, so in the order above
    if scores[best][1] >= LEAST_SHARE or any(len(row) > 1 for row in rows[best][:1]):
        return best
    return next((delimiter for delimiter in DELIMITERS if scores[delimiter][1] == 0), ",")  # one column of remarks


def _score(rows: list[list[str]]) -> tuple[bool, float]:
    """Whether a row of words (a header) has the usual number of cells, and the share of rows that have it."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return False, 0.0
    usual = max(widths, key=lambda width: (widths[width], width))
    words = any(len(row) == usual and not any(c.isdigit() for cell in row for c in cell) for row in rows[:10])
    share = widths[usual] / len(rows)
    return words and share >= LEAST_SHARE, round(share, 1)


@dataclass(slots=True)
class Records:
    """The rows of a text file, one at a time. After reading, ``notes`` says what was odd."""

    data: bytes
    codec: str
    dialect: Dialect
    progress: Callable[[int, int], None] | None = None
    notes: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[list[str]]:
        """Rows as lists of text; `FileRefused` names the row where the quotation marks go wrong."""
        raw = io.BytesIO(self.data)
        reader = self._reader(raw)
        row, line, long_rows = 1, 0, []
        while True:
            try:
                record = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                raise _refused(str(error), row, line + 1) from None
            if len(record) > TEXT_COLUMNS:
                raise FileRefused(f"Row {row} has {len(record):,} cells; at most {TEXT_COLUMNS:,} are read.")
            if reader.line_num - line > MANY_LINES:
                long_rows.append(row)
            row, line = row + 1, reader.line_num
            if self.progress and not row % 5000:
                self.progress(raw.tell(), len(self.data))
            yield record
        if long_rows:
            first = f"Row {long_rows[0]} runs over more than {MANY_LINES} lines"
            self.notes.append(f"{first}; if that is not meant, a quotation mark is missing or too many there.")

    def _reader(self, raw: io.BytesIO) -> _csv.Reader:
        lines = _lines(raw, self.codec)
        if self.dialect.sep_line:
            next(lines, None)
        return csv.reader(
            lines,
            delimiter=self.dialect.delimiter,
            skipinitialspace=self.dialect.skip_space,
            escapechar=self.dialect.escape,
            strict=True,
        )


def _refused(error: str, row: int, line: int) -> FileRefused:
    where = f"row {row}" if row == line else f"row {row} (line {line})"
    if "unexpected end" in error or "field larger" in error:
        return FileRefused(
            f'A quotation mark (") that opens in {where} or shortly before is never closed. Close or delete it there, '
            "and choose the file again."
        )
    return FileRefused(
        f'The quotation marks (") in {where} do not match: text follows a closing one. Write a quotation mark inside a '
        'cell twice (""), and choose the file again.'
    )
