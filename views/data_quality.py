"""Data quality: who was re-measured, what is missing, and which values look odd."""

from __future__ import annotations

import streamlit as st

from views import address, card, filter_bar
from views.room import Room

room: Room = st.session_state["room"]
filters = filter_bar.show(room)
st.title("Can we trust our records?")
for report in ("follow_up", "follow_up_time", "missing_pairs", "heaping", "recording_check", "flagged"):
    card.show(room, report, filters)
address.say(filters)
