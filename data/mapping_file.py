"""Mappings as small TOML files that a person can read and mend; loading is strict.

The settings of the file come first, then one table per fact (``[patient]``, ``[condition]``), then one
``[[reading]]`` per column that holds a measure::

    layout = "wide"
    dates = "dmy"
    missing_codes = ["999"]

    [patient]
    column = "Client no."

    [side]
    column = "Foot"
    [side.words]
    "L" = "left"

    [[reading]]
    column = "Pain 3 months"
    measure = "nprs"
    weeks = 13
    missing_when = { values = ["0"], empty = "Diary 3 months" }
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import tomli_w

from data.mapping import (
    DATE_ORDERS,
    DECIMALS,
    FIELDS,
    LAYOUTS,
    Mapping,
    MappingError,
    MissingWhen,
    ReadingColumn,
    Source,
    nearest,
)

LARGEST = 1_000_000  # bytes; a mapping is a page of text
SETTINGS = (
    "title",
    "layout",
    "dates",
    "decimal",
    "missing_words",
    "missing_codes",
    "header_row",
    "worksheet",
    "encoding",
)
CHOICES = {"layout": LAYOUTS, "dates": ("", *DATE_ORDERS), "decimal": DECIMALS}
WHOLE = {"weeks": False, "header_row": True}
LISTS = ("missing_words", "missing_codes", "values")


def load_mapping(source: Path | str) -> Mapping:
    """Read a mapping from a file (``Path``) or from TOML text (``str``).

    Raises `data.mapping.MappingError` naming the field and the nearest right name for anything
    unknown, missing or of the wrong kind, and for a file that cannot be read.
    """
    try:
        cells = tomllib.loads(_text(source))
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        raise MappingError(f"The mapping is not a well-formed TOML file: {wrong}.") from wrong
    _known("the mapping", cells, (*SETTINGS, *FIELDS, "reading"))
    settings = {name: _value(name, cells[name], name) for name in SETTINGS if name in cells}
    sources = {name: _source(name, cells[name]) for name in cells if name in FIELDS}
    readings = cells.get("reading", [])
    if not isinstance(readings, list):
        raise MappingError("reading: write [[reading]] with two brackets, one table per column.")
    columns = tuple(_reading(number, table) for number, table in enumerate(readings, start=1))
    return Mapping(fields=sources, readings=columns, **settings)


def dump_mapping(mapping: Mapping) -> str:
    """The mapping as TOML text; ``load_mapping(dump_mapping(m)) == m``."""
    cells: dict[str, Any] = {name: getattr(mapping, name) for name in SETTINGS}
    cells = {name: value for name, value in cells.items() if value not in ("", None, ())}
    cells |= {name: _filled(source) for name, source in mapping.fields.items()}
    if mapping.readings:
        cells["reading"] = [_filled(reading) for reading in mapping.readings]
    return tomli_w.dumps(cells)


def _text(source: Path | str) -> str:
    if isinstance(source, str):
        return source
    try:
        if source.stat().st_size > LARGEST:
            raise MappingError(f"{source.name} is too large to be a mapping.")
        return source.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise MappingError(f"{source.name} cannot be read as a mapping (a TOML file in UTF-8).") from wrong


def _filled(entry: Any) -> dict[str, Any]:
    """What differs from the defaults, so that the file stays small."""
    cells = {}
    for part in fields(entry):
        value = getattr(entry, part.name)
        default = part.default_factory() if part.default_factory is not MISSING else part.default
        if value != default:
            cells[part.name] = _filled(value) if isinstance(value, MissingWhen) else value
    return cells


def _known(where: str, cells: Iterable[str], known: Iterable[str]) -> None:
    right = tuple(known)
    for name in cells:
        if name not in right:
            raise MappingError(f'{where}: there is no "{name}".{nearest(name, right)}')


def _table(where: str, cells: Any, kind: type, needed: Iterable[str] = ()) -> dict[str, Any]:
    if not isinstance(cells, dict):
        raise MappingError(f"{where}: write a table, such as [{where}] with a line below it.")
    names = [part.name for part in fields(kind)]
    _known(where, cells, names)
    for name in needed:
        if name not in cells:
            raise MappingError(f"{where}: {name} is missing.")
    return cells


def _source(name: str, cells: Any) -> Source:
    if isinstance(cells, str):  # patient = "id" is short for a table with that column
        return Source(column=cells)
    table = _table(name, cells, Source)
    words = table.get("words", {})
    if not isinstance(words, dict) or not all(isinstance(word, str) for word in words.values()):
        raise MappingError(f'{name}.words: write what the file says = our word, such as "L" = "left".')
    texts = {key: _value(f"{name}.{key}", table[key], key) for key in table if key != "words"}
    return Source(words=words, **texts)


def _reading(number: int, cells: Any) -> ReadingColumn:
    where = f"reading {number}"
    table = _table(where, cells, ReadingColumn, ("column", "measure"))
    rule = table.get("missing_when")
    values = {key: _value(f"{where}.{key}", table[key], key) for key in table if key != "missing_when"}
    if rule is not None:
        rule = _table(f"{where}.missing_when", rule, MissingWhen)
        if not rule:
            raise MappingError(f"{where}.missing_when: give values, empty, or both.")
        rule = MissingWhen(**{key: _value(f"{where}.missing_when.{key}", rule[key], key) for key in rule})
    return ReadingColumn(missing_when=rule, **values)


def _value(where: str, value: Any, name: str) -> Any:
    """One value of the kind that *name* has."""
    if name in LISTS:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise MappingError(f"{where}: write a list of texts, each in quotation marks.")
        return tuple(value)
    if name in WHOLE:
        return _number(where, value, WHOLE[name])
    if not isinstance(value, str):
        raise MappingError(f"{where}: write text in quotation marks.")
    if name in CHOICES and value not in CHOICES[name]:
        raise MappingError(
            f'{where}: "{value}" is not allowed.{nearest(value, [word for word in CHOICES[name] if word])}'
        )
    return value


def _number(where: str, value: Any, whole: bool) -> float | int:
    right = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
    if not right or not 0 <= value <= 1_000_000:
        raise MappingError(f"{where}: write a {'whole ' if whole else ''}number from 0 up, without quotation marks.")
    return int(value) if whole else float(value)
