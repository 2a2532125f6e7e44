"""My patients: everybody in care or lately discharged, those with most need first."""

from __future__ import annotations

import streamlit as st

from reports import access
from reports.access import NotAllowed
from reports.filters import FilterError, Filters
from reports.report import Report
from views import caseload_search, caseload_table, caseload_waiting, patient_chosen
from views import room as rooms
from views.room import Room
from views.text import count, md

FLAGS = {
    "worse": "Worse",
    "off_track": "Off track",
    "not_remeasured": "Not re-measured",
    "due_for_review": "Due for review",
    "closed_without_final": "Discharged without a final reading",
}
EVERYBODY = ""


def page(room: Room) -> None:
    """What waits, then the list, then a way to everybody else."""
    st.title("My patients" if room.viewer.role == access.PODIATRIST else "Our patients")
    asked, whose = _top(room)
    caseload_search.found(room, asked)
    report = _ask(room, whose)
    if report is None:
        return
    if report.frame.empty:
        for sentence in report.summary:
            st.info(md(sentence))
        return
    caseload_waiting.show(room, report.frame)
    _list(room, report)


def _top(room: Room) -> tuple[str, str]:
    """The search box, and for the owner the podiatrist whose list it is beside it."""
    if room.viewer.role != access.OWNER:
        return caseload_search.box(), EVERYBODY
    with st.container(horizontal=True, key="caseload-top"):
        asked = caseload_search.box()
        whose = st.selectbox(
            "Podiatrist",
            [EVERYBODY, *rooms.podiatrists(room.store)],
            format_func=lambda name: name or "All podiatrists",
            key="caseload-podiatrist",
            label_visibility="collapsed",
            width=240,
        )
    return asked, whose


def _ask(room: Room, chosen: str) -> Report | None:
    try:
        return patient_chosen.caseload_of(room, Filters(podiatrist=(chosen,) if chosen else ()))
    except (NotAllowed, FilterError) as error:
        st.warning(md(error))
        return None


def _list(room: Room, report: Report) -> None:
    frame = report.frame
    counts = {flag: int(frame[flag].sum()) for flag in FLAGS if flag in frame}
    wanted = st.pills(
        "Show",
        [EVERYBODY, *counts],
        default=EVERYBODY,
        required=True,
        format_func=lambda flag: f"{FLAGS[flag]} {counts[flag]}" if flag else f"All {len(frame)}",
        key="caseload-show",
        label_visibility="collapsed",
    )
    shown = frame[frame[wanted].astype(bool)] if wanted else frame
    if shown.empty:
        st.info(f"Nobody on this list is in the group “{FLAGS[wanted]}” today.")
        return
    caseload_table.show(room, shown)
    st.caption(
        f"{count(len(shown), 'course of care', 'courses of care')}, those with most need first. Choose a line to open "
        "it. In a small trend each point is a reading; the line falls as pain gets less."
    )


page(st.session_state["room"])
