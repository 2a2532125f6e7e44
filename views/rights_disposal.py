"""Giving records up: a proposal with a reason, what waits for a second person, and the log of what was done."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data.ledger_disposal import same_person
from data.rights_reads import Disposal, Keeping
from reports import rights
from views.acts import done
from views.room import Room
from views.text import count, day, md

WAYS = {"de-identify": "De-identify", "destroy": "Destroy"}
OUTCOMES = {"": "waits for a second person", "done": "done", "dropped": "not done"}
WHAT = (
    "**De-identify**: reference, name, year of birth and all free text go; a new reference is drawn at random. Sex, "
    "condition, side, the days and the values stay, for the clinic's figures. Whoever has the appointment book could "
    "still tell whose days these are; if that matters, destroy. **Destroy**: every row goes. Either way unfinished "
    "sessions, tablet links and what the audit trail quoted go too, and a line stays here: when, why, by whom, and how "
    "many rows. Neither can be undone."
)
SAID = "disposal-said"


def waiting(room: Room) -> None:
    """What waits for a second person."""
    if said := st.session_state.pop(SAID, ""):
        st.success(said)
    every = [one for one in rights.disposals(room.store, room.viewer) if not one.outcome]
    if not every:
        return
    st.header("Waiting for a second person", anchor=False)
    for one in every:
        with st.container(border=True, key=f"disposal-{one.id}"):
            _waiting(room, one)


def _waiting(room: Room, one: Disposal) -> None:
    reference = rights.reference(room.store, room.viewer, one.patient)
    early = f" Earlier than the day it is kept until, because: {one.early_because}." if one.early_because else ""
    st.markdown(
        f"**{WAYS[one.how]} patient {md(reference)}.** "
        + md(f"Proposed by {one.proposed_by} on {day(one.proposed_at.astimezone())}. Reason: {one.reason}.{early}")
    )
    if same_person(one.proposed_by, room.viewer.name):
        st.caption("Somebody other than you has to confirm it.")
    else:
        sure = st.checkbox("I have looked at this record, and it may go for good.", key=f"disposal-sure-{one.id}")
        if st.button("Confirm, and do it now", type="primary", disabled=not sure, key=f"disposal-do-{one.id}"):
            done(
                SAID,
                lambda: rights.confirm(room.store, room.catalogue, room.viewer, one.id),
                "Done. The line in the log stays.",
            )
    reason = st.text_input("Reason for not doing it", key=f"disposal-why-not-{one.id}", max_chars=200)
    if st.button("Do not do it", key=f"disposal-drop-{one.id}"):
        done(
            SAID,
            lambda: rights.drop(room.store, room.catalogue, room.viewer, one.id, reason or ""),
            "It will not be done.",
        )


def propose(room: Room, every: Sequence[Keeping], due: Sequence[Keeping]) -> None:
    """The form of a proposal: the one that is due longest stands in it."""
    if not every:
        return
    with st.expander("Propose to give records up", key="disposal-new"):
        st.markdown(WHAT)
        with st.form("disposal-form", border=False):
            first = due[0].reference if due else ""
            typed = st.text_input("Patient's reference", first, key="disposal-of", autocomplete="off")
            how = st.radio("How", list(WAYS), format_func=WAYS.__getitem__, horizontal=True, key="disposal-how")
            reason = st.text_input("Reason", max_chars=200, key="disposal-reason")
            early = st.text_input(
                "Only when it is not due yet: why is that right?", max_chars=200, key="disposal-early"
            )
            sent = st.form_submit_button("Propose it", key="disposal-send")
    if not sent:
        return
    found = [one.patient for one in every if one.reference == (typed or "").strip()]
    if not found:
        st.error("There is no patient with this reference. Type it as it is in the list.")
    else:
        given = (found[0], how, reason or "", early or "")
        done(
            SAID,
            lambda: rights.propose(room.store, room.catalogue, room.viewer, *given),
            "Proposed. A second person, owner or podiatrist, can confirm it on this page.",
        )


def log(room: Room) -> None:
    """What was done or not done, newest first."""
    closed = [one for one in rights.disposals(room.store, room.viewer) if one.outcome]
    st.header("Log", anchor=False)
    if not closed:
        st.caption("No records have been given up.")
        return
    table = {
        "Day": [day(one.closed_at) for one in closed],
        "What": [f"{WAYS[one.how]}: {OUTCOMES[one.outcome]}" for one in closed],
        "Reason": [one.reason for one in closed],
        "Proposed by": [one.proposed_by for one in closed],
        "Closed by": [one.closed_by for one in closed],
        "Rows": [count(sum(one.rows.values()), "row") if one.rows else "" for one in closed],
        "Kept until": [day(one.kept_until) or "not known" for one in closed],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True, key="disposal-log")
