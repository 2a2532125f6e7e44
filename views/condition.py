"""Condition: everything about one condition, pain first and range of motion apart."""

from __future__ import annotations

import streamlit as st

from reports.choices import choices
from reports.filters import Filters
from views import address, card, closer_pages, filter_bar
from views.room import Room
from views.text import md


def page(room: Room) -> None:
    """The condition chosen at the top of the page, in full."""
    filters = filter_bar.show(room, with_condition=False)
    st.title("One condition, in full")
    known = room.catalogue.conditions
    offered = list(choices(room.store, room.catalogue, room.viewer, Filters()).conditions)
    if not offered:
        st.info("No records yet. Bring in the clinic's own spreadsheet on the Import page.")
        return
    chosen = filter_bar.choose("Condition", offered, {name: known[name].name for name in offered}, "focus")
    if known[chosen].evidence:
        st.caption(md(f"What trials say: {known[chosen].evidence}. Source: {known[chosen].source}."))
    narrowed = filters.with_(condition=(chosen,))
    _pain(room, narrowed)
    rom = _range_of_motion(room, narrowed)
    address.say(filters, focus=chosen, rom=rom)


def _pain(room: Room, narrowed: Filters) -> None:
    """The chosen measure, from session to session, then side by side who changed, how, and who was lost."""
    card.show(room, "sessions", narrowed)
    with st.grid(2, min_column_width=420, gap="medium", key="condition-cards"):
        for report in card.open_to(room, "by_period", "individual", "classes", "flow", "bounds"):
            with st.container(key=f"card-{report}"):
                card.show(room, report, narrowed)
                if report == "flow":
                    _lost(room, narrowed)
    card.show(room, "two_changes", narrowed)
    closer_pages.links(room.viewer, "time_to_change.py", "techniques.py", "benefit_harm.py")


def _lost(room: Room, narrowed: Filters) -> None:
    """Who was lost at which stage, for those who may see people."""
    if not card.open_to(room, "lost"):
        return
    with st.expander("Who is not counted, one by one"):
        report = card.ask(room, "lost", narrowed)
        if report is not None:
            for sentence in report.summary:
                st.markdown(md(sentence))
            card.table(report, "lost")


def _range_of_motion(room: Room, filters: Filters) -> str | None:
    """Range of motion apart from pain: one measure and method at a time, never pooled."""
    if filters.measure and room.catalogue.measures[filters.measure].kind == "rom":
        return None  # it is the measure of the whole page already
    st.header("Range of motion")
    offered = filter_bar.range_measures(room, filters)
    if not offered:
        st.info("No range of motion is recorded for this condition and these filters.")
        return None
    names = {measure: room.catalogue.measures[measure].name for measure in offered}
    measure = filter_bar.choose("Range of motion test", offered, names, "rom")
    narrowed = filters.with_(measure=measure, percent=None)  # a share of an angle means nothing
    card.show(room, "sessions", narrowed, key="rom-sessions", heading=False)
    card.show(room, "two_changes", narrowed, key="rom-two", heading=False)
    if card.open_to(room, "pain_range"):
        together = card.ask(room, "pain_range", narrowed)
        if together is not None and together.summary:
            st.markdown(md(together.summary[0]))
        closer_pages.links(room.viewer, "pain_range.py", key="closer-range")
    return measure


page(st.session_state["room"])
