"""Effectiveness: one row per condition, with how many, how much, how sure, and who was lost."""

from __future__ import annotations

import streamlit as st

from reports.access import OWNER, may_read
from views import address, card, closer_pages, condition_table, filter_bar, overview, owner_report
from views.room import Room

room: Room = st.session_state["room"]
filters = filter_bar.show(room)
st.title("Are our patients getting better?")
overview.show(room, filters)
condition_table.show(room, filters)
for report in card.open_to(room, "effectiveness", "classes", "bounds"):
    card.show(room, report, filters)
closer_pages.links(
    room.viewer,
    "time_to_change.py",
    "what_else.py",
    "benefit_harm.py",
    "how_sure.py",
    "steadiness.py",
    "podiatrists.py",
)
if may_read(room.viewer, (OWNER,)):
    st.header("The quarter on paper")
    st.caption("Two to four pages for the owner: results, steadiness, safety, data quality, and what changed.")
    owner_report.button(room)
address.say(filters)
