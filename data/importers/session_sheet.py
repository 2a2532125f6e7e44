"""Our own template: one row per session, with before and after columns.

Columns are the facts of `data.mapping.FIELDS` in plain words (``birth year``) and, for every measure,
``<measure id> before``, ``<measure id> after`` and ``<measure id> review``. A measure may be taken on each side and
with several methods: ``wblt_cm left before (tape)``. Columns may be left out, moved and added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import cast

from data.catalogue import Catalogue, load_catalogue
from data.intake.kinds import DATES
from data.intake.read import read_sheet
from data.intake.template import COLUMNS, EXAMPLE, template, template_csv
from data.mapping import NEEDED, Mapping, ReadingColumn, Source, nearest
from data.rejected import REASON
from data.rows import Problem, ReadFile
from data.sheets.columns import column_decimal
from data.sheets.dates import column_order
from data.sheets.sheet import Sheet

__all__ = ["TITLE", "read", "recognises", "template", "template_csv"]

TITLE = "Session sheet (our template)"
MEASURE = re.compile(
    r"(?P<measure>\S+)( (?P<side>left|right|both))? (?P<phase>before|after|review)( \((?P<method>.+)\))?"
)


def recognises(sheet: Sheet) -> bool:
    """Whether the header is that of our template (columns may be left out or moved)."""
    names = {_words(column) for column in sheet.header}
    return set(NEEDED) <= names and bool(_readings(sheet.header, load_catalogue().measures))


def read(
    sheet: Sheet,
    catalogue: Catalogue,
    today: date,
    mapping: Mapping | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ReadFile:
    """Read a session sheet; ``mapping`` is not needed and overrules the header when given.

    Dates that can be read both ways are read day first, as the template says, and the file is flagged.
    """
    said: list[Problem] = []
    if mapping is None:
        mapping = _mapping(sheet, catalogue, said)
    done = read_sheet(sheet, mapping, catalogue, today, "session_sheet", progress)
    return _without_examples(replace(done, problems=(*said, *done.problems)))


def _words(column: str) -> str:
    return " ".join(column.casefold().split())


def _mapping(sheet: Sheet, catalogue: Catalogue, said: list[Problem]) -> Mapping:
    fields = {COLUMNS[_words(column)]: Source(column=column) for column in sheet.header if _words(column) in COLUMNS}
    readings = _readings(sheet.header, catalogue.measures)
    known = {source.column for source in fields.values()} | {reading.column for reading in readings} | {REASON}
    said += [_unused(column, catalogue) for column in sheet.header if column not in known]
    for name in DATES & set(fields):
        fields[name] = replace(fields[name], dates=_order(sheet, fields[name].column, said))
    signs = {column_decimal(set(sheet.column(reading.column))) for reading in readings} - {"either"}
    return Mapping(fields=fields, readings=readings, dates="dmy", decimal="," if signs == {","} else ".")


def _readings(header: Iterable[str], measures: Iterable[str]) -> tuple[ReadingColumn, ...]:
    ids = {name.casefold(): name for name in measures}
    found = []
    for column in header:
        parts = MEASURE.fullmatch(_words(column))
        if parts and parts["measure"] in ids:
            side, method = cast(str, parts["side"] or ""), cast(str, parts["method"] or "")
            found.append(ReadingColumn(column, ids[parts["measure"]], parts["phase"], side=side, method=method))
    return tuple(found)


def _unused(column: str, catalogue: Catalogue) -> Problem:
    known = [*COLUMNS, *(f"{name} {phase}" for name in catalogue.measures for phase in ("before", "after", "review"))]
    near = nearest(column, known)
    hint = near if near.startswith(" Did") else ""
    return Problem(
        0, column, "", "unused_column", f'The template has no column "{column}"; it is not read.{hint}', "flag"
    )


def _order(sheet: Sheet, column: str, said: list[Problem]) -> str:
    order = column_order(set(sheet.column(column))).order
    if order == "ambiguous":
        sentence = f'The dates in "{column}" can be read both ways; they are read day first, as the template says.'
        said.append(Problem(0, column, "", "dates_day_first", sentence, "flag"))
    elif order == "mdy":
        sentence = f'The dates in "{column}" can only be read month first, though the template says day first.'
        said.append(Problem(0, column, "", "dates_month_first", sentence, "flag"))
    return {"ambiguous": "dmy", "mixed": "dmy", "none": "dmy"}.get(order, order)


def _without_examples(done: ReadFile) -> ReadFile:
    """The template's example people are invented: left in the sheet, they must not become records."""
    examples = [row for row in done.rows if row.patient.startswith(EXAMPLE)]
    if not examples:
        return done
    sentence = "This is the example of the template. Delete the row."
    problems = [Problem(row.row, "patient", row.patient, "example_row", sentence) for row in examples]
    rejected = {**done.rejected, **{row.row: row.raw for row in examples}}
    return replace(
        done,
        rows=tuple(row for row in done.rows if not row.patient.startswith(EXAMPLE)),
        rejected=dict(sorted(rejected.items())),
        problems=tuple(sorted((*done.problems, *problems), key=lambda problem: problem.row)),
    )
