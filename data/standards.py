"""A clinic's own agreed standards: figures it wants to reach, by whom and when they were set, each way wrong an error.

One file for each condition in ``standards/`` of the clinic's own catalogue; the file's name is the condition's id.
The program brings none: what a clinic wants to reach is the clinic's to say. Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from data.catalogue_check import fill
from data.catalogue_entries import Standard
from data.catalogue_errors import (
    EndsBeforeItBegins,
    MissingField,
    OffTheScale,
    StandardsOverlap,
    UnknownCondition,
    UnknownField,
    UnknownMeasure,
    WrongType,
    nearest,
)

if TYPE_CHECKING:
    from data.catalogue_entries import Condition, Measure


def standards_of(
    condition: str,
    cells: Mapping[str, Any],
    file: str,
    measures: Mapping[str, Measure],
    conditions: Mapping[str, Condition],
) -> tuple[Standard, ...]:
    """The standards of one file, the earliest first; raises a `data.catalogue_errors.CatalogueError`."""
    if condition not in conditions:
        raise UnknownCondition(f'there is no condition "{condition}".{nearest(condition, conditions)}', file=file)
    for name in cells:
        if name != "standard":
            raise UnknownField(f"there is no such field.{nearest(name, ('standard',))}", file=file, field=name)
    tables = cells.get("standard")
    if tables is None:
        raise MissingField("write at least one [[standard]].", file=file, field="standard")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise WrongType("write each one below a line [[standard]].", file=file, field="standard")
    made = [_standard(condition, table, file, f"standard {n}, ", measures) for n, table in enumerate(tables, 1)]
    _check_apart(made, file)
    return tuple(sorted(made, key=lambda one: (one.set_on, one.measure, one.figure)))


def _standard(
    condition: str, table: dict[str, Any], file: str, where: str, measures: Mapping[str, Measure]
) -> Standard:
    one = Standard(condition=condition, **fill(Standard, table, file, where, given=("condition",)))
    if one.measure not in measures:
        message = f'there is no measure "{one.measure}".{nearest(one.measure, measures)}'
        raise UnknownMeasure(message, file=file, field=where + "measure")
    measure = measures[one.measure]
    most = 100.0 if one.figure == "improved" else measure.high - measure.low
    unit = "per cent" if one.figure == "improved" else measure.unit
    if not 0 < one.value <= most:
        raise OffTheScale(f"it must be above 0 and at most {most:g} {unit}.", file=file, field=where + "value")
    if one.weeks is not None and one.weeks <= 0:
        raise OffTheScale("weeks must be above 0.", file=file, field=where + "weeks")
    if one.until is not None and one.until < one.set_on:
        raise EndsBeforeItBegins("it ends before the day it was set on.", file=file, field=where + "until")
    return one


def _check_apart(made: list[Standard], file: str) -> None:
    """Of two standards about the same figure one has to end before the other begins."""
    for n, one in enumerate(made, 1):
        for m, other in enumerate(made[: n - 1], 1):
            same = (one.measure, one.figure, one.weeks) == (other.measure, other.figure, other.weeks)
            if same and one.holds(max(one.set_on, other.set_on)) and other.holds(max(one.set_on, other.set_on)):
                message = f"it holds at the same time as standard {m}: give the earlier one the day it ended, until."
                raise StandardsOverlap(message, file=file, field=f"standard {n}, set_on")


def in_words(standards: Iterable[Standard]) -> list[str]:
    """One line for each, for the record of what changed: ``plantar_heel_pain, nprs, improved 60 from 2026-03-01``."""
    return [
        f"{one.condition}, {one.measure}, {one.figure} {one.value:g} from {one.set_on}"
        + (f" until {one.until}" if one.until else "")
        + (f" at {one.weeks:g} weeks" if one.weeks else "")
        + f" ({one.by})"
        for one in standards
    ]
