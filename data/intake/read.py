"""The whole way from an opened sheet and a mapping to a `ReadFile`; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from data.catalogue import Catalogue
from data.intake.columns import parse_fields
from data.intake.duplicates import reject_duplicates
from data.intake.file_flags import flag_file
from data.intake.findings import Findings
from data.intake.fit import check_mapping, settle_dates
from data.intake.people import settle_people
from data.intake.readings import parse_readings
from data.intake.rows import build_rows
from data.mapping import Mapping
from data.rows import ReadFile
from data.sheets.naming import letter
from data.sheets.sheet import Sheet
from data.waste import unsearched

Progress = Callable[[int, int], None]


@unsearched()
def read_sheet(
    sheet: Sheet, mapping: Mapping, catalogue: Catalogue, today: date, importer: str, progress: Progress | None = None
) -> ReadFile:
    """Read every row of *sheet* by *mapping*: ``read == len(rows) + len(rejected)``.

    ``progress`` is called with (rows done, rows in all). Raises `data.mapping.MappingError` when the mapping does not
    fit the sheet or the order of its dates has to be asked.
    """
    check_mapping(mapping, sheet, catalogue)
    mapping, said = settle_dates(mapping, sheet)
    found = Findings(sheet, today)
    for sentence in said:
        found.flag_file("", "dates_like_others", sentence)
    steps = _Steps(len(sheet.rows), len(mapping.fields) + len(mapping.readings), progress)
    _reject_ragged(found)
    columns = parse_fields(sheet, mapping, catalogue, today, found, steps.column_done)
    readings = parse_readings(sheet, mapping, catalogue, today, columns, found, steps.column_done)
    settle_people(mapping, columns, found)
    rows = build_rows(columns, readings, found, steps.row_done)
    reject_duplicates(rows, found)
    flag_file(rows.values(), mapping, catalogue, found)
    steps.finish()
    return ReadFile(
        file=sheet.name, sha256=sheet.sha256, importer=importer, header=sheet.header, read=len(sheet.rows),
        blank=sheet.blank, rows=tuple(rows.values()),
        rejected={found.number(place): sheet.rows[place] for place in sorted(found.rejected)},
        problems=found.in_order(),
    )  # fmt: skip


def _reject_ragged(found: Findings) -> None:
    """A row longer than the header has slipped sideways and cannot be trusted.

    A shorter one is kept, and the file is flagged: spreadsheets leave out empty cells at the end of a row.
    """
    ragged = set(found.sheet.ragged)
    named = _named(found.sheet.header)
    places = [place for place, number in enumerate(found.sheet.numbers) if number in ragged] if ragged else []
    short = [place for place in places if not any(cell.strip() for cell in found.sheet.rows[place][named:])]
    for place in set(places) - set(short):
        extra = " ".join(found.sheet.rows[place][named:]).strip()
        sentence = "This row has more cells than the header. Look for an extra separator, or a comma inside a number."
        found.reject(place, "", extra, "too_many_cells", sentence)
    if short:
        which = f"{len(short)} row(s), row {found.number(short[0])} first, have fewer cells than the header"
        found.flag_file("", "short_rows", f"{which}; those at the end are read as blank. Look whether one is missing.")


def _named(header: tuple[str, ...]) -> int:
    """How many columns the header itself named; those that only longer rows have are named by their letter."""
    width = len(header)
    while width and header[width - 1] == f"Column {letter(width - 1)}":
        width -= 1
    return width


class _Steps:
    """Progress in rows: reading the columns is the first half of the way, building the rows the second."""

    def __init__(self, rows: int, columns: int, progress: Progress | None) -> None:
        self.rows, self.columns, self.progress, self.done = rows, max(columns, 1), progress, 0

    def column_done(self) -> None:
        """One more column is parsed."""
        self.done += 1
        self._say(self.rows * self.done // self.columns // 2)

    def row_done(self, place: int) -> None:
        """The rows up to *place* are built."""
        self._say(self.rows // 2 + place // 2)

    def finish(self) -> None:
        """Everything is done."""
        self._say(self.rows)

    def _say(self, done: int) -> None:
        if self.progress:
            self.progress(min(done, self.rows), self.rows)
