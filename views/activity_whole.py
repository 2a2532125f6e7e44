"""Whether the activity record is whole: checked when somebody asks, and the mark to note outside."""

from __future__ import annotations

import streamlit as st

from data.check_trail import Trail
from reports import activity
from views.progress import Bar
from views.room import Room
from views.text import md

FOUND = "activity-whole"
NOTED = 24  # letters of the mark that are enough to write down


def show(room: Room) -> None:
    """The button, and what the last check found."""
    with st.container(horizontal=True, vertical_alignment="center", key="activity-check"):
        pressed = st.button("Check that nothing was altered", key="activity-check-now", icon=":material/verified:")
        if pressed:
            with Bar("Reading every event:", of="events") as bar:
                st.session_state[FOUND] = (room.store.url, activity.verify(room.store, room.viewer, bar))
        store, found = st.session_state.get(FOUND, ("", None))
    if found is not None and store == room.store.url:
        _say(found)


def _say(found: Trail) -> None:
    if found.wrong:
        st.error("The activity record is not whole.\n" + "".join(f"\n- {md(one)}" for one in found.wrong))
        return
    if not found.newest:
        st.info("There is no event yet.")
        return
    st.success(f"The trail is whole up to event {found.newest:,}.")
    st.caption(
        f"Its mark: {md(found.mark[:NOTED])}. Note it outside the program now and then. Only against such a mark, or "
        "the one in a backup, can it be seen that somebody with access to the file itself cut off the newest events."
    )
