"""Steadiness: all figures in a sentence each, and one of them large, with its limits and what fired."""

from __future__ import annotations

from datetime import date

import streamlit as st

from reports.filters import SERIES, Filters
from views import address, card, filter_bar
from views.room import Room
from views.text import md

SCREEN = "Leave very large jumps out of the limits"
SCREEN_HELP = (
    "A jump from one period to the next of 3.267 times the mean jump or more is left out, so that one odd period does "
    "not widen the limits."
)
MARK_HELP = "From this day on the mean and the limits are worked out anew, for example after a new form or a new room."


def page(room: Room) -> None:
    """The figures in short, the choices, and the chart of the chosen one."""
    filters = filter_bar.show(room)
    st.title("Is the clinic steady?" if room.viewer.podiatrist is None else "Are your figures steady?")
    glance = st.container(key="steadiness-glance")
    chosen = _chosen(filters)
    with glance:
        _all_in_short(room, chosen)
    card.show(room, "steadiness", chosen, heading=False)
    address.say(chosen.with_(percent=filters.percent))


def _chosen(filters: Filters) -> Filters:
    """The page's own choices, in one row above the chart."""
    st.session_state.setdefault("screen", "on")
    with st.container(horizontal=True, vertical_alignment="bottom", key="steadiness-choices"):
        series = st.selectbox("Figure", list(SERIES), format_func=SERIES.__getitem__, key="series", width=260)
        rebased = st.date_input("New limits from", None, key="rebased", format="DD/MM/YYYY", help=MARK_HELP, width=200)
        screened = st.toggle(SCREEN, st.session_state["screen"] == "on", key="screened", help=SCREEN_HELP)
    st.session_state["screen"] = "on" if screened else "off"
    marked = rebased if isinstance(rebased, date) else None
    return filters.with_(series=series, rebased=marked, screen=st.session_state["screen"], percent=None)


def _all_in_short(room: Room, chosen: Filters) -> None:
    """The first sentence of each figure, over the same periods and by the same rules."""
    st.caption("Each figure by itself: does it only go up and down by chance, or did something shift?")
    found = [card.ask(room, "steadiness", chosen.with_(series=name)) for name in SERIES]
    said = dict.fromkeys(report.summary[0] for report in found if report is not None)  # what holds for all, once
    st.markdown("\n".join(f"- {md(sentence)}" for sentence in said))


page(st.session_state["room"])
