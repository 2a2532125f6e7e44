"""The choices of the activity page: who, what kind of act, from which day to which, and one course of care."""

from __future__ import annotations

import streamlit as st

from data.clock import today
from reports import activity
from reports.activity import Wanted
from views.room import Room

EVERYBODY, EVERYTHING = "Everybody", "Everything"


def show(room: Room) -> Wanted:
    """Draw the choices; what is wanted now."""
    people, kinds = activity.choices(room.store, room.viewer)
    whole = activity.sees_people(room.viewer)
    with st.grid(5 if whole else 4, min_column_width=150, key="activity-choices"):
        who = st.selectbox("Who", [EVERYBODY, *people], key="activity-who")
        kind = st.selectbox("What", [EVERYTHING, *kinds], key="activity-kind")
        since = st.date_input("From", None, max_value=today(), format="DD/MM/YYYY", key="activity-since")
        until = st.date_input("To", None, max_value=today(), format="DD/MM/YYYY", key="activity-until")
        episode = _course() if whole else None
    return Wanted(
        "" if who == EVERYBODY else who, "" if kind == EVERYTHING else kind, since or None, until or None, episode
    )


def _course() -> int | None:
    number: int | None = st.number_input(
        "Course of care", 1, None, None, 1, key="activity-episode", placeholder="Its number",
        help="The number stands in every sentence about a course of care.",
    )  # fmt: skip
    return number
