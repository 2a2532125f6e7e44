"""The filters of the sidebar, kept in the address bar so that a view can be bookmarked and sent."""

from __future__ import annotations

from typing import Any

import streamlit as st

from reports.choices import Choices, choices
from reports.filters import AGE_BANDS, Filters
from views.room import Room

HORIZONS = {None: "Last reading of the course", 6.0: "6 weeks", 12.0: "12 weeks", 26.0: "26 weeks", 52.0: "52 weeks"}
PERCENTS = {None: "Do not show", 30.0: "30 % or more", 50.0: "50 % or more"}
SIDES = {"left": "Left", "right": "Right", "both": "Both"}
BOUND: dict[str, Any] = {"bind": "query-params"}
NARROWING = {"condition": "Condition", "site": "Site", "side": "Side", "age": "Age at start"}


def show(room: Room, *, with_condition: bool = True) -> Filters:
    """Draw the filters in the sidebar and return what they say."""
    offered = choices(room.store, room.catalogue, room.viewer, Filters())
    with st.sidebar:
        st.subheader("Filters")
        filters = Filters(measure=_measure(room, offered), horizon=_horizon(), percent=_percent())
        if offered.one_at_a_time:
            return _one_choice(room, offered, filters, with_condition)
        return _many_choices(room, offered, filters, with_condition)


def _measure(room: Room, offered: Choices) -> str:
    known = room.catalogue.measures
    chosen = st.selectbox(
        "Measure",
        ["", *offered.measures],
        format_func=lambda measure: known[measure].name if measure else "Main pain measure",
        key="measure",
        **BOUND,
    )
    return chosen or ""


def _horizon() -> float | None:
    return st.selectbox("Measured at", list(HORIZONS), format_func=HORIZONS.__getitem__, key="horizon", **BOUND)


def _percent() -> float | None:
    return st.selectbox(
        "Share better by, of their own start", list(PERCENTS), format_func=PERCENTS.__getitem__, key="percent", **BOUND
    )


def _many_choices(room: Room, offered: Choices, filters: Filters, with_condition: bool) -> Filters:
    known = room.catalogue.conditions
    condition = (
        _pick("condition", offered.conditions, {name: known[name].name for name in known}) if with_condition else ()
    )
    since = st.date_input("Course began from", None, key="since", format="DD/MM/YYYY", **BOUND)
    until = st.date_input("Course began up to", None, key="until", format="DD/MM/YYYY", **BOUND)
    if since and until and since > until:
        st.error("The period ends before it begins. The second date is not used.")
        until = None
    return filters.with_(
        condition=condition,
        since=since,
        until=until,
        site=_pick("site", offered.sites),
        podiatrist=_pick("podiatrist", offered.podiatrists) if offered.podiatrists else (),
        side=_pick("side", tuple(SIDES), SIDES),
        age=_pick("age", tuple(AGE_BANDS)),
    )


def _pick(name: str, offered: tuple[str, ...], words: dict[str, str] | None = None) -> tuple[str, ...]:
    label = NARROWING.get(name, "Podiatrist")
    chosen = st.multiselect(
        label, offered, format_func=lambda item: (words or {}).get(item, item), key=name, placeholder="All", **BOUND
    )
    return tuple(sorted(chosen))


def _one_choice(room: Room, offered: Choices, filters: Filters, with_condition: bool) -> Filters:
    """For a viewer of totals: one choice at a time, so that no small group can be worked out from two views."""
    if not with_condition:
        return filters
    known = room.catalogue.conditions
    values: dict[str, tuple[str, ...]] = {
        "condition": offered.conditions, "site": offered.sites, "side": tuple(SIDES), "age": tuple(AGE_BANDS)
    }  # fmt: skip
    names = {name: label for name, label in NARROWING.items() if values[name]}
    by = st.selectbox(
        "Narrow by one thing", ["", *names], format_func=lambda name: names.get(name, "Nothing"), key="by", **BOUND
    )
    if not by:
        return filters
    words = {name: known[name].name for name in known} | SIDES
    chosen = st.selectbox(
        names[by], values[by], format_func=lambda item: words.get(item, item), key=f"one_{by}", **BOUND
    )
    return filters.with_(**{by: (chosen,)}) if chosen else filters


def range_measures(room: Room, filters: Filters) -> list[str]:
    """The range-of-motion measures recorded in the view of *filters*, the most recorded first."""
    found = choices(room.store, room.catalogue, room.viewer, filters).measures
    return [name for name in found if room.catalogue.measures[name].kind == "rom"]
