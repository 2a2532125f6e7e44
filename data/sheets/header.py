"""Where the header is: below title lines, over one row or several, or nowhere.

A header's cells are words that are not repeated in the columns below; a title stands alone in its row. The rules look
at how the rows below use the columns, so that a long table with a title, a comment or a group heading is read right.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from data.sheets.cells import is_missing, number
from data.sheets.dates import parse_date
from data.sheets.sheet import CellProblem

HEAD = 200  # rows looked at
HIGHEST = 50  # the header must stand in one of the first rows
MOST_LEVELS = 10
USED = 0.3  # a column counts as used when this share of the rows below has something in it
COVERED = 0.5  # a header names at least this share of the used columns
VALUES = ("number", "date", "yes or no")

Row = list[str]


class Merge(NamedTuple):
    """A merged rectangle, from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Place:
    """Rows ``first`` to ``last`` (from 0) are the header; data begins at ``data``. No header: ``first`` is -1."""

    first: int
    last: int
    data: int


def find_header(head: list[Row], merges: tuple[Merge, ...] = ()) -> Place:
    """The place of the header among the first rows of a table."""
    filled = fill(head, merges)
    for place, row in enumerate(filled[:HIGHEST]):
        if not any(row):
            continue
        role = _role(row, [other for other in filled[place + 1 :] if any(other)][:100])
        if role == "header":
            last = _last_level(place, filled, head, merges)
            return Place(place, last, last + 1)
        if role == "data":
            return Place(-1, -1, place)
    return Place(-1, -1, 0)


def fill(head: list[Row], merges: tuple[Merge, ...]) -> list[Row]:
    """The first rows, trimmed, with the text of each merged rectangle in all of its cells."""
    filled = [[cell.strip() for cell in row] for row in head]
    for merge in merges:
        if merge.top >= len(head) or merge.left >= len(filled[merge.top]):
            continue
        text = filled[merge.top][merge.left]
        for row in filled[merge.top : merge.bottom + 1]:
            row.extend([""] * (min(merge.right + 1, 1000) - len(row)))
            row[merge.left : merge.right + 1] = [text] * len(row[merge.left : merge.right + 1])
    return filled


def kind(cell: str) -> str:
    """What a cell looks like: blank, number, date, yes or no, or text."""
    if is_missing(cell):
        return "blank"
    if cell.lower() in ("true", "false"):
        return "yes or no"
    if not _has_digit(cell):
        return "text"
    if re.fullmatch(r"[0-9]+", cell) or isinstance(number(cell, unit="percent"), float):
        return "number"
    found = parse_date(cell, "ambiguous")
    dated = not isinstance(found, CellProblem) or found.code in ("ambiguous_date", "no_such_date", "year_out_of_range")
    return "date" if dated else "text"


def _role(row: Row, below: list[Row]) -> Literal["title", "header", "data"]:
    named = {column for column, cell in enumerate(row) if cell}
    used = _used(below) or named
    if len(used) > 1 and len({row[column] for column in named}) < 2:
        return "title"
    if len(named & used) < COVERED * len(used):
        return "title"
    if not any(kind(row[column]) in VALUES for column in named):
        return "header"
    return "header" if _differs(row, below, named) else "data"


def _used(below: list[Row]) -> set[int]:
    counts = Counter(column for row in below for column, cell in enumerate(row) if cell)
    return {column for column, count in counts.items() if count >= USED * len(below)}


def _differs(row: Row, below: list[Row], named: set[int]) -> bool:
    """Whether a row with numbers in it is a header all the same: its cells are unlike what stands below them."""
    over = clash = 0
    for column in named:
        here, there = kind(row[column]), _usual_kind(below, column)
        over += here == "text" and there in VALUES
        clash += here in VALUES and here == there
    words = any(kind(row[column]) == "text" for column in named)
    return bool(below) and words and (clash == 0 or over > clash or _counts_up(row, below, named))


def _counts_up(row: Row, below: list[Row], named: set[int]) -> bool:
    """``patient, 0, 3, 12`` above ``P1, 7, 5, 2``: whole numbers that rise, beside a word unlike those below it."""
    numbers = [row[column] for column in sorted(named) if kind(row[column]) == "number"]
    rises = all(cell.isdigit() for cell in numbers) and all(
        int(one) < int(next_one) for one, next_one in pairwise(numbers)
    )
    plain = [column for column in named if kind(row[column]) == "text" and not _has_digit(row[column])]
    coded = (sum(_has_digit(line[column]) for line in below if column < len(line)) * 2 > len(below) for column in plain)
    return len(numbers) > 1 and rises and any(coded)


def _has_digit(cell: str) -> bool:
    return any(letter.isdigit() for letter in cell)


def _usual_kind(below: list[Row], column: int) -> str:
    """The kind of more than half of a column's cells, else ``text``."""
    kinds = Counter(kind(row[column]) for row in below if column < len(row) and row[column])
    kinds.pop("blank", None)
    if not kinds:
        return "blank"
    name, count = kinds.most_common(1)[0]
    return name if count * 2 > kinds.total() else "text"


def _last_level(first: int, filled: list[Row], head: list[Row], merges: tuple[Merge, ...]) -> int:
    """The last row of a header of several rows: merged down, or a group heading merged over the names below it."""
    last = first
    spoken = [merge for merge in merges if merge.top < len(head) and any(head[merge.top][merge.left : merge.left + 1])]
    while last - first < MOST_LEVELS:
        down = max((merge.bottom for merge in spoken if first <= merge.top <= last), default=last)
        across = any(first <= merge.top <= merge.bottom == last and merge.right > merge.left for merge in spoken)
        following = filled[last + 1] if last + 1 < len(filled) else []
        step = max(down, last + (across and _only_words(following)))
        if step == last:
            return last
        last = min(step, len(filled) - 1, first + MOST_LEVELS)
    return last


def _only_words(row: Row) -> bool:
    words = {cell for cell in row if cell}
    return len(words) > 1 and not any(kind(cell) in VALUES for cell in words)


def names(filled: list[Row]) -> list[str]:
    """One name per column from the rows of a header, top to bottom, each different part once."""
    width = max((len(row) for row in filled), default=0)
    columns = [[row[column] for row in filled if column < len(row) and row[column]] for column in range(width)]
    return [" ".join(" ".join(dict.fromkeys(parts)).split()) for parts in columns]
