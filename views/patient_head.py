"""The top of the patient's page: who, which course of care, and what can be done from here."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.visit_reads import EpisodeRecord
from reports.episodes import Course, episodes_of
from reports.report import Report
from views import patient_chosen, patient_paper
from views.room import Room
from views.text import day, md

SWITCH, PART = "patient-course", "record-part"  # a widget here, and the part of the form that opens
FOOT = {"left": "left foot", "right": "right foot", "both": "both feet"}


def show(room: Room, record: EpisodeRecord, standing: Report, row: pd.Series | None, note: str) -> None:
    """Who it is, the buttons, and the switch between the same person's courses of care."""
    st.title(md(record.display_name or record.reference), anchor=False)  # an anchor would put the name in the address
    st.markdown(_words(room, record))
    if note:
        st.caption(note)
    _buttons(room, record, standing, row)
    _switch(room, record)


def _words(room: Room, record: EpisodeRecord) -> str:
    condition = room.catalogue.conditions.get(record.condition)
    ended = f"ended {day(record.ended)}, {record.ended_how}" if record.ended else ""
    course = f"course {record.course}" if record.course > 1 else ""
    name = condition.name if condition else record.condition
    parts = [
        record.reference if record.display_name else "",
        f"{name}, {FOOT.get(record.side, record.side)}",
        course,
        f"since {day(record.started)}",
        ended,
        record.podiatrist,
        record.site,
    ]
    return md(" · ".join(part for part in parts if part))


def _buttons(room: Room, record: EpisodeRecord, standing: Report, row: pd.Series | None) -> None:
    with st.container(horizontal=True, key="patient-acts"):
        if st.button("Record a session", type="primary", key="to-record"):
            _go(record, "record.py", "session")
        if st.button("Review", key="to-review", help="Readings on a day without needling"):
            _go(record, "record.py", "review")
        if st.button("Patient view", key="to-patient-view", help="Large type, to turn the screen round"):
            _go(record, patient_chosen.TURNED)
        patient_paper.buttons(room, record, standing, row)


def _go(record: EpisodeRecord, file: str, part: str = "") -> None:
    patient_chosen.choose(record.id)
    if part:
        st.session_state[PART] = part
    st.switch_page(file)


def _switch(room: Room, record: EpisodeRecord) -> None:
    """The other courses of care of the same person that this viewer may see."""
    every = {one.episode: _course(one) for one in episodes_of(room.store, room.viewer, record.id)}
    if len(every) < 2:
        return
    st.session_state[SWITCH] = record.id
    st.pills(
        "Course of care", list(every), required=True, format_func=every.__getitem__, key=SWITCH,
        on_change=_switched,
    )  # fmt: skip


def _switched() -> None:
    patient_chosen.choose(st.session_state[SWITCH])


def _course(one: Course) -> str:
    until = f" to {day(one.ended)}" if one.ended else ""
    return md(f"{one.label}, {FOOT.get(one.side, one.side)}, from {day(one.started)}{until}")
