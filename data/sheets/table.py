"""A stream of rows of text becomes a table: header, padded rows, row numbers, and notes on what was decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from data.rows import FileRefused
from data.sheets.header import HEAD, Merge, Place, Row, fill, find_header, names
from data.sheets.naming import letter, listed, rows_have, unique

KEPT_WORDS = 100_000  # repeated cells share one string up to here, so that memory follows the file


@dataclass(slots=True)
class Table:
    """What `build` makes; the fields of `data.sheets.sheet.Sheet` that do not depend on the kind of file."""

    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    blank: int = 0
    header_number: int = 0
    title_lines: tuple[str, ...] = ()
    ragged: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Widths:
    """Columns with a name, cells in the header's row, and what the rows needed; row numbers of the odd ones."""

    named: int
    header: int
    needed: int = 0
    longer: list[int] = field(default_factory=list)
    shorter: list[int] = field(default_factory=list)


def build(records: Iterable[Row], *, header_row: int | None, merges: tuple[Merge, ...] = (), rows: int) -> Table:
    """Read all records. ``header_row`` as in `open_sheet`; at most ``rows`` rows, else `FileRefused`."""
    stream = iter(records)
    head = list(islice(stream, HEAD if header_row is None else max(HEAD, header_row)))
    place = _chosen(header_row, len(head)) if header_row is not None else find_header(head, merges)
    table = Table(header_number=place.first + 1, title_lines=_titles(head, place))
    found = names(fill(head, merges)[place.first : place.last + 1]) if place.first >= 0 else []
    widths = _widths(found, head, place)
    _collect(table, islice(chain(head, stream), place.data, None), place.data, widths, merges, rows)
    _finish(table, found, widths, place)
    return table


def _chosen(header_row: int, read: int) -> Place:
    if header_row == 0:
        return Place(-1, -1, 0)
    if not 1 <= header_row <= read:
        raise FileRefused(f"The file has no row {header_row} to be the header; it has {read}. Choose another row.")
    return Place(header_row - 1, header_row - 1, header_row)


def _titles(head: list[Row], place: Place) -> tuple[str, ...]:
    above = head[: place.first if place.first >= 0 else place.data]
    lines = (" ".join(cell.strip() for cell in row if cell.strip()) for row in above)
    return tuple(line for line in lines if line)


def _widths(found: list[str], head: list[Row], place: Place) -> _Widths:
    if place.first >= 0:
        named = max((column + 1 for column, name in enumerate(found) if name), default=0)
        return _Widths(named, max(len(row) for row in head[place.first : place.last + 1]), named)
    lengths = Counter(len(row) for row in head[place.data :] if any(row))
    usual = lengths.most_common(1)[0][0] if lengths else 0
    return _Widths(0, usual)


def _collect(
    table: Table, records: Iterator[Row], first: int, widths: _Widths, merges: tuple[Merge, ...], limit: int
) -> None:
    """Append every row that is not blank; note the odd ones."""
    words: dict[str, str] = {}
    keep = words.setdefault
    held = _Held(merges, first)
    trailing = 0
    for number, record in enumerate(records, start=first + 1):
        cells = held.down(number - 1, record) if merges else record
        if not any(cells) or not any(map(str.strip, cells)):
            trailing += 1
            continue
        if len(cells) != widths.header or widths.header != widths.named:
            _measure(cells, number, widths)
        table.blank, trailing = table.blank + trailing, 0
        table.rows.append(tuple(map(keep, cells, cells)))
        table.numbers.append(number)
        if len(words) > KEPT_WORDS:
            words.clear()
        if len(table.rows) > limit:
            raise FileRefused(
                f"The table has more than {limit:,} rows, the most that is read. Split it by year or site."
            )
    table.blank += trailing
    table.notes.extend(held.notes())


def _measure(cells: Row, number: int, widths: _Widths) -> None:
    needed = len(cells)
    while needed and not cells[needed - 1].strip():
        needed -= 1
    widths.needed = max(widths.needed, needed)
    if needed > max(widths.header, widths.named):
        widths.longer.append(number)
    elif len(cells) < (widths.named or widths.header):
        widths.shorter.append(number)


class _Held:
    """Values of cells merged downwards, filled into the rows below; those merged sideways are only counted."""

    def __init__(self, merges: tuple[Merge, ...], first: int) -> None:
        below = [merge for merge in merges if merge.top >= first]
        self.downward = sorted((merge for merge in below if merge.bottom > merge.top), reverse=True)
        self.sideways = [merge for merge in below if merge.right > merge.left]
        self.active: list[tuple[Merge, str]] = []
        self.filled: dict[str, None] = {}  # ranges in the order they were met

    def down(self, place: int, record: Row) -> Row:
        cells = record
        while self.downward and self.downward[-1].top <= place:
            merge = self.downward.pop()
            if merge.left < len(record) and record[merge.left].strip():
                self.active.append((merge, record[merge.left]))
        self.active = [pair for pair in self.active if pair[0].bottom >= place]
        for merge, text in self.active:
            if place > merge.top and merge.left < len(cells):
                cells = [*cells[: merge.left], text, *cells[merge.left + 1 :]]
                column = letter(merge.left)
                self.filled[f"{column}{merge.top + 1}:{column}{merge.bottom + 1}"] = None
        return cells

    def notes(self) -> list[str]:
        said = []
        if self.filled:
            said.append(f"Merged cells were filled downwards with their value: {listed(list(self.filled))}.")
        if self.sideways:
            rows = sorted({merge.top + 1 for merge in self.sideways})
            said.append(f"Cells are merged sideways (row {listed(rows)}); their value stays in the first column.")
        return said


def _finish(table: Table, found: list[str], widths: _Widths, place: Place) -> None:
    width = max(widths.named, widths.needed, 1 if table.rows else 0)
    if not width:
        raise FileRefused("The file has no cells with anything in them. Export it again and choose it again.")
    table.header, naming = unique(found, width)
    table.rows = [row if len(row) == width else (*row[:width], *[""] * (width - len(row))) for row in table.rows]
    table.ragged = sorted(widths.longer + widths.shorter)
    table.notes = [*_place_notes(table, place), *naming, *table.notes, *_width_notes(table, widths, place)]


def _place_notes(table: Table, place: Place) -> list[str]:
    said = []
    if table.title_lines:
        what = "line stands" if len(table.title_lines) == 1 else "lines stand"
        said.append(f"{len(table.title_lines)} title {what} above the table: {listed(table.title_lines)}.")
    if place.first < 0:
        said.append(
            f"No header row was found: row {place.data + 1} already looks like data. Columns are named by their "
            "letter; if a row is the header, say which."
        )
    elif place.last > place.first:
        said.append(f"The header stands in rows {place.first + 1} to {place.last + 1}; their names were joined.")
    return said


def _width_notes(table: Table, widths: _Widths, place: Place) -> list[str]:
    if len(widths.longer) >= 2 and len(widths.longer) >= 0.9 * len(table.rows) and place.first >= 0:
        raise FileRefused(
            f"Nearly every row has more cells than the header's {widths.header} (row {widths.longer[0]}, for example). "
            "A column may have no name, or the comma may be both separator and decimal sign. Mend that and choose the "
            "file again."
        )
    said = []
    if widths.longer:
        said.append(f"{rows_have(widths.longer)} more cells than the header; the extra ones are kept at the end.")
    if widths.shorter:
        said.append(f"{rows_have(widths.shorter)} fewer cells than the header; the missing ones are read as blank.")
    return said
