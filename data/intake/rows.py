"""Parsed columns into `SourceRow`: courses of care with their start and end, and the checks on dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from operator import attrgetter
from typing import Any

from data.clock import shown
from data.intake.columns import Columns
from data.intake.findings import Findings
from data.intake.readings import RowReadings
from data.intake.sessions import Sessions
from data.rows import SessionFacts, SourceRow

Course = tuple[str, str, str, int]
_phase, _REVIEWED = attrgetter("phase"), frozenset({"review"})


def build_rows(
    columns: Columns, readings: RowReadings, found: Findings, done: Callable[[int], None]
) -> dict[int, SourceRow]:
    """A `SourceRow` for every row that is not rejected, by its place in the sheet."""
    sessions = Sessions(columns, found)
    visits = [_visit(place, columns, readings, sessions, found) for place in range(len(readings))]
    keys = _courses(columns)
    starts, ends = _starts(keys, columns, readings, found), _ends(keys, columns, found)
    _check_days(columns, keys, starts, ends, visits, readings, found)
    rows = {}
    for place, facts in enumerate(_facts(keys, starts, ends, columns, visits, readings, found)):
        if place not in found.rejected:
            rows[place] = SourceRow(*facts)
        if place % 5000 == 0:
            done(place)
    return rows


def _visit(
    place: int, columns: Columns, readings: RowReadings, sessions: Sessions, found: Findings
) -> SessionFacts | None:
    if place in found.rejected:
        return None
    measured = not _REVIEWED.issuperset(map(_phase, readings[place]))
    return sessions.on_row(place, columns["date"][place], measured)


def _courses(columns: Columns) -> list[Course]:
    numbers = columns.get("course", [None] * len(columns["patient"]))
    parts = zip(columns["patient"], columns["condition"], columns["side"], numbers, strict=True)
    return [(patient, condition, side, number or 1) for patient, condition, side, number in parts]


def _starts(keys: list[Course], columns: Columns, readings: RowReadings, found: Findings) -> dict[Course, date]:
    """When each course began: the start written down, else the first day seen."""
    written: dict[Course, date] = {}
    seen: dict[Course, date] = {}
    given, days = columns.get("started", [None] * len(keys)), columns["date"]
    for place, (key, first, start) in enumerate(zip(keys, days, given, strict=True)):
        if place in found.rejected:
            continue
        for reading in readings[place]:
            if reading.on < first:
                first = reading.on
        if key not in seen or first < seen[key]:
            seen[key] = first
        if start:
            written[key] = min(written.get(key, start), start)
    return {**seen, **written}


def _ends(keys: list[Course], columns: Columns, found: Findings) -> dict[Course, date]:
    ends: dict[Course, date] = {}
    for place, (key, day) in enumerate(zip(keys, columns.get("ended", [None] * len(keys)), strict=True)):
        if day and place not in found.rejected:
            ends[key] = max(ends.get(key, day), day)
    return ends


def _check_days(
    columns: Columns, keys: list[Course], starts: dict[Course, date], ends: dict[Course, date], visits: list[Any],
    readings: RowReadings, found: Findings,
) -> None:  # fmt: skip
    births = columns["birth_year"]
    for place, key in enumerate(keys):
        if place in found.rejected:
            continue
        visit, born, end, start = visits[place], births[place], ends.get(key), starts[key]
        if born and (early := [day for day in _days(columns["date"][place], readings[place]) if day.year < born]):
            found.reject(
                place,
                "",
                early[0],
                "before_birth",
                f"This lies before the patient's year of birth, {born}. Correct one of the two.",
            )
        if end and end < start:
            found.reject(
                place,
                "",
                end,
                "end_before_start",
                f"The course ended before it began ({shown(start)}). Correct one of the two.",
            )
        elif end and visit and visit.on > end:
            found.reject(
                place,
                "",
                visit.on,
                "after_discharge",
                f"The visit lies after the discharge on {shown(end)}. Correct one date, or give the visit a new course "
                "number.",
            )
        elif visit and visit.on < start:
            found.reject(
                place,
                "",
                visit.on,
                "before_start",
                f"The visit lies before the course began on {shown(start)}. Correct one of the two.",
            )


def _days(day: date, readings: tuple[Any, ...]) -> list[date]:
    return [day, *(reading.on for reading in readings)]


def _facts(
    keys: list[Course], starts: dict[Course, date], ends: dict[Course, date], columns: Columns, visits: list[Any],
    readings: RowReadings, found: Findings,
) -> Iterator[tuple[Any, ...]]:  # fmt: skip
    """The fields of `SourceRow` of every row, in their order."""
    blank = [None] * len(keys)

    def words(name: str, unwritten: str = "") -> list[str]:
        return [word or unwritten for word in columns.get(name, blank)]

    return zip(
        found.sheet.numbers, columns["patient"], columns["condition"], columns["side"], map(starts.get, keys),
        [course for _, _, _, course in keys], words("name"), columns["birth_year"], words("sex", "unknown"),
        words("site"), words("podiatrist"), words("podiatrist_background"), map(ends.get, keys), words("ended_how"),
        columns.get("duration_weeks", blank), visits, readings, found.sheet.rows, strict=True,
    )  # fmt: skip
