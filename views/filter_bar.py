"""The filters of the sidebar: what a role may combine, remembered from page to page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from reports.choices import Choices, choices
from reports.filters import AGE_BANDS, Filters
from views import address
from views.room import Room

HORIZONS = {None: "Last reading of the course", 6.0: "6 weeks", 12.0: "12 weeks", 26.0: "26 weeks", 52.0: "52 weeks"}
PERCENTS = {None: "Do not show", 30.0: "30 % or more", 50.0: "50 % or more"}
PERIODS = {"quarter": "Quarter", "month": "Month"}
SIDES = {"left": "Left", "right": "Right", "both": "Both"}
NARROWING = {
    "condition": "Condition",
    "site": "Site",
    "side": "Side",
    "age": "Age at start",
    "podiatrist": "Podiatrist",
}


def show(room: Room, *, with_condition: bool = True) -> Filters:
    """Draw the filters in the sidebar and return what they say."""
    offered = choices(room.store, room.catalogue, room.viewer, Filters())
    values = _values(offered)
    address.arrive(values)
    with st.sidebar:
        st.subheader("Filters")
        filters = Filters(
            measure=_measure(room, offered), horizon=_one("horizon"), percent=_one("percent"), period=_period()
        )
        if filters.measure and room.catalogue.measures[filters.measure].kind == "rom":
            filters = filters.with_(percent=None)  # a share of an angle means nothing
        if offered.one_at_a_time:
            return _one_choice(room, values, filters) if with_condition else filters
        return _many_choices(room, values, filters, with_condition)


def _values(offered: Choices) -> dict[str, tuple[Any, ...]]:
    """What each filter may be; the address bar is held to the same."""
    return {
        "measure": ("", *offered.measures),
        "horizon": tuple(HORIZONS),
        "percent": tuple(PERCENTS),
        "period": tuple(PERIODS),
        "condition": offered.conditions,
        "site": offered.sites,
        "podiatrist": offered.podiatrists,
        "side": tuple(SIDES),
        "age": tuple(AGE_BANDS),
    }


def _measure(room: Room, offered: Choices) -> str:
    known = room.catalogue.measures
    chosen = st.selectbox(
        "Measure",
        ["", *offered.measures],
        format_func=lambda measure: known[measure].name if measure else "Main pain measure",
        key="measure",
    )
    return chosen or ""


def _one(name: str) -> float | None:
    words = {"horizon": HORIZONS, "percent": PERCENTS}[name]
    label = {"horizon": "Measured at", "percent": "Share better by, of their own start"}[name]
    return st.selectbox(label, list(words), format_func=words.__getitem__, key=name)


def _period() -> str:
    return st.radio(
        "Change over time by", list(PERIODS), format_func=PERIODS.__getitem__, key="period", horizontal=True
    )


def _many_choices(room: Room, values: dict[str, tuple[Any, ...]], filters: Filters, with_condition: bool) -> Filters:
    condition = _pick(room, "condition", values) if with_condition else ()
    since = st.date_input("Course began from", None, key="since", format="DD/MM/YYYY")
    until = st.date_input("Course began up to", None, key="until", format="DD/MM/YYYY")
    if since and until and since > until:
        st.error("The period ends before it begins. The second date is not used.")
        until = None
    rest = {name: _pick(room, name, values) for name in ("site", "podiatrist", "side", "age")}
    return filters.with_(condition=condition, since=since, until=until, **rest)


def _pick(room: Room, name: str, values: dict[str, tuple[Any, ...]]) -> tuple[str, ...]:
    if not values[name]:
        return ()
    words = _words(room)
    chosen = st.multiselect(
        NARROWING[name], values[name], format_func=lambda item: words.get(item, item), key=name, placeholder="All"
    )
    return tuple(sorted(chosen))


def _words(room: Room) -> dict[str, str]:
    return {name: condition.name for name, condition in room.catalogue.conditions.items()} | SIDES


def _one_choice(room: Room, values: dict[str, tuple[Any, ...]], filters: Filters) -> Filters:
    """For a viewer of totals: one choice at a time, so that no small group can be worked out from two views."""
    offered = [name for name in NARROWING if values[name] and name != "podiatrist"]
    st.session_state.setdefault("by", next((name for name in offered if st.session_state.get(name)), ""))
    by = st.selectbox(
        "Narrow by one thing", ["", *offered], format_func=lambda name: NARROWING.get(name, "Nothing"), key="by"
    )
    if not by:
        return filters
    words, key = _words(room), f"one_{by}"
    if st.session_state.get(key) not in values[by]:
        st.session_state[key] = (st.session_state.get(by) or values[by])[0]
    chosen = st.selectbox(NARROWING[by], values[by], format_func=lambda item: words.get(item, item), key=key)
    return filters.with_(**{by: (chosen,)})


def range_measures(room: Room, filters: Filters) -> list[str]:
    """The range-of-motion measures recorded in the view of *filters*, the most recorded first."""
    found = choices(room.store, room.catalogue, room.viewer, filters).measures
    return [name for name in found if room.catalogue.measures[name].kind == "rom"]


def choose(label: str, offered: list[str], names: dict[str, str], key: str) -> str:
    """One of *offered*, kept under *key* for as long as it is offered; the first at first."""
    if st.session_state.get(key) not in offered:
        st.session_state[key] = offered[0]
    return st.selectbox(label, offered, format_func=names.__getitem__, key=key)
