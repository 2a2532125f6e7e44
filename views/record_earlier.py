"""Sessions and reviews that are recorded: correcting them, taking them back, and what was done to them before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from data.ledger import ChangedMeanwhile, LedgerError
from reports import records
from reports.access import NotAllowed
from reports.visit_form import content_of
from views import (
    record_adverse,
    record_conflict,
    record_history,
    record_needling,
    record_readings,
    record_review_correct,
    record_state,
)
from views import record_fields as fields
from views.record_check import Sheet, problems, unusual
from views.record_plan import Plan, plan
from views.record_state import CORRECTION, Held
from views.record_words import number
from views.room import Room
from views.text import day, md

if TYPE_CHECKING:
    from data.visit_reads import EpisodeRecord, ReadingRecord, SessionRecord

REFUSED = (LedgerError, NotAllowed)


def show(room: Room, record: EpisodeRecord, today: date) -> None:
    """Choose a session or a review; below, the history of the whole course of care."""
    names = {f"session-{one.id}": _session_name(one) for one in reversed(record.sessions)}
    names |= {f"review-{one.id}": _review_name(room, one) for one in reversed(record.reviews)}
    if names:
        key = f"earlier-{record.id}"
        chosen = st.selectbox("Recorded", list(names), format_func=lambda one: names[one], key=key)
        kind, _, id = str(chosen).partition("-")
        if kind == "session":
            _session(room, record, next(one for one in record.sessions if one.id == int(id)), today)
        else:
            record_review_correct.show(room, next(one for one in record.reviews if one.id == int(id)))
    else:
        st.info("Nothing is recorded in this course of care yet.")
    record_history.show(room, record)


def _session_name(one: SessionRecord) -> str:
    pain = [f"{number(reading.value)} {reading.phase}" for reading in one.readings if reading.measure == "nprs"]
    return " · ".join(
        [f"Session {one.facts.number}", day(one.facts.on), *([f"pain {', '.join(pain)}"] if pain else [])]
    )


def _review_name(room: Room, one: ReadingRecord) -> str:
    return f"Review · {day(one.on)} · {room.catalogue.measures[one.measure].short} {number(one.value)}"


def _session(room: Room, record: EpisodeRecord, session: SessionRecord, today: date) -> None:
    held = record_state.held(CORRECTION)
    if held is None or held.was is None or held.was.id != session.id:
        content = content_of(session)
        held = Held(CORRECTION, record.id, dict(content), content, session.version, was=session)
        st.session_state[CORRECTION] = held
    if held.theirs is not None:
        record_conflict.show(held, room.catalogue, lambda mine, content: _settled(mine, content, session))
        return
    sheet = Sheet(held.content, _until(record, session), room.catalogue, today)
    with st.container(key=f"correct-{session.id}"):
        record_readings.pain(held, sheet)
        record_readings.others(held, sheet)
        record_needling.show(held, record, None, today)
        record_needling.answers(held)
        record_adverse.show(held)
        fields.notes(held, "notes", "Notes")
        fields.day(held, "on", "Date of the session", record.started, today)
        _correct(room, held, sheet, session)
    _withdraw(room, held, session)


def _until(record: EpisodeRecord, session: SessionRecord) -> EpisodeRecord:
    """The course of care as it stood before *session*, so that "last time" is the time before it."""
    before = tuple(one for one in record.sessions if (one.facts.number or 0) < (session.facts.number or 0))
    reviews = tuple(one for one in record.reviews if one.on < session.facts.on)
    return replace(record, sessions=before, reviews=reviews)


def _settled(held: Held, content: dict[str, object], now: SessionRecord) -> None:
    """Go on correcting, on top of what the colleague wrote."""
    held.content, held.seen, held.version, held.was = dict(content), content_of(now), now.version, now
    held.theirs, held.turn = None, held.turn + 1


def _correct(room: Room, held: Held, sheet: Sheet, session: SessionRecord) -> None:
    wrong = problems(sheet)
    for sentence in (*wrong, *unusual(sheet)):
        st.warning(md(sentence))
    reason = st.text_input("Reason for the correction", key=held.key("reason"), max_chars=200)
    if not st.button("Save correction", type="primary", width="stretch", disabled=bool(wrong), key=held.key("correct")):
        return
    wanted = plan(held.was or session, held.content)
    if held.was != session:
        _clash(room, held, session)
        st.rerun()
    elif wanted.is_empty:
        st.info("Nothing is changed yet.")
    elif not reason.strip():
        st.error("Give a reason, so that others can see why.")
    else:
        _write(room, held, session, wanted, reason.strip())


def _write(room: Room, held: Held, session: SessionRecord, wanted: Plan, reason: str) -> None:
    pen = record_state.pen(room)
    try:  # another day moves the readings along, so they come first and new ones last
        for reading, value in wanted.corrected:
            pen.correct_reading(reading.id, value, reason, reading.version)
        for reading in wanted.taken_back:
            pen.withdraw_reading(reading.id, reason, reading.version)
        if wanted.fields:
            pen.correct_session(session.id, wanted.fields, reason, held.version)
        for added in wanted.added:
            pen.record_reading(held.episode, added, session.id)
    except ChangedMeanwhile:
        _clash(room, held, session)
    except REFUSED as error:
        st.error(md(error))
        return
    else:
        record_state.forget(CORRECTION)
        st.session_state[record_state.SAID] = "The correction is saved. The old values are in the history below."
    st.rerun()


def _clash(room: Room, held: Held, session: SessionRecord) -> None:
    """Read the session again: what the colleague made of it waits beside what is entered here."""
    record = records.open_record(room.store, room.viewer, held.episode)
    now = next((one for one in record.sessions if one.id == session.id), None)
    if now is None:
        record_state.forget(CORRECTION)
        st.session_state[record_state.SAID] = "A colleague has taken that session back; the history has its values."
    else:
        held.theirs, held.theirs_by, held.theirs_version = content_of(now), "Somebody else", now.version


def _withdraw(room: Room, held: Held, session: SessionRecord) -> None:
    with st.popover("Take this session back", type="tertiary", key=held.key("withdraw")):
        st.markdown("The session and its readings leave the records; the history keeps all of it.")
        reason = st.text_input("Reason", key=held.key("withdraw-reason"), max_chars=200)
        if not st.button("Take it back", key=held.key("withdraw-yes"), disabled=not reason.strip()):
            return
        try:
            record_state.pen(room).withdraw_session(session.id, reason.strip(), session.version)
        except REFUSED as error:
            st.error(md(error))
            return
        record_state.forget(CORRECTION)
        st.session_state[record_state.SAID] = f"Session {session.facts.number} is taken back."
        st.rerun()
