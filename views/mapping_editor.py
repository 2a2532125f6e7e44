"""The mapping made on screen: which column is what, with a live look at what it makes of the file."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from data.intake.kinds import DATES
from data.mapping import DATE_ORDERS, DECIMALS, NEEDED, Mapping, MappingError
from data.mapping_file import dump_mapping
from data.sheets.sheet import Sheet
from reports.intake import Intake
from views import import_state, mapping_columns, mapping_saved, mapping_words, understood
from views.text import md

ORDERS = {
    "ask": "Choose …",
    "dmy": "day/month/year (31/12/2026)",
    "mdy": "month/day/year (12/31/2026)",
    "ymd": "year-month-day (2026-12-31)",
    "serial": "Excel date numbers (46387)",
}
SIGNS = {".": "point: 7.5", ",": "comma: 7,5"}
MOST_SAID = 12


@dataclass(frozen=True)
class Start:
    """The mapping that the fields on the page start from, what was unsure, and a name for these fields."""

    mapping: Mapping
    unsure: tuple[str, ...]
    key: str


def show(intake: Intake, sheet: Sheet) -> Mapping | None:
    """Draw the editor; the mapping when it is ready to read the file, else ``None`` after saying what is missing."""
    start = _start(intake, sheet)
    st.header("Which column is what")
    _say(start)
    mapping_saved.choose()
    with st.container(key="mapping"):
        _layout(start)
        mapping, lacking = mapping_columns.edit(sheet, start.mapping, intake.catalogue, start.key)
        mapping = _whole_file(mapping, start.key)
        mapping = mapping_words.edit(intake, sheet, mapping, start.key)
    import_state.kept()["mapping"] = mapping
    lacking = (*lacking, *_lacking(mapping))
    ready = not lacking and _look(intake, sheet, mapping)
    if lacking:
        st.info("Still to say:\n" + "\n".join(f"- {md(sentence)}" for sentence in lacking))
    _save(intake, sheet, mapping)
    return mapping if ready else None


def _start(intake: Intake, sheet: Sheet) -> Start:
    """What was proposed for this file, or the saved mapping that was chosen for it; made once for each."""
    kept = import_state.kept()
    saved = mapping_saved.loaded()
    made_for = (sheet.worksheet, sheet.header, saved)
    if kept.get("start_for") != made_for:
        mapping, unsure = intake.propose(sheet) if saved is None else intake.fitted(sheet, saved)
        begin(mapping, unsure)
        kept["start_for"] = made_for
    start: Start = kept["start"]
    return start


def begin(mapping: Mapping, unsure: tuple[str, ...]) -> None:
    """Let the fields on the page start from *mapping*."""
    kept = import_state.kept()
    kept["starts"] = kept.get("starts", 0) + 1
    kept["start"] = Start(mapping, unsure, f"{kept['file'][:8]}-{kept['starts']}")


def _say(start: Start) -> None:
    if not start.unsure:
        st.caption("Look through the table. Everything can be changed.")
        return
    said = [f"- {md(sentence)}" for sentence in start.unsure[:MOST_SAID]]
    if len(start.unsure) > MOST_SAID:
        said.append(f"- … and {len(start.unsure) - MOST_SAID} more of this kind.")
    st.warning("Please look at this:\n" + "\n".join(said))


def _layout(start: Start) -> None:
    """Ask for the layout; another one starts the fields afresh from what is on the page."""
    names = {"wide": "A column for each measure", "long": "A row for each reading"}
    was = start.mapping.layout
    chosen = st.radio(
        "This file has",
        list(names),
        list(names).index(was),
        format_func=names.__getitem__,
        key=f"layout-{start.key}",
        horizontal=True,
    )
    if chosen != was:
        now: Mapping = import_state.kept().get("mapping", start.mapping)
        begin(mapping_columns.turned(now), start.unsure)
        st.rerun()


def _whole_file(mapping: Mapping, key: str) -> Mapping:
    """The date order, the decimal sign and what means missing, which hold for the whole file."""
    with st.grid(2, min_column_width=240, key=f"whole-{key}"):
        dates = mapping.dates if not _dated(mapping) else st.selectbox(
            "Dates are written", DATE_ORDERS, DATE_ORDERS.index(mapping.dates), format_func=ORDERS.__getitem__,
            key=f"dates-{key}",
        )  # fmt: skip
        decimal = st.selectbox(
            "Decimal sign",
            DECIMALS,
            DECIMALS.index(mapping.decimal),
            format_func=SIGNS.__getitem__,
            key=f"decimal-{key}",
        )
        words = st.text_input(
            "Words that mean missing, besides empty and n/a", "; ".join(mapping.missing_words), key=f"missing-{key}",
            placeholder="such as: not done; refused",
        )  # fmt: skip
        codes = st.text_input(
            "Codes that mean missing", "; ".join(mapping.missing_codes), key=f"codes-{key}",
            placeholder="such as: 99; 999",
        )  # fmt: skip
    return replace(
        mapping, dates=dates, decimal=decimal,
        missing_words=mapping_columns.listed(words), missing_codes=mapping_columns.listed(codes),
    )  # fmt: skip


def _lacking(mapping: Mapping) -> tuple[str, ...]:
    """What has to be said before the file can be read, a sentence each."""
    said = []
    for name in NEEDED:
        if mapping.source(name) is None and not (name == "date" and mapping.source("started")):
            also = "." if name == "patient" else ", or choose one value for the whole file."
            said.append(f"Which column is the {name}? Choose “{mapping_columns.label(name)}” in its line{also}")
    if mapping.dates == "ask" and (dated := _dated(mapping)):
        said.append(f"How are the dates in “{dated[0]}” written? Choose the order of day, month and year.")
    if mapping.layout == "wide" and not mapping.readings:
        said.append("Which columns hold measures? Choose “a measure” and which one, and when it was taken.")
    for name in ("measure", "value") if mapping.layout == "long" else ():
        if mapping.source(name) is None:
            said.append(f"Which column holds the {name}? Choose “{mapping_columns.label(name)}” in its line.")
    return tuple(said)


def _dated(mapping: Mapping) -> list[str]:
    """The columns that are read by the file's order of day, month and year."""
    named = {source.column for name, source in mapping.fields.items() if name in DATES and not source.dates}
    return sorted((named | {reading.date for reading in mapping.readings}) - {""})


def _look(intake: Intake, sheet: Sheet, mapping: Mapping) -> bool:
    """The first rows as this mapping understands them; whether it can be used."""
    try:
        first = intake.look(sheet, mapping, understood.FIRST)
    except MappingError as error:
        st.error(md(error))
        return False
    st.header("The first rows, as understood")
    understood.show(first, intake.catalogue, "mapping")
    return True


def _save(intake: Intake, sheet: Sheet, mapping: Mapping) -> None:
    del intake
    choices = import_state.kept().get("choices", {})
    whole = replace(
        mapping,
        encoding=choices.get("encoding") or mapping.encoding,
        header_row=mapping.header_row if choices.get("header_row") is None else choices["header_row"],
        worksheet=sheet.worksheet if len(sheet.worksheets) > 1 else "",
    )
    st.download_button(
        "Save this mapping for the next export", dump_mapping(whole), "mapping.toml", key="save-mapping",
        on_click="ignore", help="A small text file. Load it here, or give it to the command line.",
    )  # fmt: skip
