"""The readings on each row: from the measure columns of a wide file, or the one reading of a row of a long file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from data.catalogue import Catalogue
from data.intake.cells import parser_for, reading_parser
from data.intake.columns import Columns, parse_column
from data.intake.findings import Findings
from data.mapping import Mapping, ReadingColumn, Source
from data.rows import ReadingFacts
from data.sheets.cells import is_missing
from data.sheets.sheet import CellProblem, Sheet

RowReadings = list[tuple[ReadingFacts, ...]]


def parse_readings(
    sheet: Sheet, mapping: Mapping, catalogue: Catalogue, today: date, columns: Columns, found: Findings,
    step: Callable[[], None],
) -> RowReadings:  # fmt: skip
    """The readings of every row, in the order of ``sheet.rows``; cells off the scale reject their row."""
    if mapping.layout == "long":
        return _long(sheet, mapping, catalogue, columns, found)
    taken: list[list[ReadingFacts | None]] = []
    for reading in mapping.readings:
        cells = _observed(sheet, mapping, reading)
        parse = reading_parser(catalogue.measures[reading.measure], mapping, _always_missing(reading))
        values = parse_column(cells, parse, reading.column, found)
        days = _days(sheet, mapping, reading, catalogue, today, columns, found)
        taken.append(_collect(reading, values, days, columns, found, today))
        step()
    return [tuple(filter(None, row)) for row in zip(*taken, strict=True)] if taken else [()] * len(sheet.rows)


def _always_missing(reading: ReadingColumn) -> tuple[str, ...]:
    rule = reading.missing_when
    return rule.values if rule and not rule.empty else ()


def _observed(sheet: Sheet, mapping: Mapping, reading: ReadingColumn) -> tuple[str, ...]:
    """The column's cells, blank where the mapping says that this is no observation."""
    cells, rule = sheet.column(reading.column), reading.missing_when
    if rule is None or not rule.empty:
        return cells
    words = (*mapping.missing_words, *mapping.missing_codes)
    others = sheet.column(rule.empty)
    empty = {cell for cell in set(others) if is_missing(cell, words)}
    said = set(rule.values)
    return tuple(
        "" if other in empty and (not said or cell.strip() in said) else cell
        for cell, other in zip(cells, others, strict=True)
    )


def _days(
    sheet: Sheet, mapping: Mapping, reading: ReadingColumn, catalogue: Catalogue, today: date, columns: Columns,
    found: Findings,
) -> list[Any]:  # fmt: skip
    """The day of this reading on every row: its own date, the start plus some weeks, or the row's date."""
    if reading.date:
        parse = parser_for("date", Source(column=reading.date), mapping, catalogue, today)
        return parse_column(sheet.column(reading.date), parse, reading.date, found)
    if reading.weeks is None:
        return columns["date"]
    later, starts = timedelta(weeks=reading.weeks), columns.get("started", columns["date"])
    bases = (start or day for start, day in zip(starts, columns["date"], strict=True))
    return [base and base + later for base in bases]


def _collect(
    reading: ReadingColumn, values: list[Any], days: list[Any], columns: Columns, found: Findings, today: date
) -> list[ReadingFacts | None]:
    """The reading of each row, or ``None``; rows that say the same share one."""
    blank = [None] * len(values)
    sides = [reading.side] * len(values) if reading.side else _sides(columns)
    known: dict[tuple[Any, ...], ReadingFacts] = {}
    made: list[ReadingFacts | None] = []
    told = (columns.get(name, blank) for name in ("method", "rater", "instrument"))
    for place, said in enumerate(zip(values, days, sides, *told, strict=True)):
        facts = known.get(said)
        if facts is None and said[0] is not None and _on_a_day(place, said[1], reading.column, said[0], found, today):
            value, day, side, method, rater, instrument = said
            how = (reading.method or method or "", rater or "", instrument or "")
            facts = known[said] = ReadingFacts(reading.measure, float(value), day, reading.phase, side or "", *how)
        made.append(facts)
    return made


def _sides(columns: Columns) -> list[Any]:
    if "reading_side" not in columns:
        return columns["side"]
    return [own or side for own, side in zip(columns["reading_side"], columns["side"], strict=True)]


def _on_a_day(place: int, day: date | None, column: str, value: object, found: Findings, today: date) -> bool:
    """Whether the reading has a day that has come; otherwise its row is rejected."""
    if day is not None and day <= today:
        return True
    if place not in found.rejected and day is None:
        found.reject(place, column, value, "no_reading_date", "This value has no date. Fill the date in.")
    elif place not in found.rejected:
        found.reject(
            place, column, value, "future_reading", "This value would lie after today. Correct the start date."
        )
    return False


def _long(sheet: Sheet, mapping: Mapping, catalogue: Catalogue, columns: Columns, found: Findings) -> RowReadings:
    measures, cells = columns["measure"], columns["value"]
    values = _long_values(mapping, catalogue, measures, cells, found)
    blank = [None] * len(sheet.rows)
    phases, weeks = columns.get("phase", blank), columns.get("weeks", blank)
    methods, raters, instruments = (columns.get(name, blank) for name in ("method", "rater", "instrument"))
    sides = _sides(columns)
    starts, today = columns.get("started", columns["date"]), found.today
    rows: RowReadings = []
    for place, value in enumerate(values):
        base = (starts[place] or columns["date"][place]) if weeks[place] is not None else columns["date"][place]
        day = base and base + timedelta(weeks=weeks[place] or 0)
        if value is None or not _on_a_day(place, day, mapping.fields["value"].column, value, found, today):
            rows.append(())
            continue
        phase = phases[place] or "review"
        how = (methods[place] or "", raters[place] or "", instruments[place] or "")
        rows.append((ReadingFacts(measures[place], value, day, phase, sides[place] or "", *how),))
    return rows


def _long_values(
    mapping: Mapping, catalogue: Catalogue, measures: list[Any], cells: list[Any], found: Findings
) -> list[float | None]:
    """Each value read on the scale of its own row's measure."""
    parsers = {name: reading_parser(catalogue.measures[name], mapping) for name in set(measures) if name}
    pairs = list(zip(measures, cells, strict=True))
    known = {(name, cell): parsers[name](cell) if name and cell is not None else None for name, cell in set(pairs)}
    for place, pair in enumerate(pairs):
        if isinstance(problem := known[pair], CellProblem):
            found.reject_cell(place, mapping.fields["value"].column, pair[1], problem)
        elif pair[0] is None and place not in found.rejected:
            found.reject(
                place, mapping.fields["measure"].column, "", "no_measure", "This row does not say what was measured."
            )
    return [None if isinstance(known[pair], CellProblem) else known[pair] for pair in pairs]
