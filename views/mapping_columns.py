"""The column table of the mapping editor: one line per column of the file."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from data.catalogue import Catalogue
from data.frames import PHASES
from data.mapping import FIELDS, LAYOUTS, LONG_ONLY, Mapping, MissingWhen, ReadingColumn, Source
from data.sheets.sheet import Sheet

UNUSED, MEASURE = "not used", "a measure"
LAYOUT_NAMES = {"wide": "One column per measure", "long": "One row per reading"}
EXAMPLES = 3


def edit(sheet: Sheet, mapping: Mapping, catalogue: Catalogue, key: str) -> Mapping:
    """Draw the table and return *mapping* as it now reads."""
    layout = st.radio(
        "Layout",
        LAYOUTS,
        LAYOUTS.index(mapping.layout),
        format_func=LAYOUT_NAMES.get,
        key=f"layout-{key}",
        horizontal=True,
    )
    edited = st.data_editor(
        _frame(sheet, mapping),
        hide_index=True,
        disabled=["Column", "Examples"],
        column_config=_settings(sheet, catalogue, layout),
        key=f"columns-{key}-{layout}",
    )
    return _mapping(edited, replace(mapping, layout=layout))


def _settings(sheet: Sheet, catalogue: Catalogue, layout: str) -> dict[str, object]:
    fields = [name for name in FIELDS if layout == "long" or name not in LONG_ONLY]
    pick = st.column_config.SelectboxColumn
    settings: dict[str, object] = {
        "Column": st.column_config.TextColumn(pinned=True),
        "Is": pick(options=[UNUSED, MEASURE, *fields], required=True, help="What this column says"),
        "Measure": pick(options=list(catalogue.measures), format_func=lambda name: catalogue.measures[name].name),
        "When": pick(options=list(PHASES), help="Before or after the session, or a review on its own"),
        "Weeks after start": st.column_config.NumberColumn(min_value=0, help="For columns such as '12 months'"),
        "Means missing": st.column_config.TextColumn(help="Values that stand for 'not measured', separated by ;"),
        "only where empty": pick(options=list(sheet.header), help="… but only when this other column is empty"),
    }
    return settings


def _frame(sheet: Sheet, mapping: Mapping) -> pd.DataFrame:
    is_field = {source.column: name for name, source in mapping.fields.items() if source.column}
    is_reading = {reading.column: reading for reading in mapping.readings}
    return pd.DataFrame([_line(sheet, column, is_field.get(column), is_reading.get(column)) for column in sheet.header])


def _line(sheet: Sheet, column: str, name: str | None, reading: ReadingColumn | None) -> dict[str, object]:
    seen = dict.fromkeys(cell for cell in sheet.column(column) if cell)
    missing = reading.missing_when if reading else None
    return {
        "Column": column,
        "Examples": ", ".join(list(seen)[:EXAMPLES]),
        "Is": MEASURE if reading else name or UNUSED,
        "Measure": reading.measure if reading else None,
        "When": reading.phase if reading else None,
        "Weeks after start": reading.weeks if reading else None,
        "Means missing": "; ".join(missing.values) if missing else "",
        "only where empty": (missing.empty or None) if missing else None,
    }


def _mapping(edited: pd.DataFrame, mapping: Mapping) -> Mapping:
    """The mapping the table says; what the table cannot show is kept from *mapping*."""
    lines = edited.astype(object).where(edited.notna(), None).to_dict("records")
    fields = {name: source for name, source in mapping.fields.items() if source.fixed}
    for line in lines:
        name = line["Is"]
        if name not in (UNUSED, MEASURE):
            before = mapping.fields.get(name, Source())
            fields[name] = replace(before, column=line["Column"], fixed="")
    known = {(reading.column, reading.measure): reading for reading in mapping.readings}
    readings = tuple(_reading(line, known) for line in lines if line["Is"] == MEASURE and line["Measure"])
    return replace(mapping, fields=fields, readings=readings)


def _reading(line: dict[str, object], known: dict[tuple[str, str], ReadingColumn]) -> ReadingColumn:
    column, measure = str(line["Column"]), str(line["Measure"])
    values = tuple(word.strip() for word in str(line["Means missing"] or "").split(";") if word.strip())
    empty = str(line["only where empty"] or "")
    weeks = line["Weeks after start"]
    return replace(
        known.get((column, measure), ReadingColumn(column, measure)),
        phase=str(line["When"] or "review"),
        weeks=None if weeks is None else float(str(weeks)),
        missing_when=MissingWhen(values, empty) if values or empty else None,
    )
