"""Activity: who did what and when, in plain sentences, and whether the record of it is whole."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from data.store import StoreError
from reports import activity
from reports.access import NotAllowed
from reports.activity import Line, Wanted
from views import activity_asked, activity_whole
from views.room import Room
from views.text import count, day, md

BEFORE, ASKED = "activity-before", "activity-asked"  # where each page shown so far began, and for which question
LEAD = (
    "Every sign-in, every record that was opened, everything that was written, imported, approved or taken out as a "
    "file. Nothing here can be changed or deleted, and all of it is kept."
)


def page(room: Room) -> None:
    """The choices, the lines, the file, and the check."""
    st.title("Who did what")
    st.markdown(LEAD)
    try:
        activity_whole.show(room)
        wanted = activity_asked.show(room)
        _lines(room, wanted)
    except (NotAllowed, StoreError) as error:
        st.warning(md(error))


def _lines(room: Room, wanted: Wanted) -> None:
    starts = _starts(wanted)
    found = activity.page(room.store, room.viewer, wanted, starts[-1])
    if not found.lines:
        st.info("Nothing was done that fits these choices. Choose more days, or everybody.")
        return
    st.caption(_where(found.lines, len(starts)))
    for shown, lines in groupby(found.lines, key=lambda one: day(one.at.astimezone())):
        st.markdown(f"**{md(shown)}**\n" + "".join(f"\n- {_said(one)}" for one in lines))
    _turn(starts, found.before)
    _file(room, wanted)


def _starts(wanted: Wanted) -> list[int | None]:
    """Where each page began, the newest first; another question begins at the newest again."""
    if st.session_state.get(ASKED) != wanted:
        st.session_state[ASKED], st.session_state[BEFORE] = wanted, [None]
    starts: list[int | None] = st.session_state[BEFORE]
    return starts


def _where(lines: tuple[Line, ...], page_number: int) -> str:
    events = f"Events {lines[0].number:,} to {lines[-1].number:,}" if len(lines) > 1 else f"Event {lines[0].number:,}"
    return f"{events}, newest first: {count(len(lines), 'line')} on page {page_number}."


def _said(one: Line) -> str:
    at = one.at.astimezone()
    reason = f" Reason given: {md(one.reason)}" if one.reason else ""
    return f"{at:%H:%M} **{md(one.who)}** {md(one.what)}{reason}"


def _turn(starts: list[int | None], older: int | None) -> None:
    if older is None and len(starts) == 1:
        return
    with st.container(horizontal=True, key="activity-turn"):
        if st.button("Newer", key="activity-newer", icon=":material/arrow_back:", disabled=len(starts) == 1):
            starts.pop()
            st.rerun()
        if st.button("Older", key="activity-older", icon=":material/arrow_forward:", disabled=older is None):
            starts.append(older)
            st.rerun()


def _file(room: Room, wanted: Wanted) -> None:
    st.download_button(
        "Download as CSV", lambda: activity.as_file(room.store, room.catalogue, room.viewer, wanted), activity.NAME,
        "text/csv", key="activity-file", on_click="ignore", icon=":material/download:",
        help=f"What fits these choices, the newest {activity.MOST_IN_A_FILE:,} events at most. The download is an "
        "event itself.",
    )  # fmt: skip


page(st.session_state["room"])
