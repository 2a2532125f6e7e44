"""Correcting a review reading, or taking it back, with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.ledger import ChangedMeanwhile, LedgerError
from reports.access import NotAllowed
from views import record_state
from views.record_words import number, said
from views.room import Room
from views.text import md

if TYPE_CHECKING:
    from data.visit_reads import ReadingRecord


def show(room: Room, now: ReadingRecord) -> None:
    """One review reading, as it was when this person began to look at it."""
    measure, seen_key = room.catalogue.measures[now.measure], f"review-seen-{now.id}"
    one: ReadingRecord = st.session_state.setdefault(seen_key, now)
    with st.form(f"review-correct-{one.id}", border=True):
        value = st.number_input(
            md(f"{measure.name} ({measure.unit})"), float(measure.low), float(measure.high), one.value,
            float(measure.step or 1), format="%g",
        )  # fmt: skip
        reason = st.text_input("Reason", max_chars=200)
        with st.container(horizontal=True):
            corrected = st.form_submit_button("Save correction", type="primary")
            taken_back = st.form_submit_button("Take this reading back")
    if not (corrected or taken_back):
        return
    pen = record_state.pen(room)
    try:
        if corrected:
            pen.correct_reading(one.id, float(value), reason.strip(), one.version)
        else:
            pen.withdraw_reading(one.id, reason.strip(), one.version)
    except ChangedMeanwhile as clash:
        st.session_state[seen_key] = now
        told = f"it was {number(one.value)} and is now {said(clash.now['value'])}"
        st.warning(md(f"A colleague has changed this meanwhile: {told}."))
        st.caption("What you entered is still there. Save again to use yours.")
    except (LedgerError, NotAllowed) as error:
        st.error(md(error))
    else:
        st.session_state.pop(seen_key)
        st.session_state[record_state.SAID] = "The reading is corrected." if corrected else "The reading is taken back."
        st.rerun()
