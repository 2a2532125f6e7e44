"""A new patient, and a new course of care for somebody new or known."""

from __future__ import annotations

from datetime import date

import streamlit as st

from data.clock import today
from data.frames import SEXES
from data.ledger import LedgerError
from reports.access import PODIATRIST, NotAllowed
from reports.choices import Choices, choices
from reports.filters import Filters
from views import record_find, record_state
from views.record_words import SIDES
from views.room import Room
from views.text import md


def show(room: Room, patient: int, name: str = "") -> None:
    """The form; *patient* is 0 for somebody new."""
    st.subheader("New patient" if not patient else md(f"New course of care{f' for {name}' if name else ''}"))
    with st.form("record-new-form", border=True):
        who = _who() if not patient else None
        what = _what(room)
        sent = st.form_submit_button("Add and start", type="primary", width="stretch")
    if st.button("Back", key="record-new-back"):
        st.session_state.pop(record_find.NEW, None)
        st.rerun()
    if sent and (episode := _write(room, patient, who, what)):
        record_find.choose(episode)
        st.rerun()


def _who() -> tuple[str, str, int | None, str]:
    with st.grid(2, min_column_width=220, key="record-new-who"):
        reference = st.text_input("Reference", key="new-reference", max_chars=60, required=True)
        name = st.text_input("Name (optional)", key="new-name", max_chars=120, autocomplete="off")
        born = st.number_input("Year of birth", 1900, today().year, None, 1, format="%d", key="new-born")
        sex = st.selectbox("Sex", SEXES, SEXES.index("unknown"), format_func=str.capitalize, key="new-sex")
    return reference.strip(), name.strip(), born, sex


def _what(room: Room) -> tuple[str | None, str | None, date, float | None, str, str]:
    known, offered = room.catalogue.conditions, choices(room.store, room.catalogue, room.viewer, Filters())
    order = list(dict.fromkeys([*offered.conditions, *sorted(known, key=lambda name: known[name].name)]))
    condition = st.selectbox(
        "Condition", order, None, format_func=lambda name: known[name].name, key="new-condition",
        placeholder="Choose …", required=True,
    )  # fmt: skip
    side = st.segmented_control(
        "Side", list(SIDES), format_func=SIDES.__getitem__, width="stretch", key="new-side", required=True
    )
    with st.grid(2, min_column_width=220, key="record-new-what"):
        started = st.date_input("Begins on", today(), None, today(), format="DD/MM/YYYY", key="new-started")
        weeks = st.number_input("Weeks of symptoms before", 0.0, 5200.0, None, 1.0, format="%g", key="new-weeks")
        site = _word("Site", offered.sites, "new-site")
        treats = "" if room.viewer.role == PODIATRIST else _treats(offered)
    return condition, side, started, weeks, site, treats


def _treats(offered: Choices) -> str:
    return _word("Podiatrist", offered.podiatrists, "new-podiatrist")


def _word(label: str, known: tuple[str, ...], key: str) -> str:
    alone = 0 if len(known) == 1 else None
    chosen = st.selectbox(label, known, alone, accept_new_options=True, placeholder="Choose or type …", key=key)
    return (chosen or "").strip()


def _write(
    room: Room,
    patient: int,
    who: tuple[str, str, int | None, str] | None,
    what: tuple[str | None, str | None, date, float | None, str, str],
) -> int | None:
    """The patient, then the course of care; its number, or ``None`` with a sentence on the page."""
    condition, side, started, weeks, site, treats = what
    if not condition or not side or (who is not None and not who[0]):
        st.error("Give the reference, the condition and the side." if who else "Give the condition and the side.")
        return None
    pen = record_state.pen(room)
    try:
        if who is not None:
            patient = pen.add_patient(*who)
        return pen.open_episode(patient, condition, side, started, duration_weeks=weeks, site=site, podiatrist=treats)
    except (LedgerError, NotAllowed) as error:
        st.error(md(error))
        if who is not None and patient:
            st.session_state[record_find.NEW] = patient
            st.info("The patient is added; the course of care is not yet.")
        return None
