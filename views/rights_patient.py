"""On the patient's page: what they consent to beyond their own care, and a copy of everything recorded about them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.clock import today
from data.consent_reads import Consent, state_of_consent
from data.ledger import LedgerError
from data.visit_reads import EpisodeRecord
from reports import patient_copy, rights
from reports.access import NotAllowed, may_write
from views.room import Room
from views.text import day, md

STATES = {"not asked": "Not asked", "given": "Given", "withdrawn": "Withdrawn"}
ABOUT = (
    "Whether what is recorded may be counted in figures that leave the clinic's own care, such as pictures for the "
    "public. Once withdrawn, this person is left out of every such figure from then on. The clinic's own figures about "
    "the quality of care still count them. A picture approved earlier stays as it was; withdraw it on the Exports page "
    "if it should not be shown any more."
)
COPY = (
    "Everything recorded about this person: every course of care, session, reading and review, what was corrected and "
    "taken out, and consents. The file names the person, so hand it to nobody else. Who made it is written down."
)
MIME = {"pdf": "application/pdf", "csv": "text/csv"}
NAMES = {"pdf": "Copy to read (PDF)", "csv": "Copy as a table (CSV)"}
SAID = "rights-said"


@st.fragment
def show(room: Room, record: EpisodeRecord) -> None:
    """Folded away; a fragment, so that unfolding draws nothing else of the page again."""
    folded = st.expander("Consent and own data", key="patient-rights", on_change="rerun")
    if not folded.open:
        return
    with folded, st.grid(2, min_column_width=320, gap="medium", key="patient-rights-parts"):
        with st.container(key="patient-consent"):
            _consent(room, record.patient)
        with st.container(key="patient-copy"):
            _copy(room, record.patient)


def _consent(room: Room, patient: int) -> None:
    st.subheader("Use beyond their own care")
    answers = rights.consents(room.store, room.viewer, patient)
    state = state_of_consent(answers)
    st.markdown(f"**Consent: {STATES[state].lower()}**")
    for one in reversed(answers):
        st.markdown(md(_words(one)))
    st.caption(ABOUT)
    if said := st.session_state.pop(SAID, ""):
        st.success(said)
    if may_write(room.viewer, "set consent"):
        _answer(room, patient, state)


def _words(one: Consent) -> str:
    entered = f"entered by {one.actor} on {day(one.at.astimezone())}"
    return f"{STATES[one.state]} on {day(one.said_on)}, taken by {one.taken_by} ({entered})"


def _answer(room: Room, patient: int, state: str) -> None:
    offered = [one for one in ("given", "withdrawn") if one != state]
    with st.form(f"consent-{patient}-{state}", border=True):
        chosen = st.radio("The answer", offered, format_func=STATES.__getitem__, horizontal=True, key="consent-state")
        on = st.date_input("Given on", today(), max_value=today(), format="DD/MM/YYYY", key="consent-on")
        by = st.text_input("Taken by", room.viewer.podiatrist or "", max_chars=60, key="consent-by")
        sent = st.form_submit_button("Write it down", key="consent-send")
    if not sent:
        return
    try:
        rights.set_consent(room.store, room.catalogue, room.viewer, patient, chosen, on, by or "")
    except (LedgerError, NotAllowed) as error:
        st.error(md(error))
        return
    st.session_state[SAID] = "Written down. It holds from now on."
    st.rerun()


def _copy(room: Room, patient: int) -> None:
    st.subheader("A copy for the person")
    st.caption(COPY)
    try:
        patient_copy.check_whole(room.store, room.viewer, patient)
    except NotAllowed as error:
        st.info(md(error))
        return
    with st.container(horizontal=True, key="copy-files"):
        for form, label in NAMES.items():
            st.download_button(
                label, _made(room, patient, form), f"copy-of-record-{today().isoformat()}.{form}", MIME[form],
                key=f"copy-{form}", on_click="ignore",
            )  # fmt: skip


def _made(room: Room, patient: int, form: str) -> Callable[[], bytes]:
    """Called when the button is pressed, by a thread that has no page."""
    return lambda: patient_copy.give_copy(room.store, room.catalogue, room.viewer, patient, form).content
