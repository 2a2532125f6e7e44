"""Exports: the register of everything prepared for the public, who approved it, and its files."""

from __future__ import annotations

import streamlit as st

from reports import studio
from reports.access import may_write
from views import exports_chosen, exports_list, exports_open, exports_pack
from views.room import Room
from views.text import md

LEAD = (
    "Everything that was prepared for the public, what waits for approval first. An unmarked file is made only of what "
    "a registered practitioner approved, and only until it expires. This is not legal advice."
)
EMPTY = "Nothing has been prepared for the public yet."


def page(room: Room) -> None:
    """The register, the export that is open, and the campaign pack."""
    st.title("What may leave the clinic")
    st.markdown(LEAD)
    exports_chosen.read_address()
    if said := exports_chosen.said():
        st.success(md(said))
    exports = studio.register(room.store, room.viewer)
    if not exports:
        _nothing_yet(room)
        return
    st.caption(exports_list.summary(exports))
    exports_list.reminders(exports)
    opened = exports_list.choose(room, exports)
    if opened is not None:
        exports_open.show(room, opened)
        exports_chosen.say(opened.code)
    exports_pack.show(room, exports)


def _nothing_yet(room: Room) -> None:
    if may_write(room.viewer, "prepare export"):
        st.info(EMPTY)
        st.page_link("studio.py", label="Make the first one in the chart studio", icon=":material/arrow_forward:")
    else:
        st.info(f"{EMPTY} The owner or marketing can prepare a picture in the chart studio.")


page(st.session_state["room"])
