"""Propose a mapping from a sheet's header and values, and say in sentences what is unsure."""

from __future__ import annotations

from dataclasses import replace

from data import mapping_by_values as by_values
from data.catalogue import Catalogue
from data.intake.kinds import DATES
from data.mapping import FIELDS, LONG_ONLY, NEEDED, Mapping, ReadingColumn, Source
from data.mapping_headers import MeasureNames, numbers, take_apart
from data.mapping_names import LAST_RESORT, ONLY_A_NAME, columns_by_field, folded
from data.mapping_values import codes_for_missing, translations, unobserved_zeros
from data.sheets.cells import is_missing
from data.sheets.columns import column_decimal
from data.sheets.dates import column_order
from data.sheets.sheet import Sheet

CLINICAL = frozenset(
    {"date", "started", "birth_year", "birth_date", "age", "sex", "condition", "side", "session", "ended"}
)
NO_PATIENT = (
    "No column looks like a patient, so there may be no clinic record in this file. If there is, choose the patient's "
    "column."
)


def propose(sheet: Sheet, catalogue: Catalogue) -> tuple[Mapping, tuple[str, ...]]:
    """A mapping that a person can start from, and what to look at before using it. Never raises.

    An ambiguous date column leaves ``dates = "ask"``; a file in which no column looks like a patient
    has no ``patient`` field and a sentence that says so first.
    """
    unsure: list[str] = []
    chosen = _fields(sheet, catalogue, unsure)
    if "patient" in chosen:
        chosen = by_values.find(sheet, chosen, catalogue, unsure)
    mapping = Mapping(
        layout="long" if "value" in chosen else "wide", worksheet=sheet.worksheet if len(sheet.worksheets) > 1 else ""
    )
    mapping = replace(mapping, fields={name: Source(column=column) for name, column in chosen.items()})
    if mapping.layout == "wide":
        mapping = replace(mapping, readings=_readings(sheet, mapping, catalogue, unsure))
        unsure += by_values.unnamed_readings(sheet, set(mapping.columns())) if "patient" in chosen else []
    mapping = _decimal(sheet, mapping, unsure)
    mapping = codes_for_missing(sheet, mapping, catalogue, unsure)
    mapping = unobserved_zeros(sheet, mapping, unsure)
    mapping = translations(sheet, _dates(sheet, mapping, unsure), catalogue, unsure)
    _still_needed(mapping, unsure)
    return mapping, tuple(unsure)


def looks_clinical(sheet: Sheet) -> bool:
    """Whether the header names a patient and at least one other thing that a clinic writes down."""
    chosen = columns_by_field(sheet.header)
    return bool(sheet.rows) and "patient" in chosen and _clinical(sheet, chosen)


def _clinical(sheet: Sheet, chosen: dict[str, str]) -> bool:
    others = CLINICAL & set(chosen)
    timed = [column for column in sheet.header if (parts := take_apart(column)).phase or parts.weeks is not None]
    enough = 2 if folded(chosen["patient"]) in LAST_RESORT else 1
    return len(others) + len(timed) >= enough


def _fields(sheet: Sheet, catalogue: Catalogue, unsure: list[str]) -> dict[str, str]:
    chosen = columns_by_field(sheet.header)
    names = MeasureNames(catalogue)
    long = "measure" in chosen and "value" in chosen and _names_measures(sheet.column(chosen["measure"]), names)
    for name in () if long else LONG_ONLY:
        chosen.pop(name, None)
    if "patient" in chosen and not _clinical(sheet, chosen) and folded(chosen["patient"]) in LAST_RESORT:
        chosen.pop("patient")  # every table has an "id"; alone it is not a patient
    if "patient" not in chosen:
        unsure.append(NO_PATIENT)
    elif folded(chosen["patient"]) in ONLY_A_NAME and folded(chosen["patient"]) not in ("patient", "client"):
        unsure.append(
            f'"{chosen["patient"]}" may hold names. Two people can share a name: use a patient number if there is one.'
        )
    elif folded(chosen["patient"]) in LAST_RESORT:
        unsure.append(
            f"\"{chosen['patient']}\" is taken as the patient. Check that it is the patient's number, not the row's."
        )
    if "patient" in chosen and any("," in cell or ";" in cell for cell in set(sheet.column(chosen["patient"]))):
        unsure.append(f'"{chosen["patient"]}" names several patients in one cell. Each row must be one patient\'s.')
    for extra in ("birth_date", "age") if "birth_year" in chosen else ("age",) if "birth_date" in chosen else ():
        chosen.pop(extra, None)
    return chosen


