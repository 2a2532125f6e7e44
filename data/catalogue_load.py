"""Reading the folders of TOML files strictly: every way of being wrong is a named error."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from data.catalogue_check import fill
from data.catalogue_entries import Condition, Fact, Measure, Standard, Threshold
from data.catalogue_errors import (
    BadFileName,
    DuplicateEntry,
    DuplicateRule,
    FolderMissing,
    ImportantRange,
    NotReadable,
    OffTheScale,
    UnknownCondition,
    UnknownMeasure,
    UnverifiedRule,
    WrongType,
    WrongUnit,
    nearest,
)
from data.standards import standards_of


def read_folders(
    folders: list[Path], agreed: Path | None = None
) -> tuple[dict[str, Measure], dict[str, Condition], tuple[Standard, ...]]:
    """The measures and conditions of all *folders* (each holds ``measures/``, ``conditions/`` or both).

    Both are keyed by id in alphabetical order. The agreed standards are those in ``standards/`` of the folder
    *agreed*. Raises a `data.catalogue_errors.CatalogueError`.
    """
    measures: dict[str, Measure] = {}
    conditions: dict[str, Condition] = {}
    where: dict[str, str] = {}
    for folder in folders:
        for path in _files(folder, "measures"):
            _keep(measures, _measure(path), path, where)
        for path in _files(folder, "conditions"):
            _keep(conditions, _condition(path), path, where)
    _check_references(measures, conditions, where)
    standards = tuple(
        one
        for path in (_files(agreed, "standards") if agreed else ())
        for one in standards_of(path.stem, _read(path), _name(path), measures, conditions)
    )
    return dict(sorted(measures.items())), dict(sorted(conditions.items())), standards


def _files(folder: Path, kind: str) -> Iterator[Path]:
    if not any((folder / name).is_dir() for name in ("measures", "conditions", "standards")):
        message = "there is no such folder holding a folder called measures or conditions, or standards."
        raise FolderMissing(message, file=folder.name)
    return iter(sorted((folder / kind).glob("*.toml")))


def _keep(entries: dict[str, Any], entry: Any, path: Path, where: dict[str, str]) -> None:
    file = _name(path)
    if entry.id in entries:
        raise DuplicateEntry(f'there is already a file for "{entry.id}"; choose another file name.', file=file)
    for word in (entry.id, entry.name, entry.short, *entry.also):
        other = where.setdefault(_key(path.parent.name, word), file)
        if other != file:
            raise DuplicateEntry(f'"{word}" is already a name in {other}.', file=file, field="name")
    entries[entry.id] = entry


def _key(folder: str, word: str) -> str:
    return f"{folder}: {word.casefold()}"


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _read(path: Path) -> dict[str, Any]:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", path.stem):
        message = "the file's name is the id: use lower-case letters, digits and _ only, a letter first."
        raise BadFileName(message, file=_name(path))
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise NotReadable(f"this is not a TOML file ({problem}).", file=_name(path)) from problem


def _measure(path: Path) -> Measure:
    cells, file = _read(path), _name(path)
    thresholds = _tables(cells.pop("threshold", []), file, "threshold")
    facts = _tables(cells.pop("fact", []), file, "fact")
    measure = Measure(id=path.stem, **fill(Measure, cells, file, given=("id", "thresholds", "facts")))
    if measure.low >= measure.high or not 0 < measure.step <= measure.high - measure.low:
        raise OffTheScale("low must be below high, and step a part of the way between.", file=file, field="low")
    made = tuple(_threshold(measure, table, file, f"threshold {n}, ") for n, table in enumerate(thresholds, 1))
    _check_rules(made, file)
    kept = tuple(Fact(**fill(Fact, table, file, f"fact {n}, ")) for n, table in enumerate(facts, 1))
    return replace(measure, thresholds=made, facts=kept)


def _tables(tables: Any, file: str, field: str) -> list[dict[str, Any]]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise WrongType(f"write each one below a line [[{field}]].", file=file, field=field)
    return tables


def _threshold(measure: Measure, table: dict[str, Any], file: str, where: str) -> Threshold:
    made = Threshold(**fill(Threshold, table, file, where))
    if made.unit not in (measure.unit, "percent"):
        message = f'"{made.unit}" is neither the measure\'s unit ("{measure.unit}") nor "percent".'
        raise WrongUnit(message, file=file, field=where + "unit")
    if made.use == "rule" and made.verified == "memory":
        raise UnverifiedRule('verified = "memory" can only be use = "shown".', file=file, field=where + "use")
    if made.use == "rule" and made.kind == "important" and measure.kind == "rom":
        message = 'no range of motion has a published important change; use kind = "error".'
        raise ImportantRange(message, file=file, field=where + "kind")
    _check_values(measure, made, file, where)
    return made


def _check_values(measure: Measure, made: Threshold, file: str, where: str) -> None:
    """Magnitudes lie above 0 and within the width of the scale, scores on it; ends are in order."""
    magnitude = made.kind in ("important", "error")
    top = 100.0 if made.unit == "percent" else measure.high - measure.low if magnitude else measure.high
    bottom = 0.0 if magnitude or made.unit == "percent" else measure.low
    if not bottom <= made.value <= top or (magnitude and made.value == 0):
        room = f"above 0 and at most {top:g}" if magnitude else f"from {bottom:g} to {top:g}"
        message = f"{made.value:g} does not fit the scale: it must be {room}."
        raise OffTheScale(message, file=file, field=where + "value")
    low, high = (made.value if end is None else end for end in (made.low, made.high))
    if not low <= made.value <= high:
        raise OffTheScale("low, value and high are not in that order.", file=file, field=where + "low")
    if made.confidence is not None and not 50 <= made.confidence <= 99:
        raise OffTheScale("confidence is a whole percentage such as 95.", file=file, field=where + "confidence")
    if made.weeks is not None and made.weeks <= 0:
        raise OffTheScale("weeks must be above 0.", file=file, field=where + "weeks")


def _check_rules(made: tuple[Threshold, ...], file: str) -> None:
    seen: dict[tuple[str, str, str | None, float | None], int] = {}
    for number, threshold in enumerate(made, 1):
        if threshold.use == "rule":
            key = (threshold.kind, threshold.unit, threshold.condition, threshold.weeks)
            if key in seen:
                message = f'it decides the same case as threshold {seen[key]}: make one of them use = "shown".'
                raise DuplicateRule(message, file=file, field=f"threshold {number}, use")
            seen[key] = number


def _condition(path: Path) -> Condition:
    return Condition(id=path.stem, **fill(Condition, _read(path), _name(path), given=("id",)))


def _check_references(measures: dict[str, Measure], conditions: dict[str, Condition], where: dict[str, str]) -> None:
    for measure in measures.values():
        for number, threshold in enumerate(measure.thresholds, 1):
            wrong = threshold.condition
            if wrong is not None and wrong not in conditions:
                message = f'there is no condition "{wrong}".{nearest(wrong, conditions)}'
                file = where[_key("measures", measure.id)]
                raise UnknownCondition(message, file=file, field=f"threshold {number}, condition")
    for condition in conditions.values():
        for wrong in set(condition.measures) - set(measures):
            message = f'there is no measure "{wrong}".{nearest(wrong, measures)}'
            raise UnknownMeasure(message, file=where[_key("conditions", condition.id)], field="measures")
