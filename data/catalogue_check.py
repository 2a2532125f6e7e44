"""Checking the fields of one table of a catalogue file: names, types, choices, sources."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from typing import Any

from data.catalogue_entries import BETTER, BOUNDS, FIGURES, KINDS, THRESHOLD_KINDS, USES, VERIFIED
from data.catalogue_errors import EmptyField, EmptySource, MissingField, NotAChoice, UnknownField, WrongType, nearest

CHOICES: Mapping[str, tuple[str, ...]] = {
    "better": BETTER,
    "bounds": BOUNDS,
    "use": USES,
    "figure": FIGURES,
    "verified": VERIFIED,
    "snomed_verified": ("", *VERIFIED),
    "icd10_verified": ("", *VERIFIED),
}
KIND_CHOICES = {"Measure": KINDS, "Threshold": THRESHOLD_KINDS}


def fill(kind: type, cells: Mapping[str, Any], file: str, where: str = "", given: Iterable[str] = ()) -> dict[str, Any]:
    """The keyword arguments for the dataclass *kind* from the TOML table *cells*.

    *given* names the fields the caller fills itself. *where* is put before the field's name in a
    message. Raises `UnknownField`, `MissingField`, `WrongType`, `EmptyField`, `EmptySource` or `NotAChoice`.
    """
    known = {field.name: field for field in fields(kind) if field.name not in set(given)}
    for name in cells:
        if name not in known:
            raise UnknownField(f"there is no such field.{nearest(name, known)}", file=file, field=where + name)
    for name, field in known.items():
        if name not in cells and field.default is MISSING:
            raise MissingField("this field is missing.", file=file, field=where + name)
    return {name: _cell(kind, known[name], value, file, where + name) for name, value in cells.items()}


def _cell(kind: type, field: Field[Any], value: Any, file: str, where: str) -> Any:
    """One value, checked against the type its dataclass declares."""
    declared = str(field.type)
    if declared.startswith(("float", "int")):
        return _number(value, declared.startswith("int"), file, where)
    if declared.startswith("tuple"):
        return _words(value, file, where)
    if declared.startswith("date"):
        return _day(value, file, where)
    if not isinstance(value, str):
        raise WrongType(f"{value!r} is not text in quotation marks.", file=file, field=where)
    return _text(kind, field, value.strip(), file, where)


def _number(value: Any, whole: bool, file: str, where: str) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)) or not math.isfinite(value):
        raise WrongType(f"{value!r} is not a {'whole ' if whole else ''}number.", file=file, field=where)
    return int(value) if whole else float(value)


def _day(value: Any, file: str, where: str) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise WrongType("write a day such as 2026-03-01, without quotation marks.", file=file, field=where)
    return value


def _words(value: Any, file: str, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
        raise WrongType("write a list of names, each in quotation marks.", file=file, field=where)
    if not value:
        raise EmptyField("the list is empty.", file=file, field=where)
    return tuple(word.strip() for word in value)


def _text(kind: type, field: Field[Any], value: str, file: str, where: str) -> str:
    if not value and field.name == "source":
        raise EmptySource("say where this comes from.", file=file, field=where)
    if not value and field.default is MISSING:
        raise EmptyField("this may not be empty.", file=file, field=where)
    choices = KIND_CHOICES.get(kind.__name__, ()) if field.name == "kind" else CHOICES.get(field.name, ())
    if choices and value not in choices:
        right = [choice for choice in choices if choice]
        message = f'"{value}" is not one of {", ".join(right)}.{nearest(value, right) if len(right) > 2 else ""}'
        raise NotAChoice(message, file=file, field=where)
    return value
