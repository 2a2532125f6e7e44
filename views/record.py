"""Record a session: choose whose, enter what was measured and done, save. Reviews and corrections beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.clock import today
from reports import records
from reports.access import NotAllowed, check_write
from reports.episodes import Course, episodes_of
from views import (
    patient_chosen,
    record_course,
    record_earlier,
    record_find,
    record_new,
    record_review,
    record_session,
    record_state,
)
from views.record_state import SAID, SAVED
from views.room import Room
from views.text import day, md

if TYPE_CHECKING:
    from data.visit_reads import EpisodeRecord

PARTS = {"session": "Session", "review": "Review", "earlier": "Earlier", "course": "Course of care"}
PART = "record-part"
WIDEST = 880  # pixels: a form wider than a tablet sends eyes and mouse on long ways


def page(room: Room) -> None:
    """Whose session, then the part that was chosen."""
    try:
        check_write(room.viewer, "record")
        with st.container(width=WIDEST, key="record-page"):
            _page(room)
    except NotAllowed as error:
        st.title("Record a session")
        st.warning(md(error))
        patient_chosen.forget()
        record_state.forget()


def _page(room: Room) -> None:
    new = st.session_state.get(record_find.NEW)
    episode = st.session_state.get(patient_chosen.EPISODE)
    if new is not None:
        st.title("Record a session")
        record_new.show(room, new)
    elif episode is None:
        st.title("Record a session")
        _said()
        record_find.show(room)
    else:
        _of(room, records.open_record(room.store, room.viewer, int(episode)))


def _of(room: Room, record: EpisodeRecord) -> None:
    """The page of one course of care."""
    whose, told = st.session_state.get(SAVED, (0, ""))
    if whose == record.id and records.open_draft(room.store, room.viewer, record.id) is None:
        _saved(record, told)
        return
    _head(room, record)
    _said()
    st.session_state.setdefault(PART, "session")
    part = st.segmented_control(
        "Part", list(PARTS), format_func=PARTS.__getitem__, width="stretch", key=PART, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    if part == "review":
        record_review.show(room, record, today())
    elif part == "earlier":
        record_earlier.show(room, record, today())
    elif part == "course":
        record_course.show(room, record, today())
    elif record.ended:
        st.info(md(f"This course of care ended on {day(record.ended)}. Open it again under Course of care."))
    else:
        record_session.show(room, record, today())


def _head(room: Room, record: EpisodeRecord) -> None:
    name = record.display_name or record.reference
    known = room.catalogue.conditions.get(record.condition)
    new = st.session_state.get(PART, "session") == "session" and not record.ended
    st.title(md(f"Session {_next_number(record)}: {name}" if new else name), anchor=False)
    reference = [record.reference] if record.display_name else []
    told = [*reference, f"{known.name if known else record.condition}, {record.side}", day(today())]
    with st.container(horizontal=True, vertical_alignment="center", key="record-head"):
        st.caption(md(" · ".join(told)), width="stretch")
        if st.button("Another patient", key="record-another", icon=":material/search:"):
            patient_chosen.forget()
            record_state.forget()
            st.rerun()
    _switch(room, record)


def _next_number(record: EpisodeRecord) -> int:
    return 1 + max((one.facts.number or 0 for one in record.sessions), default=0)


def _switch(room: Room, record: EpisodeRecord) -> None:
    """Another course of care of the same person, where there is one."""
    courses = {course.episode: course for course in episodes_of(room.store, room.viewer, record.id)}
    if len(courses) < 2 or record.id not in courses:
        return
    key = f"record-switch-{record.id}"
    st.session_state.setdefault(key, record.id)
    chosen = st.selectbox(
        "Course of care", list(courses), format_func=lambda one: _course(courses[one]), key=key,
        label_visibility="collapsed",
    )  # fmt: skip
    if chosen is not None and chosen != record.id:
        del st.session_state[key]
        record_find.choose(chosen)
        st.rerun()


def _course(course: Course) -> str:
    ended = f", ended {day(course.ended)}" if course.ended else ""
    return f"{course.label}, {course.side} (since {day(course.started)}{ended})"


def _said() -> None:
    """What the last act did, once."""
    if told := st.session_state.pop(SAID, ""):
        st.success(md(told))


def _saved(record: EpisodeRecord, told: str) -> None:
    """A session is saved: nothing more to enter here, and three ways on."""
    st.title(md(record.display_name or record.reference), anchor=False)
    st.success(md(told))
    with st.container(horizontal=True, key="record-next"):
        see = st.button("See the patient", type="primary", key="record-see")
        after = st.button("Next patient", key="record-next-one")
        more = st.button("More for this patient", key="record-more")
    if not (see or after or more):
        return
    st.session_state.pop(SAVED)
    if see:
        st.switch_page("patient.py")
    if after:
        patient_chosen.forget()
    st.rerun()


page(st.session_state["room"])
