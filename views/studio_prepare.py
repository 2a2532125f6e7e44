"""Handing a draft over for approval: it enters the register, and a registered practitioner decides."""

from __future__ import annotations

import streamlit as st

from data.ledger import LedgerError
from reports import studio
from reports.access import NotAllowed
from reports.public_case import Refused
from reports.report import ReportError
from reports.studio_draft import Draft
from views import exports_chosen, studio_plates, studio_state
from views.room import Room
from views.text import count, md


def show(room: Room, made: Draft) -> None:
    """The button, why it cannot be pressed, and what came of pressing it."""
    pressed = st.button(
        "Prepare for approval", type="primary", key="studio-prepare", disabled=not made.holds, width="stretch"
    )
    if not made.holds:
        broken = [one.check.title for one in made.findings if not one.holds]
        words = count(len(broken), "rule is", "rules are")
        st.caption(md(f"Not yet, because {words} broken: {'; '.join(broken)}."))
    if pressed:
        _prepare(room, made)
    code, of = st.session_state.get(studio_state.PREPARED) or ("", None)
    if of == made.case.request:
        _prepared(code)


def _prepare(room: Room, made: Draft) -> None:
    request = made.case.request
    st.session_state.pop(studio_state.PREPARED, None)
    if not request.purpose:
        st.error("Say why it is made, so that whoever approves it can judge.")
        return
    try:
        with st.spinner("Entering it in the register …"):
            found = studio.prepare(room.store, room.catalogue, room.viewer, request)
    except (LedgerError, NotAllowed, Refused, ReportError) as error:
        st.error(md(error))
        return
    studio_plates.forget()
    st.session_state[studio_state.PREPARED] = found.code, request


def _prepared(code: str) -> None:
    st.success(f"Prepared as **{md(code)}**. A registered practitioner can approve it now.", icon=":material/task_alt:")
    if st.button("See it in the register", key="studio-to-register", icon=":material/arrow_forward:", width="stretch"):
        exports_chosen.choose(code)
        st.switch_page("exports.py")
