"""The column table of the mapping editor: one line per column of the file."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from data.catalogue import Catalogue
from data.frames import PHASES, SIDES
from data.mapping import FIELDS, LONG_ONLY, Mapping, MissingWhen, ReadingColumn, Source
from data.sheets.sheet import Sheet
from views import import_state

Line = dict[str, object]
UNUSED, MEASURE = "-", "+"
LABELS = {
    UNUSED: "not used",
    MEASURE: "a measure",
    "patient": "Patient (number or reference)",
    "name": "Patient's name",
    "birth_year": "Year of birth",
    "birth_date": "Date of birth",
    "date": "Date of the visit or reading",
    "course": "Number of the course of care",
    "started": "Start of the course of care",
    "ended": "Discharge date",
    "ended_how": "How the course ended",
    "duration_weeks": "Weeks of symptoms before",
    "session": "Session number",
    "sequence": "Which visit of that day",
    "adverse_asked": "Asked about adverse events",
    "weeks": "Weeks after the start",
    "measure": "Name of the measure",
    "value": "Value of the reading",
    "phase": "Before, after or review",
    "reading_side": "Side of the reading",
}
WHEN = {"before": "Before needling", "after": "After needling", "review": "Review, no needling"}
EXAMPLES, LOOKED_AT = 3, 1_000
LINE, MOST_LINES = 35, 18  # pixels; lines that show without scrolling
WIDE_ONLY = ("Measure", "When", "Weeks after start", "Side", "Means missing", "Only where empty", "Date from", "Method")


def label(fact: object) -> str:
    """The name of a fact as people read it."""
    name = str(fact)
    plain = name.replace("_mm", " (mm)").replace("_hz", " (Hz)").replace("_minutes", " (minutes)")
    return LABELS.get(name, plain.replace("_", " ").capitalize())


def listed(text: str) -> tuple[str, ...]:
    """The words of a text that are separated by ``;``."""
    return tuple(word.strip() for word in text.split(";") if word.strip())


def turned(mapping: Mapping) -> Mapping:
    """The mapping in the other layout, without what only the first one has."""
    if mapping.layout == "wide":
        return replace(mapping, layout="long", readings=())
    fields = {name: source for name, source in mapping.fields.items() if name not in LONG_ONLY}
    return replace(mapping, layout="wide", fields=fields)


def edit(sheet: Sheet, mapping: Mapping, catalogue: Catalogue, key: str) -> tuple[Mapping, tuple[str, ...]]:
    """Draw the table; *mapping* as it now reads, and what the table leaves open."""
    kept = import_state.kept()
    if kept.get("table_for") != key:
        kept.update(table_for=key, table=_frame(sheet, mapping))
    start: pd.DataFrame = kept["table"]
    edited = st.data_editor(
        start,
        hide_index=True,
        height=LINE * (min(len(start), MOST_LINES) + 1) + 3,
        disabled=["Column", "Examples"],
        column_order=[str(name) for name in start if mapping.layout == "wide" or name not in WIDE_ONLY],
        column_config=_settings(sheet, catalogue, mapping.layout),
        placeholder="",
        key=f"columns-{key}",
        alt="Table: one line per column of the file, and what it is taken as",
    )
    blank = edited.astype(object).where(edited.notna(), None)
    lines: list[Line] = [{str(name): cell for name, cell in line.items()} for line in blank.to_dict("records")]
    return _mapping(lines, start["Is"].tolist(), mapping), _open(lines)


def _settings(sheet: Sheet, catalogue: Catalogue, layout: str) -> dict[str, Any]:
    fields = [name for name in FIELDS if layout == "long" or name not in LONG_ONLY]
    others = list(sheet.header)
    pick, text = st.column_config.SelectboxColumn, st.column_config.TextColumn
    names = {name: measure.name for name, measure in catalogue.measures.items()}
    return {
        "Column": text(pinned=True, width=130),
        "Examples": text(width=130),
        "Is": pick(
            options=[UNUSED, *([MEASURE] if layout == "wide" else []), *fields], format_func=label, required=True,
            help="What this column says", width=190,
        ),
        "Measure": pick(options=list(names), format_func=lambda name: names[str(name)], width=170),
        "When": pick(options=list(PHASES), format_func=lambda word: WHEN.get(str(word), ""), width=130,
                     help="Before or after the session, or a review on its own"),
        "Weeks after start": st.column_config.NumberColumn(
            min_value=0, help="For a column such as '12 months': 52. Leave blank when each row has its own date."
        ),
        "Side": pick(options=list(SIDES), help="Only when it is not the side of the course of care"),
        "Means missing": text(help="Values that stand for 'not measured' in this column, separated by ;"),
        "Only where empty": pick(options=others, help="… but only on rows where this other column is empty"),
        "Date from": pick(options=others, help="The column with this reading's own date, if there is one"),
        "Method": text(help="How it was measured, when there are several ways"),
    }  # fmt: skip


def _frame(sheet: Sheet, mapping: Mapping) -> pd.DataFrame:
    is_field = {source.column: name for name, source in reversed(mapping.fields.items()) if source.column}
    is_reading = {reading.column: reading for reading in reversed(mapping.readings)}
    lines = [
        _line(place, column, sheet, is_field.get(column), is_reading.get(column))
        for place, column in enumerate(sheet.header)
    ]
    return pd.DataFrame(lines).astype({"Weeks after start": float})


def _line(place: int, column: str, sheet: Sheet, name: str | None, reading: ReadingColumn | None) -> Line:
    seen = dict.fromkeys(row[place] for row in sheet.rows[:LOOKED_AT] if row[place].strip())
    missing = reading.missing_when if reading else None
    return {
        "Column": column,
        "Examples": ", ".join(list(seen)[:EXAMPLES]),
        "Is": name or (MEASURE if reading else UNUSED),
        "Measure": (reading.measure or None) if reading else None,
        "When": (reading.phase or None) if reading else None,
        "Weeks after start": reading.weeks if reading else None,
        "Side": (reading.side or None) if reading else None,
        "Means missing": "; ".join(missing.values) if missing else "",
        "Only where empty": (missing.empty or None) if missing else None,
        "Date from": (reading.date or None) if reading else None,
        "Method": reading.method if reading else "",
    }


def _mapping(lines: list[Line], before: list[str], mapping: Mapping) -> Mapping:
    """The mapping the table says. A line that was not touched keeps all it had, such as its words and date order."""
    fields = {name: source for name, source in mapping.fields.items() if source.fixed}
    for line, was in zip(lines, before, strict=True):
        column, name = str(line["Column"]), str(line["Is"])
        same = {fact: source for fact, source in mapping.fields.items() if source.column == column}
        if name == was:
            fields.update(same)
        elif name not in (UNUSED, MEASURE):
            fields[name] = Source(column=column)
    readings = tuple(_reading(line) for line in lines if line["Is"] == MEASURE and line["Measure"])
    return replace(mapping, fields=fields, readings=readings if mapping.layout == "wide" else ())


def _reading(line: Line) -> ReadingColumn:
    values, empty, weeks = listed(str(line["Means missing"] or "")), str(line["Only where empty"] or ""), None
    if line["Weeks after start"] is not None:
        weeks = float(str(line["Weeks after start"]))
    return ReadingColumn(
        column=str(line["Column"]),
        measure=str(line["Measure"]),
        phase=str(line["When"] or "review"),
        weeks=weeks,
        date=str(line["Date from"] or ""),
        method=str(line["Method"] or "").strip(),
        side=str(line["Side"] or ""),
        missing_when=MissingWhen(values, empty) if values or empty else None,
    )


def _open(lines: list[Line]) -> tuple[str, ...]:
    open_lines = [line for line in lines if line["Is"] == MEASURE and not line["Measure"]]
    said = [f"Which measure is in “{line['Column']}”?" for line in open_lines]
    twice = Counter(str(line["Is"]) for line in lines if line["Is"] not in (UNUSED, MEASURE))
    for name in (name for name, times in twice.items() if times > 1):
        columns = " and ".join(f"“{line['Column']}”" for line in lines if line["Is"] == name)
        said.append(f"{columns} are both “{label(name)}”. Keep one of them.")
    return tuple(said)
