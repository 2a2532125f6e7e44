"""Whether a mapping fits a sheet and the catalogue, and the date order of each column settled before reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from data.catalogue import Catalogue
from data.frames import PHASES, SIDES
from data.intake.kinds import CHOICES, DATES, USUAL_WORDS, plain
from data.mapping import (
    DATE_ORDERS,
    DECIMALS,
    FIELDS,
    LAYOUTS,
    LONG_ONLY,
    NEEDED,
    Mapping,
    MappingError,
    ReadingColumn,
    Source,
    nearest,
)
from data.sheets.dates import agreed, column_order
from data.sheets.sheet import Sheet


def check_mapping(mapping: Mapping, sheet: Sheet, catalogue: Catalogue) -> None:
    """Raise `MappingError` in one sentence when *mapping* cannot be used on *sheet*."""
    _one_of("layout", mapping.layout, LAYOUTS)
    _one_of("dates", mapping.dates, DATE_ORDERS)
    _one_of("decimal", mapping.decimal, DECIMALS)
    for column in mapping.columns():
        if column not in sheet.header:
            raise MappingError(f'The file has no column "{column}".{nearest(column, sheet.header)}')
    for name, source in mapping.fields.items():
        _check_source(name, source, catalogue)
    for reading in mapping.readings:
        _check_reading(reading, catalogue)
    _check_complete(mapping)


def settle_dates(mapping: Mapping, sheet: Sheet) -> tuple[Mapping, tuple[str, ...]]:
    """*mapping* with a date order for every date column, and a sentence for each taken from a neighbour.

    Raises `MappingError` when a column can be read both ways and nothing in the file decides: it is asked, not guessed.
    """
    open_columns = {name: source for name, source in mapping.fields.items() if _undecided(name, source, mapping)}
    if not open_columns:
        return mapping, ()
    orders = {name: column_order(set(sheet.column(source.column))).order for name, source in open_columns.items()}
    shared = agreed(orders.values())
    said = []
    for name, source in open_columns.items():
        order: str = orders[name]
        if order in ("ambiguous", "mixed") and not (order == "ambiguous" and shared):
            raise MappingError(_ask(source.column, order))
        if order == "ambiguous":
            order = shared
            said.append(
                f'The dates in "{source.column}" can be read both ways; they were read like the other dates here.'
            )
        mapping = mapping.with_field(name, replace(source, dates="ymd" if order == "none" else order))
    return mapping, tuple(said)


def _ask(column: str, order: str) -> str:
    if order == "mixed":
        return f'Some dates in "{column}" can only be day first and others only month first. Say which order is right.'
    return (
        f'The dates in "{column}" can be read day first or month first, and nothing shows which. Choose the date order.'
    )


def _undecided(name: str, source: Source, mapping: Mapping) -> bool:
    return name in DATES and bool(source.column) and (source.dates or mapping.dates) == "ask"


def _one_of(what: str, value: str, allowed: Iterable[str]) -> None:
    if value not in allowed:
        raise MappingError(f'{what}: "{value}" is not allowed.{nearest(value, allowed)}')


def _check_source(name: str, source: Source, catalogue: Catalogue) -> None:
    if name not in FIELDS:
        raise MappingError(f'There is no field "{name}".{nearest(name, FIELDS)}')
    if bool(source.column) == bool(source.fixed):
        raise MappingError(f"{name}: name a column, or give a fixed value, and not both.")
    if source.dates:
        _one_of(f"{name}.dates", source.dates, DATE_ORDERS)
    allowed = tuple(known_words(name, catalogue))
    for word in source.words.values() if allowed else ():
        if word:  # an empty translation says that the word means missing
            _one_of(f"{name}.words", word, allowed)
    if source.fixed and allowed and plain(source.fixed) not in (*map(plain, source.words), *USUAL_WORDS.get(name, ())):
        _one_of(f"{name}.fixed", source.fixed, allowed)


def known_words(name: str, catalogue: Catalogue) -> Iterable[str]:
    """The words the fact *name* can have; none when any word will do."""
    if name == "condition":
        return catalogue.conditions
    return catalogue.measures if name == "measure" else CHOICES.get(name, ())


def _check_reading(reading: ReadingColumn, catalogue: Catalogue) -> None:
    where = f'reading "{reading.column}"'
    _one_of(f"{where}: measure", reading.measure, catalogue.measures)
    _one_of(f"{where}: phase", reading.phase, PHASES)
    _one_of(f"{where}: side", reading.side or "both", SIDES)
    if reading.phase != "review" and (reading.weeks or reading.date):
        raise MappingError(f"{where}: a reading some weeks later or on its own date is a review, not {reading.phase}.")
    if reading.weeks is not None and (reading.date or not 0 <= reading.weeks <= 1040):
        raise MappingError(f"{where}: give weeks (0 to 1040) or a date column, not both.")


def _check_complete(mapping: Mapping) -> None:
    for name in NEEDED:
        if name not in mapping.fields and not (name == "date" and "started" in mapping.fields):
            raise MappingError(
                f"Say which column holds {FIELDS[name]}"
                + (", or choose one for the whole file." if name != "patient" else ".")
            )
    if mapping.layout == "long":
        for name in ("measure", "value"):
            if name not in mapping.fields:
                raise MappingError(f"Say which column holds it: {FIELDS[name]}.")
    elif wrong := [name for name in LONG_ONLY if name in mapping.fields]:
        raise MappingError(f'"{wrong[0]}" belongs to the long layout; this mapping is wide.')
    seen: dict[tuple[object, ...], str] = {}
    for reading in mapping.readings:
        key = (reading.measure, reading.phase, reading.weeks or 0, reading.date, reading.method, reading.side)
        if key in seen:
            raise MappingError(
                f'"{seen[key]}" and "{reading.column}" are the same reading. '
                "Give them different phases, weeks, sides or methods."
            )
        seen[key] = reading.column
