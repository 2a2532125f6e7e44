"""Condition: everything about one condition, pain first and range of motion apart."""

from __future__ import annotations

import streamlit as st

from reports import desk
from reports.choices import choices
from reports.filters import Filters
from views import card, filter_bar
from views.room import Room
from views.text import md


def choose(room: Room, filters: Filters) -> Filters:
    """The filters narrowed to the condition chosen at the top of the page."""
    known = room.catalogue.conditions
    offered = choices(room.store, room.catalogue, room.viewer, Filters()).conditions
    chosen = st.selectbox(
        "Condition", offered, format_func=lambda item: known[item].name, key="focus", bind="query-params"
    )
    return filters.with_(condition=(chosen,) if chosen else ())


def range_of_motion(room: Room, filters: Filters) -> None:
    """Range of motion apart from pain: one measure and method at a time, never pooled."""
    st.header("Range of motion")
    offered = filter_bar.range_measures(room, filters)
    if not offered:
        st.info("No range of motion is recorded for this condition and these filters.")
        return
    name = {measure: room.catalogue.measures[measure].name for measure in offered}
    measure = st.selectbox(
        "Range of motion test", offered, format_func=name.__getitem__, key="rom", bind="query-params"
    )
    narrowed = filters.with_(measure=measure)
    card.show(room, "sessions", narrowed, key="rom-sessions", heading=False)
    card.show(room, "two_changes", narrowed, key="rom-two", heading=False)


room: Room = st.session_state["room"]
filters = filter_bar.show(room, with_condition=False)
st.title("One condition, in full")
narrowed = choose(room, filters)
if narrowed.condition:
    chosen = room.catalogue.conditions[narrowed.condition[0]]
    st.caption(md(f"What trials say: {chosen.evidence}. Source: {chosen.source}."))
    allowed = desk.list_reports(room.viewer)
    card.show(room, "sessions", narrowed)
    with st.grid(2, min_column_width=420, gap="medium", key="condition-cards"):
        each = "individual" if "individual" in allowed else "distribution"  # totals only for those who see no person
        for report in ("by_period", each, "classes", "flow", "bounds"):
            with st.container(key=f"card-{report}"):
                card.show(room, report, narrowed)
    card.show(room, "two_changes", narrowed)
    range_of_motion(room, narrowed)
else:
    st.info("No records yet. Bring in the clinic's own spreadsheet on the Import page.")
