"""My results: a podiatrist's own courses of care by quarter, against their own past and nobody else's."""

from __future__ import annotations

import streamlit as st

from views import address, card, filter_bar
from views.room import Room

room: Room = st.session_state["room"]
filters = filter_bar.show(room)
st.title("My results")
card.show(room, "own_series", filters)
address.say(filters)
