"""The same thing twice in one file: the first row stands, later ones are rejected and say which row was first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from data.intake.findings import Findings
from data.rows import SourceRow

Key = tuple[Any, ...]
_phase = attrgetter("phase")


def reject_duplicates(rows: dict[int, SourceRow], found: Findings) -> None:
    """Remove from *rows* every row that repeats a record of an earlier one (`duplicate_row`, `two_values`)."""
    first: dict[Key, tuple[int, Any]] = {}
    for place, row in _doubtful(rows):
        records = list(_records(row))
        again = next(((first[key], value) for key, value in records if key in first), None)
        if again is None:
            first.update((key, (place, value)) for key, value in records)
            continue
        (before, old), new = again
        _say(place, before, old == new and _same(row, rows[before]), found)
    for place in found.rejected:
        rows.pop(place, None)


def _doubtful(rows: dict[int, SourceRow]) -> list[tuple[int, SourceRow]]:
    """The rows that may repeat another one: a visit that only one row speaks of, and no review, is once in the file."""
    visits = list(map(_visit_of, rows.values()))
    times = Counter(visits)
    return [
        (place, row)
        for (place, row), visit in zip(rows.items(), visits, strict=True)
        if times[visit] > 1 or "review" in map(_phase, row.readings)
    ]


def _visit_of(row: SourceRow) -> Key:
    visit = row.session
    if visit is None:
        return row.patient, row.condition, row.side, row.course
    return row.patient, row.condition, row.side, row.course, visit.on, visit.sequence


def _records(row: SourceRow) -> Iterator[tuple[Key, Any]]:
    """The natural keys of what a row records, each with its value."""
    course = (row.patient, row.condition, row.side, row.course)
    visit = (row.session.on, row.session.sequence) if row.session else None
    for reading in row.readings:
        of = visit if reading.phase != "review" else None
        yield (course, of, reading.measure, reading.method, reading.side, reading.phase, reading.on), reading.value
    if not row.readings:
        yield (course, visit, "no reading", row.raw if visit is None else ()), None


def _same(row: SourceRow, other: SourceRow) -> bool:
    return row.readings == other.readings and row.session == other.session


def _say(place: int, before: int, same: bool, found: Findings) -> None:
    number = found.number(before)
    if same:
        found.reject(place, "", "", "duplicate_row", f"Row {number} already says this. Delete one of the two rows.")
        return
    found.reject(
        place, "", "", "two_values",
        f"Row {number} records the same visit or reading with other values. Keep the right one, or say which visit of "
        "the day it is.",
    )  # fmt: skip
