"""What was added, corrected or withdrawn in a course of care, and by whom: read only once it is unfolded."""

from __future__ import annotations

import streamlit as st

from data.visit_reads import EpisodeRecord
from reports import records
from views.record_history import changes, line
from views.room import Room
from views.text import md

MOST = 100
NOTHING = "Nothing was changed by hand since these records were brought in."


@st.fragment
def show(room: Room, record: EpisodeRecord) -> None:
    """Folded away; a fragment, so that unfolding draws nothing else of the page again."""
    folded = st.expander("History of corrections", key="patient-history", on_change="rerun")
    if not folded.open:
        return
    with folded:
        events = records.open_history(room.store, room.viewer, record.id)
        for event in list(reversed(events))[:MOST]:
            st.markdown(md(line(event)) + "".join(f"\n- {md(one)}" for one in changes(event, room.catalogue)))
        if not events:
            st.caption(NOTHING)
