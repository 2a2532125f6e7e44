"""The recovery key, shown once to the owner of a clinic that has just begun, to be written on paper."""

from __future__ import annotations

import streamlit as st

from data.store import StoreError
from reports import vault
from reports.access import NotAllowed
from views.room import Room
from views.text import md

WHY = (
    "**Write the recovery key down.** These records are encrypted, and their key is on this computer only. If the "
    "computer breaks, the recovery key on paper is the one way to open a backup."
)
WHY_SERVER = (
    "**Write the recovery key down.** Backups of these records are encrypted, and their key is on this computer only. "
    "If the computer breaks, the recovery key on paper is the one way to open a backup."
)
SHOW = "Show the recovery key"
KEEP = (
    "Write all 14 groups on paper and lock that away, not beside the computer; no letter I, L, O or U occurs. "
    "This page shows it once. Later it is shown in the terminal of this computer: `python3 -m data recovery-key`."
)


def offer(room: Room) -> None:
    """Ask the owner to write the recovery key down, on every page until somebody has been shown it."""
    if room.is_demo or not vault.may_show(room.viewer, room.store) or vault.was_shown(room.store):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="recovery-key"):
        st.markdown(WHY if room.store.is_encrypted else WHY_SERVER, width="stretch")
        if st.button(SHOW, type="primary"):
            _shown(room)


@st.dialog(SHOW)
def _shown(room: Room) -> None:
    try:
        groups = vault.recovery_key(room.viewer, room.store).split("-")
    except (NotAllowed, StoreError) as error:
        st.error(md(error))
        return
    half = len(groups) // 2
    st.code(f"{'-'.join(groups[:half])}-\n{'-'.join(groups[half:])}", language=None)
    st.caption(KEEP)
