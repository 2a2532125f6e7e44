"""Choosing whose session it is: unfinished ones first, then a search, then those seen last."""

from __future__ import annotations

import streamlit as st

from reports import people, records
from reports.access import NotAllowed
from reports.episodes import episodes_of
from views import patient_chosen, record_state
from views.room import Room
from views.text import day, md

MOST = 8
NEW = "record-new"  # the patient a course of care is begun for; 0 for somebody new
FIND = "record-find"


def show(room: Room) -> None:
    """Three ways to a patient, and a fourth for somebody new."""
    unfinished(room)
    with st.container(horizontal=True, vertical_alignment="bottom", key="record-search"):
        asked = st.text_input(
            "Find a patient", key=FIND, placeholder="Reference or name", icon=":material/search:", autocomplete="off",
            live=True,
        ).strip()  # fmt: skip
        if st.button("New patient", icon=":material/person_add:", key="record-new-patient"):
            st.session_state[NEW] = 0
            st.rerun()
    found = people.search(room.store, room.viewer, asked, MOST)
    if not found:
        st.info("Nobody you may see has this reference or name. Try fewer letters, or add a new patient.")
        return
    st.caption("Found" if asked else "Seen last")
    for place, person in enumerate(found):
        _person(room, person, place)


def choose(episode: int) -> None:
    """Go to the form of this course of care."""
    patient_chosen.choose(episode)
    record_state.forget()
    for name in (NEW, record_state.SAVED):
        st.session_state.pop(name, None)


def _person(room: Room, person: people.Person, place: int) -> None:
    if st.button(patient_chosen.words_of(person), key=f"record-found-{place}-{person.patient}", width="stretch"):
        if person.episodes:
            choose(_open_one(room, person.episodes[0]))
        else:
            st.session_state[NEW] = person.patient
        st.rerun()


def _open_one(room: Room, episode: int) -> int:
    """The newest course of care of the person that is still open, else the newest."""
    courses = episodes_of(room.store, room.viewer, episode)
    return next((course.episode for course in courses if course.ended is None), episode)


def unfinished(room: Room) -> None:
    """Sessions that were begun and not finished, one tap away."""
    waiting = records.drafts(room.store, room.viewer)
    if not waiting:
        return
    with st.container(border=True, key="record-waiting"):
        st.markdown(f"**Unfinished: {len(waiting)}**")
        for draft in waiting:
            try:
                record = records.listed(room.store, room.viewer, draft.episode)
            except NotAllowed:
                continue
            begun = day(draft.content.get("on") or draft.at)
            words = f"{record.name} · {_condition(room, record.condition)} · begun {begun}"
            if st.button(md(words), key=f"record-draft-{draft.episode}", width="stretch", icon=":material/edit:"):
                choose(draft.episode)
                st.rerun()


def _condition(room: Room, condition: str) -> str:
    known = room.catalogue.conditions.get(condition)
    return known.short if known else condition
