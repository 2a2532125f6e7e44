"""Techniques: what was done and what else was given, beside how far people changed; explores, does not prove."""

from __future__ import annotations

import streamlit as st

from views import address, card, filter_bar
from views.room import Room

room: Room = st.session_state["room"]
filters = filter_bar.show(room)
st.title("What was done, and how people changed")
for report in card.open_to(room, "techniques", "other_care"):
    card.show(room, report, filters)
address.say(filters)
