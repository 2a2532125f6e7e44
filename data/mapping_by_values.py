"""What a column holds by its values alone, where its name says nothing: dates of visits, sides, conditions."""

from __future__ import annotations

from collections.abc import Callable

from data.catalogue import Catalogue
from data.intake.kinds import USUAL_WORDS, plain
from data.mapping_headers import numbers, take_apart
from data.mapping_names import folded
from data.mapping_values import ConditionNames
from data.sheets.cells import is_missing
from data.sheets.dates import column_order
from data.sheets.sheet import Sheet

Fits = Callable[[list[str]], bool]
FEW_WORDS = 50  # a clinic has fewer conditions than that; notes of every visit have more words
DATED = ("dmy", "mdy", "ymd", "ambiguous")  # a plain number may be a date of Excel's, or anything else


def find(sheet: Sheet, chosen: dict[str, str], catalogue: Catalogue, unsure: list[str]) -> dict[str, str]:
    """*chosen* (field to column) with the date, side and condition that only one unused column can be.

    A sentence in *unsure* says so for each; where several columns fit, none is taken.
    """
    looks: dict[str, Fits] = {
        "date": _dates,
        "side": lambda values: all(plain(value) in USUAL_WORDS["side"] for value in values),
        "condition": lambda values: _conditions(values, ConditionNames(catalogue)),
    }
    found = dict(chosen)
    for name, fits in looks.items():
        if name in found or (name == "date" and "started" in found):
            continue
        free = [column for column in sheet.header if column not in found.values() and not take_apart(column).phase]
        those = [column for column in free if (said := _said(sheet, column)) and fits(said)]
        if len(those) == 1:
            found[name] = those[0]
            unsure.append(f'"{those[0]}" is taken as the {name}, because of what stands in it. Check it.')
    return found


def unnamed_readings(sheet: Sheet, used: set[str]) -> list[str]:
    """A sentence for each unused column of numbers that says before, after or some weeks, but not what was measured."""
    missed = []
    for column in sheet.header:
        parts, values = take_apart(column), _said(sheet, column)
        if (
            column not in used
            and values
            and (parts.phase or parts.weeks is not None)
            and len(numbers(values)) == len(values)
        ):
            missed.append(f'"{column}" may hold readings, but its name is no measure known here. Choose the measure.')
    return missed


def _said(sheet: Sheet, column: str) -> list[str]:
    return [value for value in set(sheet.column(column)) if not is_missing(value)]


def _dates(values: list[str]) -> bool:
    read = column_order(values)
    return read.order in DATED and not read.others


def _conditions(values: list[str], names: ConditionNames) -> bool:
    return len(values) <= FEW_WORDS and all(names.find(folded(value), ())[0] for value in values)
