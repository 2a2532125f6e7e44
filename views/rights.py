"""Keeping records: until when each is kept, what is due, and giving records up by two people."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.clock import today
from data.retention import SOURCE
from data.rights_reads import Keeping
from reports import rights
from reports.access import may_write
from views import rights_disposal
from views.room import Room
from views.text import count, day

INTRO = "Nothing is ever deleted by itself. The list says what need not be kept any longer, and two people decide."
LONGER = "Where the year of birth is not known, keep the record as long as a newborn's"
MOST = 200
BACKUPS = (
    "Backups still hold what was given up until they are replaced: 7 daily, 5 weekly and 12 monthly ones are kept, so "
    "for about a year. Restoring one brings the records back; then give them up again."
)


def page(room: Room) -> None:
    """The owner sees everything; a podiatrist what waits for a second person about somebody they treat."""
    st.title("Keeping records", anchor=False)
    st.markdown(INTRO)
    rights_disposal.waiting(room)
    if may_write(room.viewer, "propose disposal"):
        _list(room)
        rights_disposal.log(room)
    st.caption(BACKUPS)


def _list(room: Room) -> None:
    st.header("Kept until", anchor=False)
    st.caption(SOURCE)
    longer = st.checkbox(LONGER, key="keeping-longer")
    every = rights.keeping(room.store, room.viewer, longer)
    due = [one for one in every if one.kept.is_due(today())]
    unknown = sum(one.kept.until is None for one in every)
    st.markdown(
        f"**{count(len(due), 'patient')} of {len(every):,} need not be kept any longer.** For "
        f"{count(unknown, 'patient')} no day can be named."
    )
    shown = due if not st.checkbox("Show everybody", key="keeping-all") else list(every)
    if not shown:
        st.info("Nothing is due.")
    else:
        st.dataframe(_table(shown[:MOST]), hide_index=True, key="keeping-list")
    if len(shown) > MOST:
        st.caption(f"The first {MOST} of {len(shown):,} are shown.")
    rights_disposal.propose(room, every, due)


def _table(rows: list[Keeping]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Patient": [one.reference for one in rows],
            "Last entry": [day(one.last_entry) for one in rows],
            "Year of birth": [str(one.birth_year or "not known") for one in rows],
            "Kept until": [day(one.kept.until) or "not known" for one in rows],
            "Why": [one.kept.why for one in rows],
        }
    )


page(st.session_state["room"])
