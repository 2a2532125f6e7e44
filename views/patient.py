"""Patient: one course of care on one screen, from how it stands to what was written down."""

from __future__ import annotations

import streamlit as st

from data.visit_reads import EpisodeRecord
from reports import records
from reports.access import NotAllowed
from reports.filters import Filters
from reports.points import panels
from views import card, patient_chosen, patient_head, patient_history, patient_standing
from views.room import Room
from views.text import md

NOBODY_YET = (
    "There is nobody on this list yet. Bring in the clinic's own spreadsheet on the Import page, or record a first "
    "session."
)
NOT_CHOSEN = "Nobody was chosen, so this is the person with most need on the list."


def page(room: Room) -> None:
    """The course of care that is open, else the one with most need; a refusal is a sentence and nothing else."""
    episode, was_chosen = patient_chosen.chosen(room)
    if episode is None:
        st.title("Patient")
        st.info(NOBODY_YET)
        return
    try:
        record = records.open_record(room.store, room.viewer, episode)
    except NotAllowed as error:
        _refused(error)
        return
    _screen(room, record, was_chosen)


def _refused(error: NotAllowed) -> None:
    patient_chosen.forget()
    st.title("Patient")
    st.warning(md(error))
    if st.button("My patients", type="primary", key="to-caseload"):
        st.switch_page("caseload.py")


def _screen(room: Room, record: EpisodeRecord, was_chosen: bool) -> None:
    filters = Filters(episode=record.id)
    standing = card.ask(room, "standing", filters)
    if standing is None:
        return
    patient_head.show(room, record, standing, "" if was_chosen else NOT_CHOSEN)
    row = patient_standing.looked_at(standing)
    main = filters if row is None else filters.with_(measure=str(row["measure"]), side=(str(row["side"]),))
    with st.grid(2, min_column_width=440, gap="medium", key="patient-top"):
        with st.container(key="patient-standing"):
            patient_standing.show(room, standing, row)
        with st.container(key="patient-progress"):
            card.show(room, "progress", main)
    if row is not None:
        _range_of_motion(room, record, filters)
        card.show(room, "visit_changes", main)
        st.header("Every measure")
        card.behind(standing, "standing")
    patient_history.show(room, record)


def _range_of_motion(room: Room, record: EpisodeRecord, filters: Filters) -> None:
    """One panel for each test of movement, method and foot that was measured: they are never pooled."""
    tests = panels(record, room.catalogue, ("rom",))
    if not tests:
        return
    st.header("Range of motion")
    with st.grid(min(len(tests), 2), min_column_width=420, gap="medium", key="range-of-motion"):
        for measure, method, side, _ in tests:
            key = f"range-{measure}-{method}-{side}"
            with st.container(key=key):
                st.subheader(md(_name(room, measure, method, side)))
                narrowed = filters.with_(measure=measure, method=method, side=(side,))
                card.show(room, "range_progress", narrowed, key=key, heading=False)


def _name(room: Room, measure: str, method: str, side: str) -> str:
    return ", ".join(part for part in (room.catalogue.measures[measure].name, side, method) if part)


page(st.session_state["room"])
