"""Parsing by column: each different text of a column is parsed once, which is what makes a large file quick."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from data.catalogue import Catalogue
from data.intake.cells import Parser, parser_for
from data.intake.findings import Findings
from data.mapping import NEEDED, Mapping, MappingError
from data.sheets.sheet import CellProblem, Sheet

Columns = dict[str, list[Any]]
WHAT_TO_DO = {
    "patient": "Every row needs a patient. Fill it in, or delete the row if it is a total or a remark.",
    "condition": "Every row needs a condition. Fill it in.",
    "side": "Every row needs a side: left, right or both. Fill it in.",
    "date": "Every row needs a date. Fill it in.",
}


def parse_column(cells: tuple[str, ...], parse: Parser, column: str, found: Findings) -> list[Any]:
    """The values of one column; a cell that cannot be read rejects its row and becomes ``None``."""
    known = {cell: parse(cell) for cell in set(cells)}
    if any(isinstance(value, CellProblem) for value in known.values()):
        for place, cell in enumerate(cells):
            if isinstance(known[cell], CellProblem):
                found.reject_cell(place, column, cell, known[cell])
        known = {cell: None if isinstance(value, CellProblem) else value for cell, value in known.items()}
    return list(map(known.__getitem__, cells))


def parse_fields(
    sheet: Sheet, mapping: Mapping, catalogue: Catalogue, today: date, found: Findings, step: Callable[[], None]
) -> Columns:
    """Every mapped fact as a list, one value per row. Rows without a needed fact are rejected."""
    columns: Columns = {}
    for name, source in mapping.fields.items():
        parse = parser_for(name, source, mapping, catalogue, today)
        if source.column:
            columns[name] = parse_column(sheet.column(source.column), parse, source.column, found)
        else:
            columns[name] = [_fixed(name, parse(source.fixed))] * len(sheet.rows)
        step()
    if "date" not in columns:  # a file of one row per patient may give only the start of the course
        columns["date"] = columns["started"]
    _needed(mapping, columns, found)
    return columns


def _fixed(name: str, value: Any) -> Any:
    if isinstance(value, CellProblem):
        raise MappingError(f"{name}: {value.message}")
    return value


def _needed(mapping: Mapping, columns: Columns, found: Findings) -> None:
    for name in NEEDED:
        source = mapping.source(name) or mapping.source("started")
        column = source.column if source else name
        blank = [place for place, value in enumerate(columns[name]) if value is None]
        for place in blank:
            if place not in found.rejected:
                found.reject(place, column, "", f"no_{name}", WHAT_TO_DO[name])