def _names_measures(values: tuple[str, ...], names: MeasureNames) -> bool:
    said = [value for value in set(values) if not is_missing(value)]
    return bool(said) and sum(names.find(folded(value), ())[0] is not None for value in said) * 2 >= len(said)


def _readings(sheet: Sheet, mapping: Mapping, catalogue: Catalogue, unsure: list[str]) -> tuple[ReadingColumn, ...]:
    names, taken = MeasureNames(catalogue), set(mapping.columns())
    found: dict[tuple[object, ...], ReadingColumn] = {}
    for column in sheet.header:
        parts, values = take_apart(column), sheet.column(column)
        if column in taken or not parts.rest or not _mostly_numbers(values):
            continue
        measure, doubt = names.find(parts.rest, values)
        if measure is None:
            continue
        if doubt:
            unsure.append(f'"{column}" is taken as {catalogue.measures[measure].name}: {doubt}. Check it.')
        if not parts.phase and parts.weeks is None:
            unsure.append(
                f'"{column}" does not say before or after needling. It is taken as a review; say if it is not.'
            )
        reading = ReadingColumn(column, measure, parts.phase or "review", parts.weeks, side=parts.side)
        _keep(reading, found, unsure)
    if not found:
        unsure.append("No column looks like a measure. Choose the columns that hold readings.")
    return tuple(found.values())


def _keep(reading: ReadingColumn, found: dict[tuple[object, ...], ReadingColumn], unsure: list[str]) -> None:
    if reading.phase != "review" and reading.weeks is not None:  # "pre" beside "baseline": the weeks say it all
        reading = replace(reading, phase="review")
    key = (reading.measure, reading.phase, reading.weeks or 0, reading.side)
    if key in found:
        unsure.append(
            f'"{reading.column}" and "{found[key].column}" look like the same reading; only the latter is taken.'
        )
    else:
        found[key] = reading


def _mostly_numbers(values: tuple[str, ...]) -> bool:
    said = [value for value in values if not is_missing(value)]
    return not said or len(numbers(said)) * 2 >= len(said)


def _decimal(sheet: Sheet, mapping: Mapping, unsure: list[str]) -> Mapping:
    columns = [reading.column for reading in mapping.readings]
    columns += [mapping.fields["value"].column] if "value" in mapping.fields else []
    signs = {column_decimal(set(sheet.column(column))) for column in columns} - {"either"}
    if len(signs) > 1 or "mixed" in signs:
        unsure.append("Some numbers have a decimal point and some a decimal comma. Say which sign is right.")
    return replace(mapping, decimal="," if signs == {","} else ".")


def _dates(sheet: Sheet, mapping: Mapping, unsure: list[str]) -> Mapping:
    orders: dict[str, str] = {}
    for name, source in mapping.fields.items():
        if name in DATES:
            orders[name] = column_order(set(sheet.column(source.column))).order
            if orders[name] in ("ambiguous", "mixed"):
                unsure.append(f'The dates in "{source.column}" can be read day first or month first. Choose the order.')
            elif orders[name] == "none":
                unsure.append(f'"{source.column}" is named like a date, but no value in it is one.')
    settled = [order for order in orders.values() if order in ("dmy", "mdy", "ymd", "serial")]
    if len(settled) < len(orders) or not settled:
        return mapping  # "ask" stays until a person has chosen
    for name, order in orders.items():
        if order != settled[0]:
            mapping = mapping.with_field(name, replace(mapping.fields[name], dates=order))
    return replace(mapping, dates=settled[0])


def _still_needed(mapping: Mapping, unsure: list[str]) -> None:
    for name in NEEDED[1:]:
        if name not in mapping.fields and not (name == "date" and "started" in mapping.fields):
            unsure.append(f"No column looks like {FIELDS[name]}. Choose its column, or one value for the whole file.")
    if mapping.layout == "long" and not {"phase", "weeks"} & set(mapping.fields):
        unsure.append("No column says before, after or review. Every value is taken as a review; say if it is not.")
