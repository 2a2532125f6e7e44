"""The end of a course of care, with its reason; and taking the end back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from data.ledger import ChangedMeanwhile, LedgerError
from reports.access import NotAllowed
from views import record_find, record_history, record_state
from views.record_words import ENDINGS
from views.room import Room
from views.text import day, md

if TYPE_CHECKING:
    from data.visit_reads import EpisodeRecord


def show(room: Room, record: EpisodeRecord, today: date) -> None:
    """Discharge or reopen, begin another course of care, and the history."""
    if record.ended:
        _reopen(room, record)
    else:
        _close(room, record, today)
    name = record.display_name or record.reference
    if st.button(md(f"New course of care for {name}"), key="record-another-course", icon=":material/add:"):
        st.session_state[record_find.NEW] = record.patient
        st.rerun()
    record_history.show(room, record)


def _close(room: Room, record: EpisodeRecord, today: date) -> None:
    last = max([record.started, *(one.facts.on for one in record.sessions)])
    if not _measured_again(record):
        st.info("There is no reading after the first session yet. Take a last one before the discharge, if you can.")
    seen = _seen(record)
    with st.form(f"close-{record.id}", border=True):
        st.markdown("**End this course of care**")
        how = st.segmented_control("How it ended", list(ENDINGS), format_func=ENDINGS.__getitem__, width="stretch")
        ended = st.date_input("Ended on", today, last, today, format="DD/MM/YYYY")
        reason = st.text_input("Reason or remark", max_chars=200)
        sent = st.form_submit_button("End the course of care", type="primary")
    if sent and how is None:
        st.error("Say how it ended.")
    elif sent:
        _write(record, f"The course of care ended on {day(ended)}.", lambda: record_state.pen(room).close_episode(
            record.id, ended, str(how), seen, reason.strip()
        ))  # fmt: skip


def _measured_again(record: EpisodeRecord) -> bool:
    days = {one.on for one in record.reviews}
    days |= {reading.on for session in record.sessions for reading in session.readings}
    return len(days) > 1


def _reopen(room: Room, record: EpisodeRecord) -> None:
    how = ENDINGS.get(record.ended_how, "")
    seen = _seen(record)
    with st.form(f"reopen-{record.id}", border=True):
        st.markdown(md(f"This course of care ended on {day(record.ended)}{f' ({how.lower()})' if how else ''}."))
        reason = st.text_input("Reason to open it again", max_chars=200)
        sent = st.form_submit_button("Open it again")
    if sent and not reason.strip():
        st.error("Give a reason, so that others can see why.")
    elif sent:
        pen = record_state.pen(room)
        _write(
            record, "The course of care is open again.",
            lambda: pen.reopen_episode(record.id, reason.strip(), seen),
        )  # fmt: skip


def _seen(record: EpisodeRecord) -> int:
    """The version this person saw first, so that a colleague's change in between is noticed."""
    return int(st.session_state.setdefault(f"course-seen-{record.id}", record.version))


def _write(record: EpisodeRecord, done: str, act: Callable[[], None]) -> None:
    try:
        act()
    except ChangedMeanwhile:
        st.session_state.pop(f"course-seen-{record.id}", None)
        st.session_state[record_state.SAID] = "A colleague changed this course of care. It is shown as it is now."
        st.rerun()
    except (LedgerError, NotAllowed) as error:
        st.error(md(error))
    else:
        st.session_state.pop(f"course-seen-{record.id}", None)
        st.session_state[record_state.SAID] = done
        st.rerun()
