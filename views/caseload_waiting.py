"""Sessions that were begun and not finished: they wait here until somebody does."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.visit_reads import Draft
from reports import records
from views import caseload_table, patient_chosen
from views.room import Room
from views.text import count, day, md


def show(room: Room, frame: pd.DataFrame) -> None:
    """One button per unfinished session; *frame* are the rows of the caseload, for the names."""
    waiting = records.drafts(room.store, room.viewer)
    if not waiting:
        return
    with st.container(border=True, key="waiting"):
        st.markdown(f"**{count(len(waiting), 'session')} begun and not finished**")
        with st.grid(3, min_column_width=280, key="waiting-grid"):
            for draft in waiting:
                if st.button(_words(room, draft, frame), key=f"draft-{draft.episode}", width="stretch"):
                    patient_chosen.choose(draft.episode)
                    st.switch_page("record.py")


def _words(room: Room, draft: Draft, frame: pd.DataFrame) -> str:
    known = frame[frame["episode"] == draft.episode]
    if known.empty:
        name = records.listed(room.store, room.viewer, draft.episode).name
    else:
        name = caseload_table.who(next(caseload_table.each(known)))
    return md(f"{name}, begun {day(draft.at)}")
