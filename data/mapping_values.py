"""What the values of a sheet propose: translations of words, codes that mean missing, zeros nobody observed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from data.catalogue import Catalogue
from data.intake.cells import condition_words, parser_for, reading_parser
from data.intake.kinds import CHOICES
from data.mapping import Mapping, MissingWhen, ReadingColumn, Source
from data.mapping_headers import CODES, MeasureNames, take_apart
from data.mapping_names import folded
from data.sheets.cells import is_missing, number
from data.sheets.sheet import CellProblem, Sheet

MOST_WORDS = 200
SHOWN = 6


def translations(sheet: Sheet, mapping: Mapping, catalogue: Catalogue, unsure: list[str]) -> Mapping:
    """Add to each column of words what its unknown words may mean; those that stay unknown are named in *unsure*."""
    mapping = _times(sheet, mapping)
    for name in ("condition", "measure", *CHOICES):
        source = mapping.source(name)
        if source is not None and source.column:
            unknown = _unknown(name, source, sheet, mapping, catalogue)
            words, left = _guessed(name, unknown, catalogue)
            for said, meant in words.items():
                unsure.append(f'"{said}" in "{source.column}" is taken as {meant}. Check it.')
            if left:
                shown = ", ".join(f'"{word}"' for word in left[:SHOWN]) + (", …" if len(left) > SHOWN else "")
                unsure.append(f'"{source.column}" says {shown}: say which {name.replace("_", " ")} is meant.')
            mapping = mapping.with_field(name, replace(source, words={**source.words, **words}))
    return mapping


def _unknown(name: str, source: Source, sheet: Sheet, mapping: Mapping, catalogue: Catalogue) -> list[str]:
    parse = parser_for(name, source, mapping, catalogue, date.max)
    counts = Counter(sheet.column(source.column))
    return sorted(
        (word for word in counts if isinstance(parse(word), CellProblem)), key=lambda word: (-counts[word], word)
    )


def _guessed(name: str, unknown: list[str], catalogue: Catalogue) -> tuple[dict[str, str], list[str]]:
    if name not in ("condition", "measure"):
        return {}, unknown
    guess: ConditionNames | MeasureNames = ConditionNames(catalogue) if name == "condition" else MeasureNames(catalogue)
    words: dict[str, str] = {}
    left: list[str] = []
    for word in unknown[:MOST_WORDS]:
        meant = guess.find(folded(word), ())[0]
        words.update({word: meant} if meant else {})
        left += [] if meant else [word]
    return words, left + unknown[MOST_WORDS:]


class ConditionNames:
    """Finds a condition when all words of one of its names stand in the cell, the longest name first."""

    def __init__(self, catalogue: Catalogue) -> None:
        known = {folded(word): meant for word, meant in condition_words(catalogue).items()}
        self.names = sorted(
            ((set(word.split()), meant) for word, meant in known.items()), key=lambda pair: -len(pair[0])
        )

    def find(self, said: str, _values: Sequence[str]) -> tuple[str | None, str]:
        """The condition's id, or ``None``."""
        words = set(said.split())
        return next((meant for name, meant in self.names if name and name <= words), None), ""


def _times(sheet: Sheet, mapping: Mapping) -> Mapping:
    """A column of time points such as "baseline" and "3 months" says weeks, not phases."""
    source = mapping.source("phase")
    if source is None or not source.column or "weeks" in mapping.fields:
        return mapping
    parts = {word: take_apart(word) for word in set(sheet.column(source.column)) if not is_missing(word)}
    if not parts or any(part.weeks is None for part in parts.values()):
        return mapping
    if "date" in mapping.fields:  # every row has its own date, which says more than the name of the time point
        return mapping.with_field("phase", None)
    words = {word: f"{part.weeks:g}" for word, part in parts.items()}
    return mapping.with_field("phase", None).with_field("weeks", Source(column=source.column, words=words))


def codes_for_missing(sheet: Sheet, mapping: Mapping, catalogue: Catalogue, unsure: list[str]) -> Mapping:
    """Propose 999 and the like as missing where they are off the scale of their measure."""
    codes: Counter[str] = Counter()
    for reading in mapping.readings:
        parse = reading_parser(catalogue.measures[reading.measure], mapping)
        for cell in sheet.column(reading.column):
            if number(cell) in CODES and isinstance(parse(cell), CellProblem):
                codes[cell.strip()] += 1
    often = tuple(code for code, count in codes.most_common() if count > 1)
    if often:
        unsure.append(f"{', '.join(often)} are taken as codes for missing, because they are off the scale. Check it.")
    return replace(mapping, missing_codes=often)


def unobserved_zeros(sheet: Sheet, mapping: Mapping, unsure: list[str]) -> Mapping:
    """Propose that a zero is no observation where it stands beside an empty reading of the same time, always."""
    readings = tuple(_checked(sheet, reading, mapping, unsure) for reading in mapping.readings)
    return replace(mapping, readings=readings)


def _checked(sheet: Sheet, reading: ReadingColumn, mapping: Mapping, unsure: list[str]) -> ReadingColumn:
    cells = sheet.column(reading.column)
    for other in mapping.readings:
        if other is reading or (other.phase, other.weeks, other.side) != (reading.phase, reading.weeks, reading.side):
            continue
        beside = [cell for cell, seen in zip(cells, sheet.column(other.column), strict=True) if is_missing(seen)]
        if len(beside) >= 5 and all(number(cell) == 0 for cell in beside):
            unsure.append(
                f'"{reading.column}" is 0 on all {len(beside)} rows where "{other.column}" is empty. '
                "Those zeros are taken as missing; say if they were observed."
            )
            zeros = tuple(dict.fromkeys(cell.strip() for cell in beside))
            return replace(reading, missing_when=MissingWhen(zeros, other.column))
    return reading
