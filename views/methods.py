"""Methods: what each number means, where each threshold comes from, and what the numbers cannot show."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from data.methods_page import condition_lines, measure_lines
from views.room import Room

CANNOT_SHOW = (
    "These are records taken before and after care, without a comparison group. Pain often improves with time and "
    "other care, and people come when it is at its worst. So no figure here shows that dry needling caused a change."
)
DOCS = Path(__file__).parent.parent / "docs"


def page(room: Room) -> None:
    """Four parts: the calculations, the measures, the conditions, the words."""
    st.title("What the numbers mean")
    st.info(CANNOT_SHOW)
    numbers, measures, conditions, words = st.tabs(
        ["How each number is worked out", "Measures and thresholds", "Conditions", "Words"]
    )
    with numbers:
        st.markdown((DOCS / "methods.md").read_text("utf-8").partition("## How each number is worked out")[2])
    with measures:
        _measures(room)
    with conditions:
        _conditions(room)
    with words:
        st.markdown((DOCS / "glossary.md").read_text("utf-8").partition("\n")[2])


def _measures(room: Room) -> None:
    known = room.catalogue.measures
    chosen = st.selectbox(
        "Measure", sorted(known, key=lambda name: known[name].name), format_func=lambda m: known[m].name
    )
    st.markdown(measure_lines(room.catalogue, known[chosen]))


def _conditions(room: Room) -> None:
    for name, condition in sorted(room.catalogue.conditions.items(), key=lambda item: item[1].name):
        with st.expander(condition.name):
            st.markdown(condition_lines(room.catalogue, name))


page(st.session_state["room"])
