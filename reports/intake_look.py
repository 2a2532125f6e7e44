"""What a person needs to see while saying which column is what; nothing here writes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from data.catalogue import Catalogue
from data.intake.cells import parser_for
from data.intake.fit import check_mapping, known_words, settle_dates
from data.intake.kinds import CHOICES
from data.intake.read import read_sheet
from data.mapping import Mapping, ReadingColumn, Source, nearest
from data.rows import ReadFile
from data.sheets.sheet import CellProblem, Sheet

TRANSLATED = ("condition", "measure", *CHOICES)  # the facts whose words have to be words of ours


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a column: as written, on how many rows, and what it is taken as.

    ``means`` is one of our words, empty for missing, ``None`` when nobody knows yet.
    """

    said: str
    times: int
    means: str | None


def words(sheet: Sheet, mapping: Mapping, name: str, catalogue: Catalogue) -> list[Word]:
    """The different words of the column of the fact *name* (one of `TRANSLATED`), the most frequent first."""
    source = mapping.fields[name]
    parse = parser_for(name, source, mapping, catalogue, date.max)
    counts = Counter(cell for cell in sheet.column(source.column) if cell.strip())
    return [Word(said, times, _meaning(parse(said))) for said, times in counts.most_common()]


def _meaning(parsed: object) -> str | None:
    if isinstance(parsed, CellProblem):
        return None
    return "" if parsed is None else str(parsed)


def look(sheet: Sheet, mapping: Mapping, catalogue: Catalogue, today: date, rows: int) -> ReadFile:
    """The first *rows* rows as *mapping* understands them; raises `data.mapping.MappingError` as a full read would."""
    check_mapping(mapping, sheet, catalogue)
    settled, _ = settle_dates(mapping, sheet)
    first = replace(sheet, rows=sheet.rows[:rows], numbers=sheet.numbers[:rows])
    return read_sheet(first, settled, catalogue, today, "mapped_sheet")


def fitted(sheet: Sheet, mapping: Mapping, catalogue: Catalogue) -> tuple[Mapping, tuple[str, ...]]:
    """A saved *mapping* without the parts that this sheet or this catalogue does not have, and a sentence for each."""
    said: list[str] = []
    fields = {}
    for name, source in mapping.fields.items():
        if not source.column or _has(sheet, source.column, said):
            fields[name] = _known_words(name, source, catalogue, said)
    readings = tuple(reading for reading in mapping.readings if _fits(sheet, reading, catalogue, said))
    return replace(mapping, fields=fields, readings=readings), tuple(dict.fromkeys(said))


def _has(sheet: Sheet, column: str, said: list[str]) -> bool:
    if column not in sheet.header:
        said.append(f'The file has no column "{column}", which the saved mapping reads.{nearest(column, sheet.header)}')
    return column in sheet.header


def _fits(sheet: Sheet, reading: ReadingColumn, catalogue: Catalogue, said: list[str]) -> bool:
    if reading.measure not in catalogue.measures:
        said.append(
            f'"{reading.column}" is left out: no measure is called "{reading.measure}" here.'
            + nearest(reading.measure, catalogue.measures)
        )
        return False
    also = [reading.date, reading.missing_when.empty if reading.missing_when else ""]
    return all(_has(sheet, column, said) for column in (reading.column, *also) if column)


def _known_words(name: str, source: Source, catalogue: Catalogue, said: list[str]) -> Source:
    allowed = set(known_words(name, catalogue))
    wrong = {word: ours for word, ours in source.words.items() if allowed and ours and ours not in allowed}
    for word, ours in wrong.items():
        said.append(
            f'"{word}" was taken as "{ours}" by the saved mapping, which is not known here.{nearest(ours, allowed)}'
        )
    return replace(source, words={word: ours for word, ours in source.words.items() if word not in wrong})
