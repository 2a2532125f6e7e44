"""Podiatrists: side by side without a ranking, what was to be expected, and each one against their own past."""

from __future__ import annotations

import streamlit as st

from reports.choices import choices
from reports.filters import Filters
from reports.units_words import CANNOT
from views import address, card, filter_bar
from views.room import Room
from views.text import md

KINDS = {"podiatrists": "Podiatrists", "sites": "Sites", "quarters": "Quarters"}


def page(room: Room) -> None:
    """Two funnel plots, the model behind them, and one podiatrist's own series."""
    filters = filter_bar.show(room)
    st.title("Unusual, or only small?")
    st.caption(md(CANNOT))
    kind = st.radio("Side by side", list(KINDS), format_func=KINDS.__getitem__, key="side_by_side", horizontal=True)
    with st.grid(2, min_column_width=420, gap="medium", key="funnels"):
        for report in (kind, f"{kind}_share"):
            with st.container(key=f"card-{report}"):
                card.show(room, report, filters)
        with st.container(key="card-case_mix"):
            _expected(room, filters)
        with st.container(key="card-own_series"):
            whose = _own(room, filters)
    address.say(filters, side_by_side=None if kind == "podiatrists" else kind, whose=whose)


def _expected(room: Room, filters: Filters) -> None:
    """How well the model fits, and every number in it."""
    report = card.show(room, "case_mix", filters)
    if report is None or report.frame.empty:
        return
    terms = card.ask(room, "case_mix_terms", filters)
    if terms is not None:
        st.markdown(md(terms.summary[0]))
        card.behind(terms, "case_mix_terms", "Every number of the model")


def _own(room: Room, filters: Filters) -> str | None:
    """One podiatrist against their own earlier mean; the filter of the sidebar says who can be chosen.

    Returns who was chosen, for the address; nothing where it is the first, who is shown anyway.
    """
    offered = filters.podiatrist or choices(room.store, room.catalogue, room.viewer, Filters()).podiatrists
    if not offered:
        return None
    st.header("Each against their own past")
    if st.session_state.get("whose") not in offered:
        st.session_state["whose"] = offered[0]
    chosen = st.selectbox("Podiatrist", offered, key="whose", width=320)
    card.show(room, "own_series", filters.with_(podiatrist=(chosen,)), heading=False)
    return None if chosen == offered[0] else chosen


page(st.session_state["room"])
