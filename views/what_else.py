"""What else could explain it: what readings do on their own, what the missing could change, and who they are."""

from __future__ import annotations

import streamlit as st

from reports.filters import WHAT_IF
from views import address, card, filter_bar
from views.room import Room

room: Room = st.session_state["room"]
filters = filter_bar.show(room)
st.title("What else could explain it?")
st.caption(
    "A change has many possible sources. Some can be looked at in the records: first readings that move back on their "
    "own, what others have seen over time, people who never came back, and who those people are."
)


def what_if() -> dict[str, float | None]:
    """What the reader moves: how far two readings hold together, and what people like these usually have."""
    st.caption("What if? Move the dashed line: the numbers are yours, and nothing in the records changes.")
    with st.container(horizontal=True, key="what-if"):
        low, high = WHAT_IF["together"]
        together = st.number_input(
            "Two readings hold together by (0 to 1)",
            low, high, value=None, step=0.05, format="%.2f", key="together", placeholder="e.g. 0.60",
        )  # fmt: skip
        usual = st.number_input(
            "Usual reading of people like these",
            value=None, step=0.5, format="%.1f", key="usual", placeholder="on the scale",
        )  # fmt: skip
    return {"together": together, "usual": usual}


first = st.container()  # the answer stands above the two numbers that move it
chosen = what_if()
with first:
    card.show(room, "anyway", filters.with_(**chosen))
for report in ("natural_course", "bounds", "who_is_missing"):
    card.show(room, report, filters)
address.say(filters.with_(**chosen))
