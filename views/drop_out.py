"""Drop-out: the line over sessions with those who stopped coming, beside those who still came."""

from __future__ import annotations

import streamlit as st

from views import address, card, closer_pages, filter_bar
from views.room import Room

room: Room = st.session_state["room"]
filters = filter_bar.show(room)
st.title("What if those who stopped had stayed?")
st.caption("Late sessions hold only those who still came. Here they stand beside a model of everybody who began.")
with st.spinner("Fitting the model. It can take some seconds with many records, and is kept until they change."):
    card.show(room, "trend_model", filters)
closer_pages.links(room.viewer, "what_else.py")
address.say(filters)
