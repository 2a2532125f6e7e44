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
from data.sheets.dates import agreed, column_order
from data.sheets.sheet import Sheet

__all__ = ["TITLE", "read", "recognises", "template", "template_csv"]

TITLE = "Session sheet (our template)"
UNUSED, DAY_FIRST = "unused_column", "dates_day_first"
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

    Dates that can be read both ways are read like the other dates of the file, or else day first, as the template
    says; the file is flagged then. `dated` reads them the other way.
    """
    said: list[Problem] = []
    own = _mapping(sheet, catalogue, said)
    if mapping is None:
        mapping = _with_orders(own, sheet, said)
    said = [problem for problem in said if problem.code != UNUSED or problem.column not in mapping.columns()]
    done = read_sheet(sheet, mapping, catalogue, today, "session_sheet", progress)
    return _without_examples(replace(done, problems=(*said, *done.problems)))


def undecided(sheet: Sheet) -> tuple[str, ...]:
    """The date columns that can be read both ways when no other date of the file decides; a person is to be asked."""
    orders = _orders(_fields(sheet), sheet)
    return tuple(column for column, order in orders.items() if order == "ambiguous" and not agreed(orders.values()))


def dated(sheet: Sheet, catalogue: Catalogue, order: str) -> Mapping:
    """The mapping of the template with the date *order* ``dmy`` or ``mdy`` for the columns that are `undecided`."""
    said: list[Problem] = []
    settled = _with_orders(_mapping(sheet, catalogue, []), sheet, said)
    asked = {problem.column for problem in said if problem.code == DAY_FIRST}
    for name, source in settled.fields.items():
        if source.column in asked and name in DATES:
            settled = settled.with_field(name, replace(source, dates=order))
    return settled


def _words(column: str) -> str:
    return " ".join(column.casefold().split())


def _mapping(sheet: Sheet, catalogue: Catalogue, said: list[Problem]) -> Mapping:
    fields = _fields(sheet)
    readings = _readings(sheet.header, catalogue.measures)
    known = {source.column for source in fields.values()} | {reading.column for reading in readings} | {REASON}
    said += [_unused(column, catalogue) for column in sheet.header if column not in known]
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
    return Problem(0, column, "", UNUSED, f'The template has no column "{column}"; it is not read.{hint}', "flag")


def _fields(sheet: Sheet) -> dict[str, Source]:
    return {COLUMNS[_words(column)]: Source(column=column) for column in sheet.header if _words(column) in COLUMNS}


def _orders(fields: dict[str, Source], sheet: Sheet) -> dict[str, str]:
    columns = [fields[name].column for name in fields if name in DATES]
    return {column: column_order(set(sheet.column(column))).order for column in columns}


def _with_orders(mapping: Mapping, sheet: Sheet, said: list[Problem]) -> Mapping:
    orders = _orders(mapping.fields, sheet)
    shared = agreed(orders.values())
    for name in sorted(DATES & set(mapping.fields)):
        source = mapping.fields[name]
        order = _settled(source.column, orders[source.column], shared, said)
        mapping = mapping.with_field(name, replace(source, dates=order))
    return mapping


def _settled(column: str, order: str, shared: str, said: list[Problem]) -> str:
    code, sentence = "", ""
    if order == "ambiguous" and shared:
        code, order = "dates_like_the_others", shared
        sentence = f'The dates in "{column}" can be read both ways; they are read like the other dates here.'
    elif order == "ambiguous":
        code = DAY_FIRST
        sentence = f'The dates in "{column}" can be read both ways; they are read day first, as the template says.'
    elif order == "mdy":
        code = "dates_month_first"
        sentence = f'The dates in "{column}" can only be read month first, though the template says day first.'
    if code:
        said.append(Problem(0, column, "", code, sentence, "flag"))
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
