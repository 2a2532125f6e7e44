"""The session sheet as an empty form: its columns, a filled example, and a sheet that explains every column."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from data.catalogue import Catalogue
from data.intake.kinds import CHOICES, DATES, EVENT_WORDS, NUMBERS, WHOLE, YES_NO
from data.mapping import FIELDS, LONG_ONLY, NEEDED

EXAMPLE = "EXAMPLE"
FIRST = ("patient", "date", "condition", "side")
COLUMNS = {name.replace("_", " "): name for name in (*FIRST, *FIELDS) if name not in LONG_ONLY}
SHOWN_MEASURES = ("nprs", "stiffness", "wblt_cm")  # the others are listed on the second sheet, to be added
SHEET, NOTES = "Sessions", "How to fill this in"
DAY = "dd/mm/yyyy"
CONDITION = "plantar_heel_pain"
_FIRST_VISIT: dict[str, Any] = {
    "patient": "EXAMPLE-1", "date": date(2026, 3, 2), "condition": CONDITION, "side": "left", "birth year": 1980,
    "sex": "female", "course": 1, "started": date(2026, 3, 2), "duration weeks": 26, "site": "Main Street",
    "podiatrist": "A. Podiatrist", "podiatrist background": "podiatrist, dry needling certificate 2019",
    "session": 1, "sequence": 1, "muscles": "soleus; flexor digitorum brevis", "bilateral": "no",
    "needle diameter mm": 0.3, "needle length mm": 40, "needle material": "steel", "insertions": 4, "depth mm": 20,
    "response sought": "twitch", "twitch": "yes", "twitch count": 2, "technique": "pistoning", "stimulation": "manual",
    "retention minutes": 5, "planned sessions": 4, "planned frequency": "once a week",
    "co interventions": "loading; taping", "soreness": 3, "consent on": date(2026, 3, 2), "consent version": "2026-1",
    "contraindications screened": "yes", "adverse asked": "yes", "adverse event": "bruise", "adverse severity": "mild",
    "adverse onset": "within_24h", "adverse action": "advice", "adverse duration": "2 days",
    "adverse relatedness": "certainly", "notes": "tender on the first step", "rater": "A. Podiatrist", "nprs before": 7,
    "nprs after": 5, "stiffness before": 6, "stiffness after": 4, "wblt_cm before": 8.5, "wblt_cm after": 9,
}  # fmt: skip
_SECOND_VISIT: dict[str, Any] = {
    "patient": "EXAMPLE-1", "date": date(2026, 3, 16), "condition": CONDITION, "side": "left", "session": 2,
    "adverse asked": "yes", "nprs before": 5, "nprs after": 4, "stiffness before": 5, "wblt_cm before": 8.8,
}  # fmt: skip
_REVIEW: dict[str, Any] = {
    "patient": "EXAMPLE-1", "date": date(2026, 5, 25), "condition": CONDITION, "side": "left",
    "ended": date(2026, 5, 25), "ended how": "discharged", "nprs review": 2,
}  # fmt: skip


def template_header(catalogue: Catalogue) -> tuple[str, ...]:
    """The columns of the empty form."""
    shown = [name for name in SHOWN_MEASURES if name in catalogue.measures]
    return (*COLUMNS, *(f"{name} {phase}" for name in shown for phase in ("before", "after", "review")))


def template_csv(catalogue: Catalogue) -> bytes:
    """The template as a CSV file: the header and the filled example."""
    header, out = template_header(catalogue), StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([example.get(column, "") for column in header] for example in _examples())
    return out.getvalue().encode("utf-8-sig")


def template(catalogue: Catalogue) -> bytes:
    """The template as a workbook: the sheet with a filled example, and a sheet that explains every column."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        _form(book, catalogue)
        _notes(book, catalogue)
    return out.getvalue()


def _examples() -> tuple[dict[str, Any], ...]:
    return _FIRST_VISIT, _SECOND_VISIT, _REVIEW


def _form(book: Any, catalogue: Catalogue) -> None:
    sheet, bold = book.add_worksheet(SHEET), book.add_format({"bold": True, "text_wrap": True})
    day, words = book.add_format({"num_format": DAY}), book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(template_header(catalogue)):
        name = COLUMNS.get(column, "")
        # References such as 0012 must stay text, or the spreadsheet takes their zeros away.
        kind = day if name in DATES else words if name == "patient" else None
        sheet.set_column(place, place, 14, kind)
        sheet.write_string(0, place, column, bold)
        for row, example in enumerate(_examples(), start=1):
            if column in example:
                sheet.write(row, place, example[column], kind)
        if choices := _choices(name, catalogue):
            sheet.data_validation(
                1, place, 5000, place, {"validate": "list", "source": choices, "error_type": "warning"}
            )


def _choices(name: str, catalogue: Catalogue) -> list[str]:
    if name == "condition":
        ids = list(catalogue.conditions)
        return ids if len(",".join(ids)) < 255 else []  # Excel's limit for a list in a cell
    return ["yes", "no"] if name in YES_NO else list(CHOICES.get(name, ()))


def _notes(book: Any, catalogue: Catalogue) -> None:
    sheet, bold = book.add_worksheet(NOTES), book.add_format({"bold": True})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 2, 70)
    for row, cells in enumerate(_note_rows(catalogue)):
        for place, cell in enumerate(cells):
            sheet.write_string(
                row, place, cell, bold if len(cells) > 1 and cells[0] in ("column", "measure", "condition") else None
            )


def _note_rows(catalogue: Catalogue) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("One row for each visit, or for each review without needling. Leave blank what was not written down.",),
        (f"Only {', '.join(NEEDED)} are needed. Columns may be left out and moved. Delete the example rows.",),
        ("Dates: day/month/year, or 2026-03-02. An adverse event needs its severity.",),
        ("More measures: add a column '<measure> before', '<measure> after' or '<measure> review'.",),
        ("A measure on one side, or by one method: 'wblt_cm left before', 'wblt_cm left before (tape)'.",),
        ("",),
        ("column", "what it holds", "what can be written"),
    ]
    rows += [(column, FIELDS[name], _allowed(name)) for column, name in COLUMNS.items()]
    rows += [("",), ("measure", "name", "from, to")]
    rows += [
        (entry.id, entry.name, f"{entry.low:g} to {entry.high:g} {entry.unit}") for entry in catalogue.measures.values()
    ]
    rows += [("",), ("condition", "name", "")]
    return rows + [(entry.id, entry.name, "") for entry in catalogue.conditions.values()]


def _allowed(name: str) -> str:
    if name in DATES:
        return "a date"
    if words := (("yes", "no") if name in YES_NO else CHOICES.get(name) or EVENT_WORDS.get(name)):
        return ", ".join(words)
    limits = WHOLE.get(name) or NUMBERS.get(name)
    return f"a number from {limits[0]:g} to {limits[1]:g}" if limits else "any words"
