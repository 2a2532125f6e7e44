"""Values that hold for the whole file, and the translation of the file's words into ours."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from data.catalogue import Catalogue
from data.frames import SEXES, SIDES
from data.mapping import Mapping, Source
from data.sheets.sheet import Sheet

MOST_WORDS = 60


def edit(sheet: Sheet, mapping: Mapping, catalogue: Catalogue, key: str) -> Mapping:
    """Ask for what no column says, then for the meaning of the words in columns of words."""
    ours = {"condition": list(catalogue.conditions), "side": list(SIDES), "sex": list(SEXES)}
    for name in ("condition", "side"):
        mapping = _fixed(mapping, name, ours[name], catalogue, key)
    if mapping.source("date") is None or not _column(mapping, "date"):
        mapping = _fixed_date(mapping, key)
    for name, words in ours.items():
        if _column(mapping, name):
            mapping = _translate(sheet, mapping, name, words, key)
    return mapping


def _column(mapping: Mapping, name: str) -> str:
    source = mapping.source(name)
    return source.column if source else ""


def _fixed(mapping: Mapping, name: str, offered: list[str], catalogue: Catalogue, key: str) -> Mapping:
    if _column(mapping, name):
        return mapping
    source = mapping.source(name)
    place = offered.index(source.fixed) if source and source.fixed in offered else None
    chosen = st.selectbox(
        f"No column says the {name}. It is the same on every row:",
        offered,
        place,
        format_func=lambda word: catalogue.conditions[word].name if word in catalogue.conditions else word,
        key=f"fixed-{name}-{key}",
    )
    return mapping.with_field(name, Source(fixed=chosen) if chosen else None)


def _fixed_date(mapping: Mapping, key: str) -> Mapping:
    source = mapping.source("date")
    typed = st.text_input(
        "No column says the date. Every course of care is taken to begin on (such as 2026-01-31):",
        source.fixed if source else "",
        key=f"fixed-date-{key}",
    )
    return mapping.with_field("date", Source(fixed=typed.strip()) if typed.strip() else None)


def _translate(sheet: Sheet, mapping: Mapping, name: str, ours: list[str], key: str) -> Mapping:
    source = mapping.fields[name]
    found = list(dict.fromkeys(cell for cell in sheet.column(source.column) if cell))[:MOST_WORDS]
    folded = {word.casefold(): meaning for word, meaning in source.words.items()}
    start = [folded.get(word.casefold(), word if word in ours else None) for word in found]
    with st.expander(f"What the words in '{source.column}' mean", expanded=None in start, key=f"words-{name}-{key}"):
        edited = st.data_editor(
            pd.DataFrame({"In the file": found, "Means": start}),
            hide_index=True,
            disabled=["In the file"],
            column_config={"Means": st.column_config.SelectboxColumn(options=ours)},
            key=f"translate-{name}-{source.column}-{key}",
        )
    words = {row["In the file"]: row["Means"] for row in edited.to_dict("records") if isinstance(row["Means"], str)}
    return mapping.with_field(name, replace(source, words={**source.words, **words}))
