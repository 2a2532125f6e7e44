"""The table of an answer as a file: made when it is asked for, and written down with who asked."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from reports.file_names import safe_name
from reports.report import Report
from views.room import Room

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {"csv": ("Download this table (CSV)", "text/csv"), "xlsx": ("Download this table (Excel)", XLSX)}


def buttons(room: Room, report: Report, key: str) -> None:
    """One button for each kind of file; each download leaves an event, with no figure in it."""
    with st.container(horizontal=True, key=f"files-{key}"):
        for form, (label, mime) in FORMS.items():
            st.download_button(
                label, _made(room, report, form), safe_name(report.name, form), mime, key=f"{form}-{key}",
                on_click="ignore",
            )  # fmt: skip


def _made(room: Room, report: Report, form: str) -> Callable[[], bytes]:
    """Called when the button is pressed, by a thread that has no page."""

    def made() -> bytes:
        from reports.deliver import deliver  # what writes down who asked loads then: no page waits for it

        return deliver(room.store, room.catalogue, room.viewer, report, form).content

    return made
