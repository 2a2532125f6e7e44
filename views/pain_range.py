"""Pain and range: who got better in both, in one or in neither, for one range of motion test at a time."""

from __future__ import annotations

import streamlit as st

from views import address, card, filter_bar
from views.room import Room

room: Room = st.session_state["room"]
filters = filter_bar.show(room)
st.title("Did pain and range of motion go together?")
asked, rom, offered = filters, None, filter_bar.range_measures(room, filters)
if offered and filters.measure not in offered:
    names = {measure: room.catalogue.measures[measure].name for measure in offered}
    rom = filter_bar.choose("Range of motion test", offered, names, "rom")
    asked = filters.with_(measure=rom, percent=None)
card.show(room, "pain_range", asked)
address.say(filters, rom=rom)
