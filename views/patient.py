"""Patient: one course of care on one screen, from how it stands to what was written down."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.visit_reads import EpisodeRecord
from reports import records
from reports.access import NotAllowed
from reports.filters import Filters
from reports.points import panels
from reports.progress_draft import LINE, SIMILAR
from views import card, patient_chosen, patient_head, patient_history, patient_standing, rights_patient
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
    top = st.container(key="patient-head")
    row = patient_standing.looked_at(standing)
    with top:
        patient_head.show(room, record, standing, row, "" if was_chosen else NOT_CHOSEN)
    main = filters if row is None else filters.with_(measure=str(row["measure"]), side=(str(row["side"]),))
    patient_standing.headline(record, standing, row)
    with st.grid(2, min_column_width=350, gap="medium", key="patient-top"):
        with st.container(key="patient-progress"):
            st.header("Pain over time" if _is_pain(room, row) else "Over time")
            shown = card.show(room, "progress", main, heading=False, said=row is None)
            for note in shown.notes if shown else ():
                if note.startswith((SIMILAR, LINE)):
                    st.caption(md(note))
        if row is not None:
            with st.container(key="patient-standing"):
                patient_standing.show(room, row)
    if row is not None:
        patient_standing.in_words(standing)
        _further(room, record, filters, main)
        card.behind(standing, "standing", "Every measure: table, notes and download")
    rights_patient.show(room, record)
    patient_history.show(room, record)


def _is_pain(room: Room, row: pd.Series | None) -> bool:
    return row is None or room.catalogue.measures[str(row["measure"])].kind == "pain"


def _further(room: Room, record: EpisodeRecord, filters: Filters, main: Filters) -> None:
    """What each session changed, and one panel for each test of movement and method: never pooled.

    Of a test of both feet, the foot looked at; the other one is a faint line in the same picture.
    """
    tests = {(one.measure, one.method): one for one in panels(record, room.catalogue, ("rom",))[::-1]}
    same_foot = [one for one in panels(record, room.catalogue, ("rom",)) if (one.side,) == main.side]
    tests |= {(one.measure, one.method): one for one in same_foot}
    with st.grid(2, min_column_width=350, gap="medium", key="patient-further"):
        if len(record.sessions) > 1:
            with st.container(key="patient-changes"):
                st.header("Change at each session")
                card.show(room, "visit_changes", main, heading=False)
        for measure, method, side, _ in tests.values():
            key = f"range-{measure}-{method}-{side}"
            with st.container(key=key):
                st.header(md(_name(room, measure, method, side)))
                narrowed = filters.with_(measure=measure, method=method, side=(side,))
                card.show(room, "range_progress", narrowed, key=key, heading=False)


def _name(room: Room, measure: str, method: str, side: str) -> str:
    return ", ".join(part for part in (room.catalogue.measures[measure].name, side, method) if part)


page(st.session_state["room"])
