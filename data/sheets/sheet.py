"""What a file looks like once it is open: a header and rows of text, and what was decided on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import itemgetter

SERIAL = "Excel date number"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of one file, every cell still text.

    ``header`` holds unique, non-empty names, one per column. ``rows`` are the rows below it that
    are not blank, each padded to the header's width. ``numbers`` gives, for each of ``rows``, the
    number a person sees beside that row in the file (the first line is 1; in a text file a row
    with line breaks in quotes has the number of its first line). ``blank`` counts the empty rows
    between or after them, ``ragged`` lists the numbers of rows that had more or fewer cells than
    the header. ``header_number`` is the header's own row number, 0 when the columns were named by
    us. ``title_lines`` are the lines above the header. ``notes`` are sentences that say everything
    that was decided for the person. ``encoding`` and ``delimiter`` are empty for a workbook,
    ``worksheet`` and ``worksheets`` for a text file.
    """

    name: str
    sha256: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    blank: int = 0
    header_number: int = 1
    encoding: str = ""
    delimiter: str = ""
    worksheet: str = ""
    worksheets: tuple[str, ...] = ()
    title_lines: tuple[str, ...] = ()
    ragged: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> tuple[str, ...]:
        """All cells of one column, top to bottom; ``KeyError`` when there is no such column."""
        if name not in self.header:
            raise KeyError(name)
        place = self.header.index(name)
        return tuple(map(itemgetter(place), self.rows))

    def noted(self, *sentences: str) -> Sheet:
        """The same sheet with more notes."""
        return replace(self, notes=self.notes + sentences)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Why one cell cannot be read: a short stable word, and a sentence that says what to do."""

    code: str
    message: str
