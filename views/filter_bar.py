"""The filters of the sidebar, kept in the address bar so that a view can be bookmarked and sent."""

from __future__ import annotations

import streamlit as st

from data.store import known_names
from reports.filters import AGE_BANDS, Filters
from views.room import Room

HORIZONS = {None: "Last reading of the course", 6.0: "6 weeks", 12.0: "12 weeks", 26.0: "26 weeks", 52.0: "52 weeks"}
SIDES = {"left": "Left", "right": "Right", "both": "Both"}
BOUND = {"bind": "query-params"}


def show(room: Room, *, with_condition: bool = True) -> Filters:
    """Draw the filters in the sidebar and return what they say."""
    names = known_names(room.store)
    with st.sidebar:
        st.subheader("Filters")
        measure = _measure(room)
        horizon = st.selectbox("Measured at", list(HORIZONS), format_func=_horizon, key="horizon", **BOUND)
        condition = _conditions(room, names["condition"]) if with_condition else []
        since = st.date_input("Course began from", None, key="since", format="DD/MM/YYYY", **BOUND)
        until = st.date_input("Course began up to", None, key="until", format="DD/MM/YYYY", **BOUND)
        site = st.multiselect("Site", names["site"], key="site", placeholder="All sites", **BOUND)
        podiatrist = _podiatrists(room, names["podiatrist"])
        side = st.multiselect(
            "Side", list(SIDES), format_func=SIDES.get, key="side", placeholder="Either side", **BOUND
        )
        age = st.multiselect("Age at start", list(AGE_BANDS), key="age", placeholder="All ages", **BOUND)
    if since and until and since > until:
        st.sidebar.error("The period ends before it begins. The second date is not used.")
        until = None
    return Filters(
        since, until, tuple(condition), tuple(site), tuple(podiatrist), tuple(side), tuple(age), measure or "", horizon
    )


def _horizon(weeks: float | None) -> str:
    return HORIZONS[weeks]


def _measure(room: Room) -> str | None:
    known = room.catalogue.measures
    recorded = [measure for measure in known_names(room.store)["measure"] if measure in known]
    return st.selectbox(
        "Measure",
        [None, *recorded],
        format_func=lambda measure: known[measure].name if measure else "Main pain measure",
        key="measure",
        **BOUND,
    )


def _conditions(room: Room, recorded: list[str]) -> list[str]:
    known = room.catalogue.conditions
    return st.multiselect(
        "Condition",
        [condition for condition in known if condition in recorded],
        format_func=lambda condition: known[condition].name,
        key="condition",
        placeholder="All conditions",
        **BOUND,
    )


def _podiatrists(room: Room, recorded: list[str]) -> list[str]:
    if room.viewer.role != "owner":
        return []
    return st.multiselect("Podiatrist", recorded, key="podiatrist", placeholder="All podiatrists", **BOUND)
