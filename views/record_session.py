"""The form of one session, from pain before to saving: every tap is kept, so it may be left and taken up again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from data.ledger import ChangedMeanwhile, LedgerError
from data.store import StoreError
from reports import records
from reports.access import PODIATRIST, NotAllowed
from views import record_adverse, record_conflict, record_needling, record_readings, record_state
from views import record_fields as fields
from views.record_check import Sheet, left_open, problems, unusual
from views.record_state import DRAFT, Held
from views.room import Room
from views.text import md

if TYPE_CHECKING:
    from data.visit_reads import EpisodeRecord


def show(room: Room, record: EpisodeRecord, today: date) -> None:
    """The form, drawn apart from the frame around it so that a tap costs little."""
    record_state.draft(room, record, today)
    _form(room, record, today)


@st.fragment
def _form(room: Room, record: EpisodeRecord, today: date) -> None:
    held = record_state.held(DRAFT)
    if held is None or held.episode != record.id:
        return
    if held.theirs is not None:
        _conflict(room, held)
        return
    sheet = Sheet(held.content, record, room.catalogue, today)
    last = record.sessions[-1] if record.sessions else None
    record_readings.pain(held, sheet)
    record_readings.others(held, sheet)
    record_needling.show(held, record, last, today)
    st.subheader("Asked and seen", anchor=False)
    record_needling.answers(held)
    record_adverse.show(held)
    fields.notes(held, "notes", "Notes")
    _when(room, held, record, today)
    _end(room, held, sheet)


def _conflict(room: Room, held: Held) -> None:
    """Somebody else wrote: choices field by field, or (where it is saved or discarded) what to do with mine."""
    if held.theirs_version:
        record_conflict.show(held, room.catalogue, record_state.settle)
        return
    st.warning("This session was saved or discarded meanwhile, in another window or by a colleague.")
    st.markdown("What you entered is still here. See the session under **Earlier sessions** before you decide.")
    with st.container(horizontal=True, key=held.key("gone")):
        if st.button("Let mine go", key=held.key("let-go")):
            record_state.forget()
            st.rerun()
        if st.button("Keep mine as a new session", key=held.key("keep-mine")):
            record_state.settle(held, held.content)
            st.rerun()


def _when(room: Room, held: Held, record: EpisodeRecord, today: date) -> None:
    """The day, the place and who treated: as they nearly always are, one level down."""
    told = [room.viewer.podiatrist or held.content.get("podiatrist"), held.content.get("site")]
    title = md("Date, place: " + ", ".join(str(part) for part in told if part))
    with st.expander(title, icon=":material/calendar_today:"), st.grid(3, min_column_width=180, key=held.key("when")):
        fields.day(held, "on", "Date of the session", record.started, today)
        if room.viewer.role != PODIATRIST:
            fields.one_of(held, "podiatrist", "Treated by", [record.podiatrist] if record.podiatrist else [])
        fields.one_of(held, "site", "Site", [record.site] if record.site else [])


def _end(room: Room, held: Held, sheet: Sheet) -> None:
    """What is still open, what looks wrong or rare, and saving."""
    if held.trouble:
        st.error(md(f"The last change is not stored yet: {held.trouble}"))
    wrong, rare = problems(sheet), unusual(sheet)
    if wrong:
        st.warning("Before this can be saved:\n" + "".join(f"\n- {md(sentence)}" for sentence in wrong))
    asked_again = [sentence for sentence in rare if sentence not in held.confirmed]
    if st.session_state.get(held.key("look-again")) and asked_again and not wrong:
        _once_more(room, held, sheet, asked_again)
    else:
        _save_button(room, held, sheet, wrong, asked_again)
    _kept(held)
    _discard(room, held)


def _save_button(room: Room, held: Held, sheet: Sheet, wrong: list[str], asked_again: list[str]) -> None:
    missing, begun = left_open(sheet), bool(held.version)
    if missing and begun:
        st.caption(md(f"Not answered, and stored as not written down: {', '.join(missing)}."))
    if st.button(
        "Save session", type="primary", width="stretch", disabled=bool(wrong) or not begun, key=held.key("save"),
        icon=":material/check:",
    ):  # fmt: skip
        if asked_again:
            st.session_state[held.key("look-again")] = True
            st.rerun()
        _save(room, held, sheet)


def _once_more(room: Room, held: Held, sheet: Sheet, asked_again: list[str]) -> None:
    with st.container(border=True, key=held.key("once-more")):
        st.markdown("**Please look once more**\n" + "".join(f"\n- {md(sentence)}" for sentence in asked_again))
        with st.container(horizontal=True, key=held.key("sure")):
            if st.button("These are right: save", type="primary", key=held.key("sure-save")):
                held.confirmed |= set(asked_again)
                _save(room, held, sheet)
            if st.button("Go back and change", key=held.key("go-back")):
                st.session_state[held.key("look-again")] = False
                st.rerun()


def _kept(held: Held) -> None:
    st.caption(
        "Every entry is kept at once. You can leave and finish later, here or on another device."
        if held.version else "Nothing is entered yet."
    )  # fmt: skip


def _save(room: Room, held: Held, sheet: Sheet) -> None:
    """Everything checked again in Python, then one transaction: the session in, the draft gone."""
    if problems(sheet):
        st.rerun()
    session, readings = sheet.facts()
    mine = room.viewer.podiatrist or str(held.content.get("podiatrist") or "")
    place = {"site": str(held.content.get("site") or ""), "podiatrist": mine}
    try:
        record_state.pen(room).record_session(held.episode, session, readings, **place, draft_version=held.version)
    except ChangedMeanwhile:
        record_state.clash(room, held)
        st.rerun()
    except (LedgerError, NotAllowed, StoreError) as error:
        st.error(md(error))
        return
    record_state.forget()
    saved = records.open_record(room.store, room.viewer, held.episode)
    st.session_state[record_state.SAVED] = held.episode, _saved(saved, session.on, len(readings))
    st.rerun()


def _saved(record: EpisodeRecord, on: date, readings: int) -> str:
    number = max((one.facts.number or 0 for one in record.sessions if one.facts.on == on), default=len(record.sessions))
    name = record.display_name or record.reference
    return f"Session {number} of {name} is saved, with {readings} reading{'' if readings == 1 else 's'}."


def _discard(room: Room, held: Held) -> None:
    if not held.version:
        return
    with st.popover("Discard this session", type="tertiary", key=held.key("discard")):
        st.markdown("Everything entered here is thrown away.")
        if st.button("Yes, discard it", key=held.key("discard-yes")):
            try:
                record_state.pen(room).discard_draft(held.episode, held.version)
            except ChangedMeanwhile:
                record_state.clash(room, held)
                st.rerun()
            record_state.forget()
            st.session_state[record_state.SAID] = "The unfinished session is discarded."
            st.rerun()
