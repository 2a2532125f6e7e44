"""Methods: what each number means, where each threshold comes from, and what the numbers cannot show."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from data.methods_text import measures_text
from views.room import Room

CANNOT_SHOW = (
    "These are records taken before and after care, without a comparison group. Pain often improves with time and "
    "other care, and people come when it is at its worst. So no figure here shows that dry needling caused a change."
)

room: Room = st.session_state["room"]
st.title("What the numbers mean")
st.info(CANNOT_SHOW)
numbers, measures, words = st.tabs(["How each number is worked out", "Measures and thresholds", "Words"])
docs = Path(__file__).parent.parent / "docs"
with numbers:
    st.markdown((docs / "methods.md").read_text("utf-8").partition("## How each number is worked out")[2])
with measures:
    st.markdown(measures_text(room.catalogue))
with words:
    st.markdown((docs / "glossary.md").read_text("utf-8").partition("\n")[2])
