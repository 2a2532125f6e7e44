"""Import: bring in the clinic's own spreadsheet, see every row accounted for, then store all or nothing."""

from __future__ import annotations

import streamlit as st

from data.importers.session_sheet import template, template_csv
from data.ledger import LedgerError
from data.mapping import Mapping, MappingError
from data.rows import Account, FileRefused, ReadFile
from data.sheets.sheet import Sheet
from reports.intake import Intake
from views import account, batches, mapping_editor
from views.room import Room
from views.text import count, md

TYPES = ["csv", "tsv", "txt", "xlsx", "xls", "ods"]


def page(room: Room) -> None:
    """The page for the owner of the clinic's own store."""
    st.title("Bring in our records")
    if room.is_demo:
        st.info("This is the demo clinic. Choose **Start with our own records** above, then bring in your spreadsheet.")
        _template(room)
        return
    intake = Intake(room.store, room.catalogue, room.viewer)
    if said := st.session_state.pop("said", ""):
        st.success(said)
    _bring_in(intake)
    _template(room)
    batches.show(intake)


def _bring_in(intake: Intake) -> None:
    uploaded = st.file_uploader("Spreadsheet (CSV, TSV, Excel)", TYPES, key="upload", max_upload_size=200)
    if uploaded is None:
        return
    try:
        sheet = _sheet(intake, uploaded.getvalue(), uploaded.name)
        mapping = None if intake.is_template(sheet) else mapping_editor.show(intake, sheet)
        if mapping is None and not intake.is_template(sheet):
            return
        _preview(intake, sheet, mapping)
    except (FileRefused, MappingError, LedgerError) as error:
        st.error(md(error))


def _sheet(intake: Intake, content: bytes, name: str) -> Sheet:
    opened: Sheet | None = st.session_state.get("sheet")
    wanted = st.session_state.get("worksheet")
    if (
        opened is None
        or (opened.name, len(content)) != st.session_state.get("sheet_of")
        or wanted
        not in (
            None,
            opened.worksheet,
        )
    ):
        with st.spinner("Opening the file …"):
            opened = intake.open(content, name, worksheet=wanted if opened and wanted in opened.worksheets else None)
        st.session_state.update(sheet=opened, sheet_of=(name, len(content)))
        st.session_state.pop("read", None)
    if len(opened.worksheets) > 1:
        st.selectbox("Worksheet", opened.worksheets, index=opened.worksheets.index(opened.worksheet), key="worksheet")
    for note in opened.notes:
        st.caption(md(note))
    return opened


def _preview(intake: Intake, sheet: Sheet, mapping: Mapping | None) -> None:
    st.header("Before anything is stored")
    read, before = _read(intake, sheet, mapping)
    account.show(before, "preview")
    if not before.stored:
        st.info("There is nothing new to store.")
        return
    if st.button(f"Store {count(before.stored, 'row')}", type="primary", key="store"):
        bar = st.progress(0.0, "Storing …")
        after = intake.store(
            read, lambda done, total: bar.progress(done / max(total, 1), f"{done:,} of {total:,} rows done")
        )
        bar.empty()
        _forget()
        st.session_state["said"] = (
            f"{count(after.stored, 'row')} stored as import {after.batch}, {after.rejected:,} rejected. "
            "The new records are in every chart now."
        )
        st.rerun()


def _read(intake: Intake, sheet: Sheet, mapping: Mapping | None) -> tuple[ReadFile, Account]:
    """The file read by this mapping and its account, kept for this person until either changes."""
    key = (sheet.sha256, sheet.worksheet, repr(mapping), intake.store_of.version())
    if st.session_state.get("read_of") != key or "read" not in st.session_state:
        bar = st.progress(0.0, "Reading the rows …")
        read = intake.read(
            sheet, mapping, lambda done, total: bar.progress(done / max(total, 1), f"{done:,} of {total:,} rows read")
        )
        st.session_state.update(read=(read, intake.preview(read)), read_of=key)
        bar.empty()
    kept: tuple[ReadFile, Account] = st.session_state["read"]
    return kept


def _forget() -> None:
    for name in ("read", "read_of", "sheet", "sheet_of", "mapping", "mapping_of", "upload"):
        st.session_state.pop(name, None)


def _template(room: Room) -> None:
    with st.expander("Our template: one row per session"):
        st.markdown("Fill it in from today on, or ask your software to export in this layout. It holds an example.")
        st.download_button(
            "Template (Excel)", lambda: template(room.catalogue), "session-sheet.xlsx", key="xlsx", on_click="ignore"
        )
        st.download_button(
            "Template (CSV)", lambda: template_csv(room.catalogue), "session-sheet.csv", key="csv", on_click="ignore"
        )


page(st.session_state["room"])
