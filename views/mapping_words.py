"""Values that hold for the whole file, and the translation of the file's words into ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from data.catalogue import Catalogue
from data.frames import SIDES
from data.intake.fit import known_words
from data.mapping import Mapping, Source
from data.sheets.sheet import Sheet
from reports.intake import Intake
from reports.intake_look import TRANSLATED, Word
from views import import_state
from views.mapping_columns import label
from views.text import count, md

Namer = Callable[[Any], str]
MOST_WORDS = 300
MISSING = "(missing)"
LINE, MOST_LINES = 35, 12


def edit(intake: Intake, sheet: Sheet, mapping: Mapping, key: str) -> Mapping:
    """Ask for what no column says, then for the meaning of the words in columns of words."""
    with st.grid(3, min_column_width=240, key=f"fixed-{key}"):
        mapping = _fixed(mapping, "condition", list(intake.catalogue.conditions), intake.catalogue, key)
        mapping = _fixed(mapping, "side", list(SIDES), intake.catalogue, key)
        mapping = _fixed_date(mapping, intake.today, key)
    for name in TRANSLATED:
        source = mapping.source(name)
        if source is not None and source.column:
            mapping = _translate(intake, sheet, mapping, name, key)
    return mapping


def _namer(catalogue: Catalogue) -> Namer:
    names = {name: entry.name for name, entry in catalogue.conditions.items()}
    names |= {name: entry.name for name, entry in catalogue.measures.items()}
    return lambda word: names.get(str(word), str(word).replace("_", " "))


def _fixed(mapping: Mapping, name: str, offered: list[str], catalogue: Catalogue, key: str) -> Mapping:
    source = mapping.source(name)
    if source is not None and source.column:
        return mapping
    chosen = st.selectbox(
        f"No column says the {name}: on every row it is",
        offered,
        offered.index(source.fixed) if source and source.fixed in offered else None,
        format_func=_namer(catalogue),
        key=f"fixed-{name}-{key}",
        placeholder="Choose …",
    )
    return mapping.with_field(name, Source(fixed=chosen) if chosen else None)


def _fixed_date(mapping: Mapping, today: date, key: str) -> Mapping:
    """A file without any date: every course of care begins on one day, and only the weeks between readings count."""
    given = [mapping.source(name) for name in ("date", "started")]
    if any(source.column for source in given if source):
        return mapping
    start = next((_iso(source.fixed) for source in given if source), None)
    chosen = st.date_input(
        "No column says a date: every course began on", start, date(1950, 1, 1), today, key=f"fixed-date-{key}",
        format="DD/MM/YYYY",
    )  # fmt: skip
    if chosen == start:
        return mapping
    bare = mapping.with_field("date", None)
    return bare.with_field("started", Source(fixed=chosen.isoformat()) if chosen else None)


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _translate(intake: Intake, sheet: Sheet, mapping: Mapping, name: str, key: str) -> Mapping:
    """A table of the column's words, where one of them is not known or was guessed."""
    source = mapping.fields[name]
    found = _found(intake, sheet, mapping, name, f"{name}-{source.column}-{key}")
    unknown = [word for word in found if word.means is None]
    if not unknown and not source.words and name != "condition":
        return mapping
    title = f"What the words in “{md(source.column)}” mean"
    with st.expander(title, expanded=bool(unknown), key=f"words-{name}-{key}"):
        meant = _table(found[:MOST_WORDS], list(known_words(name, intake.catalogue)), name, _namer(intake.catalogue),
                       f"translate-{name}-{source.column}-{key}")  # fmt: skip
        if len(found) > MOST_WORDS:
            st.caption(f"The {MOST_WORDS} most frequent of {count(len(found), 'word')} are shown.")
        missing = {word.casefold() for word in (*mapping.missing_words, *mapping.missing_codes)}
        left = sum(word.times for word in found if word.said not in meant and word.said.casefold() not in missing)
        if left:
            st.caption(f"{count(left, 'row')} with a word nobody has explained will be rejected.")
    return mapping.with_field(name, replace(source, words=_words(source, found, meant)))


def _words(source: Source, found: list[Word], meant: dict[str, str]) -> dict[str, str]:
    """The translations: those there were, without what was taken out, with what was changed."""
    out = {word.said.casefold() for word in found if word.means is not None and word.said not in meant}
    changed = {word.said: meant[word.said] for word in found if word.said in meant and meant[word.said] != word.means}
    return {said: ours for said, ours in source.words.items() if said.casefold() not in out} | changed


def _found(intake: Intake, sheet: Sheet, mapping: Mapping, name: str, key: str) -> list[Word]:
    """The column's words as the mapping at the start took them; counted once."""
    kept = import_state.kept().setdefault("words", {})
    if key not in kept:
        kept[key] = intake.words(sheet, mapping, name)
    words: list[Word] = kept[key]
    return words


def _table(found: list[Word], ours: list[str], name: str, namer: Namer, key: str) -> dict[str, str]:
    start = pd.DataFrame(
        {
            "In the file": [word.said for word in found],
            "Rows": [word.times for word in found],
            "Means": [MISSING if word.means == "" else word.means for word in found],
        }
    )
    edited = st.data_editor(
        start,
        hide_index=True,
        height=LINE * (min(len(start), MOST_LINES) + 1) + 3,
        disabled=["In the file", "Rows"],
        column_config={
            "Rows": st.column_config.NumberColumn(width=80),
            "Means": st.column_config.SelectboxColumn(options=[*ours, MISSING], format_func=namer, width="large"),
        },
        placeholder="",
        key=key,
        alt=f"Table: the words for {label(name)} in the file and what each means",
    )
    chosen = zip(edited["In the file"], edited["Means"], strict=True)
    return {said: "" if means == MISSING else means for said, means in chosen if isinstance(means, str) and means}
