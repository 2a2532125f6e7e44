"""What is shown, and where: condition, period, time point, measure and sizes."""

from __future__ import annotations

import streamlit as st

from reports.narrowing import HORIZONS
from reports.studio_choices import BOUNDS, CUSTOM, conditions, measures, periods, sizes
from reports.studio_gallery import questions
from views import filter_bar, studio_state
from views.room import Room

EVERY = "All conditions"
SIDE_BY_SIDE = "This question sets the conditions side by side, so it is about all of them."


def show(room: Room) -> None:
    """The choices about the figures, each with what the records offer."""
    with st.grid(2, min_column_width=170, gap="small", key="studio-narrow"):
        _condition(room)
        _period(room)
        _time_point()
        _measure(room)
    _sizes()


def _condition(room: Room) -> None:
    names = {"": EVERY} | {one: room.catalogue.conditions[one].name for one in _known(room)}
    use = questions().get(st.session_state[studio_state.QUESTION])
    if use is not None and not use.per_condition:
        st.selectbox("Condition", [EVERY], key="studio-every", disabled=True, help=SIDE_BY_SIDE)
        return
    _valid(studio_state.CONDITION, names, "")
    st.selectbox("Condition", list(names), format_func=names.__getitem__, key=studio_state.CONDITION)


def _known(room: Room) -> tuple[str, ...]:
    return conditions(room.store, room.catalogue, room.viewer)


def _period(room: Room) -> None:
    names = {one.name: _in_words(one.name) for one in periods(room.store)}
    _valid(studio_state.PERIOD, names, next(iter(names)))
    st.selectbox(
        "Care begun in", list(names), format_func=names.__getitem__, key=studio_state.PERIOD,
        help="Only whole periods that are over, and only these few: nobody can pick one because it looks better.",
    )  # fmt: skip


def _in_words(name: str) -> str:
    """``2025`` stays, ``2026-Q3`` becomes ``Quarter 3 of 2026``, ``2023..2025`` becomes ``2023 to 2025``."""
    year, _, number = name.partition("-Q")
    return f"Quarter {number} of {year}" if number else name.replace("..", " to ")


def _time_point() -> None:
    names = {weeks or studio_state.LAST: filter_bar.HORIZONS[weeks] for weeks in HORIZONS}
    _valid(studio_state.HORIZON, names, studio_state.LAST)
    st.selectbox("Measured at", list(names), format_func=names.__getitem__, key=studio_state.HORIZON)


def _measure(room: Room) -> None:
    known, condition = room.catalogue.measures, st.session_state.get(studio_state.CONDITION) or ""
    found = measures(room.store, room.catalogue, room.viewer, condition)
    names = {"": "Main pain measure"} | {one: known[one].name for one in found}
    _valid(studio_state.MEASURE, names, "")
    st.selectbox("Measure", list(names), format_func=names.__getitem__, key=studio_state.MEASURE)


def _sizes() -> None:
    names = sizes()
    st.multiselect(
        "Sizes", list(names), format_func=names.__getitem__, key=studio_state.SIZES, wrap=True,
        placeholder="Instagram square",
        help="One export can be made in several sizes; each is laid out on its own.",
    )  # fmt: skip
    if CUSTOM not in (st.session_state.get(studio_state.SIZES) or ()):
        return
    least, most, times = BOUNDS
    with st.grid(2, min_column_width=130, gap="small", key="studio-own-size"):
        for label, key in (("Width, pixels", studio_state.WIDE), ("Height, pixels", studio_state.HIGH)):
            st.number_input(label, least, most, step=2, key=key)
    st.caption(f"{least} to {most} pixels in even numbers, the longer side at most {times} times the shorter.")


def _valid(key: str, offered: object, fallback: object) -> None:
    """A choice that is no longer offered (other records, another measure) gives way to the *fallback*."""
    if st.session_state.get(key, "") not in offered:  # type: ignore[operator]
        st.session_state[key] = fallback
