"""Who did what to a course of care, when and why: nothing is overwritten without trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from data.catalogue import Catalogue
from reports import records
from views.record_words import field_label, said
from views.room import Room
from views.text import day, md

if TYPE_CHECKING:
    from data.visit_reads import EpisodeRecord, HistoryEvent

MOST = 100


def show(room: Room, record: EpisodeRecord) -> None:
    """The newest first, folded away."""
    with st.expander("History: who changed what, and why", icon=":material/history:"):
        events = records.open_history(room.store, room.viewer, record.id)
        if not events:
            st.caption("Nothing yet.")
        for event in list(reversed(events))[:MOST]:
            st.markdown(md(line(event)) + "".join(f"\n- {md(one)}" for one in changes(event, room.catalogue)))


def line(event: HistoryEvent) -> str:
    """``22 Nov 2026, 14:05: correct session, by A. Podiatrist. Reason: typing error``."""
    at = event.at.astimezone()
    reason = f" Reason: {event.reason}" if event.reason else ""
    return f"{day(at)}, {at:%H:%M}: {event.action}, by {event.actor}.{reason}"


def changes(event: HistoryEvent, catalogue: Catalogue) -> list[str]:
    """One sentence for each field that has an old and a new value."""
    old, new = event.detail.get("old"), event.detail.get("new")
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            f"{field_label(name, catalogue)}: {said(old.get(name))} → {said(new.get(name))}" for name in {**old, **new}
        ]
    if isinstance(old, list) and isinstance(new, list):
        return [f"{_listed(old)} → {_listed(new)}"]
    return [f"{said(old)} → {said(new)}"] if old is not None or new is not None else []


def _listed(values: list[Any]) -> str:
    return ", ".join(said(value) for value in values if value) or said(None)
