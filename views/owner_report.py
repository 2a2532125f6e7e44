"""The owner report on a page: which quarter, and a button that prints it when it is pressed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from data.clock import today
from reports import desk, period
from reports.access import OWNER, may_read
from views.room import Room


def button(room: Room) -> None:
    """For the owner: the quarters with records, the newest finished one first, and the pages about the chosen one."""
    if not may_read(room.viewer, (OWNER,)):
        return
    offered = quarters(room)
    if not offered:
        st.caption("The owner report needs a course of care. There is none yet.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="owner-report"):
        chosen = st.selectbox(
            "Quarter", tuple(offered), format_func=lambda one: offered[one], key="owner-report-quarter"
        )
        st.download_button(
            "Owner report (PDF)", _made(room, chosen), f"owner-report-{chosen}.pdf", "application/pdf",
            key="owner-report-pdf", on_click="ignore",
            help="Two to four printed pages; made when you press, which takes some seconds",
        )  # fmt: skip


def quarters(room: Room) -> dict[str, str]:
    """Each quarter in which a course of care began (``2026-Q3``) in words: those that are over first, newest first."""
    frame = desk.open_report("by_period", room.store, room.catalogue, room.viewer).frame
    starts = [pd.Timestamp(one).date() for one in frame["period"]] if len(frame) else []
    found = [period.quarter(one.year, (one.month + 2) // 3) for one in sorted(starts, reverse=True)]
    found.sort(key=lambda one: not one.is_complete(today()))
    so_far = {one.name: "" if one.is_complete(today()) else " (so far)" for one in found}
    return {one.name: f"{period.NAMES[(one.first.month + 2) // 3]} {one.first.year}{so_far[one.name]}" for one in found}


def _made(room: Room, quarter: str) -> Callable[[], bytes]:
    """Called when the button is pressed, by a thread that has no page."""

    def made() -> bytes:
        from reports.quarter import deliver_quarter  # what sets the paper loads then: no page waits for it

        return deliver_quarter(room.store, room.catalogue, room.viewer, quarter)

    return made
