"""Handing the tablet to a patient: what to ask, a PIN to get it back with, and the way to the patient's page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

from data.ledger import LedgerError
from reports.access import NotAllowed
from reports.pen import Pen
from reports.reception import open_course
from views.tablet_lock import home_of
from views.tablet_open import MARK, open_pages
from views.tablet_words import asked_plainly, by_patient
from views.text import count, md

if TYPE_CHECKING:
    from views.room import Room

PIN = re.compile(r"\d{4,8}", re.ASCII)
READY = "tablet-ready"  # the open invitation of this page: (episode, token)
LINK = (
    '<a href="{home}" style="display:inline-flex;align-items:center;min-height:56px;padding:0 1.5rem;border-radius:8px;'
    'background:#17568c;color:#fff;font-weight:600;text-decoration:none">Open the patient’s page, lock the rest</a>'
)


@st.fragment
def hand_over(room: Room, episode: int) -> None:
    """Choose the questions and a PIN, then open the patient's page in this tab; it locks the browser."""
    place = st.empty()
    ready = st.session_state.get(READY)
    token = ready[1] if ready and ready[0] == episode else None
    if token is None:
        with place.container():
            token = _ask(room, episode)
    if token is not None:
        with place.container():
            _ready(token)


def _ask(room: Room, episode: int) -> str | None:
    """The form; the token of the page once it is made."""
    try:
        record = open_course(room.store, room.viewer, episode)
    except NotAllowed as error:
        st.error(md(error))
        return None
    asked = _choices(room, record.condition)
    with st.form(f"tablet-{episode}", border=False):
        chosen = st.multiselect(
            "Questions for the patient", asked, [id for id in asked if asked_plainly(room.catalogue.measure(id))],
            format_func=lambda id: room.catalogue.measure(id).name, key=f"tablet-measures-{episode}",
        )  # fmt: skip
        pin = st.text_input(
            "A PIN that only you know, 4 to 8 digits", type="password", max_chars=8, autocomplete="new-password",
            key=f"tablet-pin-{episode}", help="The tablet stays locked until it is given on the last page.",
        )  # fmt: skip
        pressed = st.form_submit_button("Make the patient’s page", type="primary", key=f"tablet-make-{episode}")
    return _invite(room, episode, chosen, record.side, pin) if pressed else None


def _choices(room: Room, condition: str) -> list[str]:
    """The measures of the condition that a patient can answer; pain now where there is none."""
    known = room.catalogue.condition(condition).measures
    return [id for id in known if by_patient(room.catalogue.measure(id))] or ["nprs"]


def _invite(room: Room, episode: int, chosen: list[str], side: str, pin: str) -> str | None:
    if not chosen:
        st.error("Choose at least one question.")
        return None
    if not PIN.fullmatch(pin):
        st.error("The PIN needs 4 to 8 digits.")
        return None
    try:
        token = Pen(room.store, room.catalogue, room.viewer).invite_review(episode, chosen, side, pin)
    except (LedgerError, NotAllowed) as error:
        st.error(md(error))
        return None
    st.session_state[READY] = (episode, token)
    return token


def _ready(token: str) -> None:
    others = open_pages.count(st.context.cookies.get(MARK)) - 1
    if others > 0:
        _close_first(others)
        return
    st.success("The page is ready. It waits for two hours and takes answers once.")
    st.html(LINK.format(home=home_of(token)))
    st.caption("Everything else in this browser is locked until your PIN is given.")
    st.button("Ask something else instead", key="tablet-again", on_click=_forget)


def _forget() -> None:
    st.session_state.pop(READY, None)


def _close_first(others: int) -> None:
    """A tab that is already open would go on showing what it shows, though it can fetch nothing more."""
    words = count(others, "other tab", "other tabs")
    st.warning(f"The dashboard is open in {words} of this browser. Close what the patient should not see, then go on.")
    st.button("I have closed the rest", type="primary", key="tablet-closed")
