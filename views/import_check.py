"""The account of a file before anything is stored, and storing it."""

from __future__ import annotations

import hashlib

import streamlit as st

from data.mapping import Mapping
from data.rows import Account, ReadFile
from data.sheets.sheet import Sheet
from reports.intake import Intake
from views import account, import_state, understood
from views.progress import Bar
from views.text import count

AT_ONCE = 20_000  # rows that are checked again after every change without being asked


def show(intake: Intake, sheet: Sheet, mapping: Mapping | None) -> None:
    """Check the whole file, show its account, and store it when the person says so."""
    st.header("Before anything is stored")
    shown = _fingerprint(intake, sheet, mapping)
    if not _wanted(sheet, shown):
        return
    read, before = _read(intake, sheet, mapping, shown)
    account.show(intake, before, "preview")
    if intake.needs_no_mapping(sheet) and read.rows:
        with st.expander("The first rows as understood", key="understood"):
            understood.show(read, intake.catalogue, "template")
    if not before.stored:
        st.info("There is nothing new to store in this file.")
    elif st.button(f"Store {count(before.stored, 'row')}", type="primary", key=f"store-{shown}"):
        _store(intake, read)


def _fingerprint(intake: Intake, sheet: Sheet, mapping: Mapping | None) -> str:
    """Changes with the file, its mapping and the records: what is stored is what was seen, or nothing."""
    seen = (sheet.sha256, sheet.worksheet, sheet.header, len(sheet.rows), mapping, intake.store_of.version())
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def _wanted(sheet: Sheet, shown: str) -> bool:
    kept = import_state.kept()
    if len(sheet.rows) <= AT_ONCE or kept.get("read_of") == shown:
        return True
    st.markdown(
        "This is a large file. When the columns are right, have every row of it checked. Nothing is stored yet."
    )
    return st.button(f"Check all {count(len(sheet.rows), 'row')}", type="primary", key=f"check-{shown}")


def _read(intake: Intake, sheet: Sheet, mapping: Mapping | None, shown: str) -> tuple[ReadFile, Account]:
    """The file read by this mapping and its account, kept for this person until either changes."""
    kept = import_state.kept()
    if kept.get("read_of") != shown:
        with Bar("Reading the rows:") as bar:
            read = intake.read(sheet, mapping, bar)
        with Bar("Comparing with the records:") as bar:
            before = intake.preview(read, bar)
        kept.update(read=(read, before), read_of=shown)
    both: tuple[ReadFile, Account] = kept["read"]
    return both


def _store(intake: Intake, read: ReadFile) -> None:
    with st.spinner("Storing. Leave this page open until it is done."), Bar("Storing:") as bar:
        after = intake.store(read, bar)
    import_state.start_afresh()
    st.session_state["said"] = (
        f"{count(after.stored, 'row')} stored as import {after.batch}, {after.rejected:,} rejected: "
        f"{count(after.new_patients, 'new patient')}, {count(after.new_readings, 'new reading')}. "
        "They are in the records now."
    )
    st.rerun()
