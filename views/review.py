"""The front desk's page: find a patient, then write down the answers to a review or hand over the tablet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from data.clock import today
from data.ledger import LedgerError
from reports import reception
from reports.access import NotAllowed
from views import patient_chosen, tablet_link
from views.record_words import number
from views.room import Room
from views.text import count, day, md

if TYPE_CHECKING:
    from data.catalogue import Measure
    from data.course_reads import Course
    from reports.reception import Found

FIND, SAID = "review-find", "review-said"
WIDEST = 880  # pixels, as the form of a session


def page(room: Room) -> None:
    """Whose review, then the two ways to give it."""
    with st.container(width=WIDEST, key="review-page"):
        episode = st.session_state.get(patient_chosen.EPISODE)
        try:
            if episode is None:
                _find(room)
            else:
                _of(room, reception.open_course(room.store, room.viewer, int(episode)))
        except NotAllowed as error:
            st.title("Record a review")
            st.warning(md(error))
            patient_chosen.forget()


def _find(room: Room) -> None:
    st.title("Record a review")
    if told := st.session_state.pop(SAID, ""):
        st.success(md(told))
    asked = st.text_input(
        "Find a patient", key=FIND, placeholder="Reference or name", icon=":material/search:", autocomplete="off",
        live=True,
    ).strip()  # fmt: skip
    found = reception.find(room.store, room.viewer, asked)
    if len(asked) < reception.LEAST_LETTERS:
        st.caption("Type at least two letters of the name or the reference.")
    elif not found:
        st.info("Nobody has this reference or name. Try fewer letters. A podiatrist adds a new patient.")
    for person in found:
        _person(person)


def _person(person: Found) -> None:
    """A button for each course of care that still goes on."""
    name = f"{person.display_name} · {person.reference}" if person.display_name else person.reference
    if not person.courses:
        st.caption(md(f"{name} has no course of care that still goes on."))
    for one in person.courses:
        words = md(f"{name} · {one.label}, {one.side}, since {day(one.started)}")
        if st.button(words, key=f"review-course-{one.episode}", width="stretch"):
            patient_chosen.choose(one.episode)
            st.rerun()


def _of(room: Room, course: Course) -> None:
    known = room.catalogue.conditions.get(course.condition)
    st.title(md(f"Review: {course.name}"), anchor=False)  # an anchor would put the name in the address
    told = [course.reference] if course.display_name else []
    told += [f"{known.name if known else course.condition}, {course.side}", f"since {day(course.started)}"]
    with st.container(horizontal=True, vertical_alignment="center", key="review-head"):
        st.caption(md(" · ".join(told)), width="stretch")
        if st.button("Another patient", key="review-another", icon=":material/search:"):
            patient_chosen.forget()
            st.rerun()
    with st.expander("The patient answers on the clinic's tablet", icon=":material/tablet:"):
        tablet_link.hand_over(room, course.episode)
    _form(room, course)


def _form(room: Room, course: Course) -> None:
    asked = reception.questions(room.catalogue, course.condition)
    with st.form(f"desk-review-{course.episode}", border=True):
        st.markdown("**Answers on paper.** Write down what was answered; leave the rest empty.")
        on = st.date_input("Date of the review", today(), course.started, today(), format="DD/MM/YYYY")
        with st.grid(2, min_column_width=300, key="desk-review-values"):
            given = {measure.id: _value(course, measure) for measure in asked}
        sent = st.form_submit_button("Save review", type="primary", width="stretch")
    if sent:
        _save(room, course, on, {name: value for name, value in given.items() if value is not None})


def _value(course: Course, measure: Measure) -> float | None:
    """An empty field: what was answered before is nothing the front desk needs to see."""
    value: float | None = st.number_input(
        md(f"{measure.short} ({measure.unit})"), float(measure.low), float(measure.high), None,
        float(measure.step or 1), format="%g", key=f"desk-review-{course.episode}-{measure.id}",
        placeholder=f"{number(measure.low)} to {number(measure.high)}", help=md(f"{measure.name}."),
    )  # fmt: skip
    return value


def _save(room: Room, course: Course, on: date, values: dict[str, float]) -> None:
    if not values:
        st.error("No value is filled in yet.")
        return
    try:
        done = reception.record_review(room.store, room.catalogue, room.viewer, course.episode, on, values, today())
    except (LedgerError, NotAllowed) as error:
        st.error(md(f"{error} Nothing of this review is stored yet."))
        return
    st.session_state[SAID] = f"Review saved, with {count(done, 'answer')}."
    patient_chosen.forget()
    st.session_state.pop(FIND, None)
    st.rerun()


page(st.session_state["room"])
