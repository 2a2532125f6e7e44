"""Import: bring in the clinic's own spreadsheet, see every row accounted for, then store all or nothing."""

from __future__ import annotations

import streamlit as st

from data.importers.session_sheet import template, template_csv
from data.ledger import LedgerError
from data.mapping import Mapping, MappingError
from data.rows import FileRefused
from data.sheets.sheet import Sheet
from data.store import StoreError
from reports.access import SEES_FIGURES, NotAllowed, check_write
from reports.intake import Intake
from views import batches, import_check, import_file, mapping_editor
from views.room import Room
from views.text import md

ORDERS = {"dmy": "day first, as our template says", "mdy": "month first"}

STEPS = """\
1. Choose a spreadsheet from your practice software, or our template filled in.
2. Say which column is what, unless it is our template, and see how the first rows are understood.
3. See the account of every row. Nothing is stored until you say so, and an import can be taken back.
"""


def page(room: Room) -> None:
    """The page for whoever may bring records in, of the clinic's own store."""
    st.title("Bring in our records")
    try:
        check_write(room.viewer, "import")
    except NotAllowed as error:
        st.warning(md(error))
        return
    if room.is_demo:
        st.info("This is the demo clinic. Choose **Start with our own records** above, then bring in your spreadsheet.")
        _template(room)
        return
    intake = Intake(room.store, room.catalogue, room.viewer)
    _done(room)
    st.markdown(STEPS)
    sheet = import_file.choose(intake)
    if sheet is not None:
        _bring_in(intake, sheet)
        return
    _template(room)
    batches.show(intake)


def _done(room: Room) -> None:
    """What the last step did, and the way to the charts."""
    if said := st.session_state.pop("said", ""):
        st.success(said)
        if room.viewer.role in SEES_FIGURES:
            st.page_link("effectiveness.py", label="See the charts →")


def _bring_in(intake: Intake, sheet: Sheet) -> None:
    try:
        known, asked = intake.needs_no_mapping(sheet), intake.undecided_dates(sheet)
        mapping = None
        if asked or not known:
            mapping = _dates(intake, sheet, asked) if asked else mapping_editor.show(intake, sheet)
            if mapping is None:
                return
        import_check.show(intake, sheet, mapping)
    except (FileRefused, MappingError, LedgerError, StoreError) as error:
        st.error(md(error))


def _dates(intake: Intake, sheet: Sheet, columns: tuple[str, ...]) -> Mapping | None:
    """Ask which way dates are meant that can be read two ways, when nothing else in the file says so."""
    example = next(cell for cell in sheet.column(columns[0]) if cell.strip())
    st.warning(md(f"The dates in {', '.join(columns)} can be read two ways, and nothing in the file shows which."))
    order = st.radio(
        f"{example} is written", list(ORDERS), None, format_func=ORDERS.__getitem__, key="dates", horizontal=True
    )
    return intake.dated(sheet, order) if order else None


def _template(room: Room) -> None:
    with st.expander("Our template: one row per session", key="template"):
        st.markdown(
            "Fill it in from today on, or ask for an export in this layout. It holds an invented example that is never "
            "stored. Columns that you do not use can be deleted."
        )
        with st.container(horizontal=True):
            st.download_button(
                "Template (Excel)", lambda: template(room.catalogue), "session-sheet.xlsx", key="xlsx",
                on_click="ignore",
            )  # fmt: skip
            st.download_button(
                "Template (CSV)", lambda: template_csv(room.catalogue), "session-sheet.csv", key="csv",
                on_click="ignore",
            )  # fmt: skip


page(st.session_state["room"])
