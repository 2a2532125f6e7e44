"""The mapping made on screen: which column is what, with a live look at what it makes of the file."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.mapping import DATE_ORDERS, NEEDED, Mapping, MappingError
from data.mapping_file import dump_mapping, load_mapping
from data.sheets.sheet import Sheet
from reports.intake import Intake
from views import mapping_columns, mapping_words
from views.text import md

ORDERS = {
    "ask": "Choose …",
    "dmy": "day/month/year (31/12/2026)",
    "mdy": "month/day/year (12/31/2026)",
    "ymd": "year-month-day (2026-12-31)",
    "serial": "Excel date numbers (46387)",
}


def show(intake: Intake, sheet: Sheet) -> Mapping | None:
    """Draw the editor; the mapping when it is ready to read the file, else ``None`` after saying what is missing."""
    start, unsure = _start(intake, sheet)
    st.header("Which column is what")
    for sentence in unsure:
        st.warning(md(sentence))
    _saved(sheet)
    key = st.session_state["mapping_of"]
    mapping = mapping_columns.edit(sheet, start, intake.catalogue, key)
    mapping = _whole_file(mapping, key)
    mapping = mapping_words.edit(sheet, mapping, intake.catalogue, key)
    st.download_button(
        "Save this mapping (TOML)",
        dump_mapping(mapping),
        "mapping.toml",
        key="save-mapping",
        on_click="ignore",
        help="Use it again on the next export, here or on the command line.",
    )
    return mapping if _complete(mapping) else None


def _start(intake: Intake, sheet: Sheet) -> tuple[Mapping, tuple[str, ...]]:
    """What was proposed for this file, or the saved mapping chosen for it; made once per file."""
    if st.session_state.get("mapping_for") != (sheet.sha256, sheet.worksheet):
        st.session_state.update(
            mapping=intake.propose(sheet), mapping_for=(sheet.sha256, sheet.worksheet), mapping_of=sheet.sha256[:8]
        )
    kept: tuple[Mapping, tuple[str, ...]] = st.session_state["mapping"]
    return kept


def _saved(sheet: Sheet) -> None:
    chosen = st.file_uploader("Use a saved mapping", "toml", key="saved-mapping")
    if chosen is None or st.session_state.get("saved_id") == chosen.file_id:
        return
    st.session_state["saved_id"] = chosen.file_id
    try:
        loaded = load_mapping(chosen.getvalue().decode("utf-8"))
    except (MappingError, UnicodeDecodeError) as error:
        st.error(md(error))
        return
    st.session_state.update(mapping=(loaded, ()), mapping_of=f"{sheet.sha256[:8]}-{chosen.file_id}")
    st.rerun()


def _whole_file(mapping: Mapping, key: str) -> Mapping:
    """The date order, the decimal sign and the words for missing, which hold for the whole file."""
    with st.grid(3, min_column_width=240, key=f"whole-{key}"):
        dates = st.selectbox(
            "Dates are written",
            DATE_ORDERS,
            DATE_ORDERS.index(mapping.dates),
            format_func=ORDERS.get,
            key=f"dates-{key}",
        )
        decimal = st.selectbox("Decimal sign", [".", ","], int(mapping.decimal == ","), key=f"decimal-{key}")
        missing = st.text_input(
            "Words that mean missing (besides empty and n/a)", "; ".join(mapping.missing_words), key=f"missing-{key}"
        )
    words = tuple(word.strip() for word in missing.split(";") if word.strip())
    return replace(mapping, dates=dates, decimal=decimal, missing_words=words)


def _complete(mapping: Mapping) -> bool:
    lacking = [name for name in NEEDED if mapping.source(name) is None and not (name == "date" and _has_start(mapping))]
    if lacking:
        st.info(f"Still to choose: {', '.join(lacking)}. Pick a column for it, or one value for the whole file.")
    if mapping.dates == "ask" and any(
        source.column for name in ("date", "started") if (source := mapping.source(name))
    ):
        st.info("Say how dates are written: this file could be read either way.")
        return False
    if not mapping.readings and mapping.layout == "wide":
        st.info("Choose at least one column that holds a measure.")
        return False
    return not lacking


def _has_start(mapping: Mapping) -> bool:
    return mapping.source("started") is not None
