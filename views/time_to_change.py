"""Time to change: by how many sessions and weeks people first changed for real, in groups side by side."""

from __future__ import annotations

import streamlit as st

from reports.filters import GROUPS
from views import address, card, filter_bar
from views.room import Room

room: Room = st.session_state["room"]
filters = filter_bar.show(room)
st.title("How long until a real change?")
if st.session_state.get("group") not in GROUPS:
    st.session_state["group"] = next(iter(GROUPS))
group = st.radio("Compare by", list(GROUPS), format_func=GROUPS.__getitem__, key="group", horizontal=True)
filters = filters.with_(group=group)
for report in ("time_to_change", "weeks_to_change"):
    card.show(room, report, filters)
address.say(filters)
