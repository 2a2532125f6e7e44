"""Finding a patient by reference or name. What is typed stays in this tab: not in the address, not in a log."""

from __future__ import annotations

import streamlit as st

from reports import people
from views import patient_chosen
from views.room import Room
from views.text import count, day, md

LIMIT = 8


def show(room: Room) -> None:
    """The box, and below it the people found, each a button that opens their latest course of care."""
    asked = st.text_input(
        "Find a patient", key="caseload-find", placeholder="Reference or name", icon=":material/search:",
        autocomplete="off", label_visibility="collapsed",
    ).strip()  # fmt: skip
    if not asked:
        return
    found = people.search(room.store, room.viewer, asked, LIMIT + 1)
    if not found:
        st.info("Nobody you treat has this reference or name. Try fewer letters.")
        return
    more = " Type more letters to see fewer." if len(found) > LIMIT else ""
    st.caption(f"{count(min(len(found), LIMIT), 'person', 'people')} found.{more}")
    for place, person in enumerate(found[:LIMIT]):
        if st.button(_words(person), key=f"found-{place}", width="stretch", disabled=not person.episodes):
            patient_chosen.choose(person.episodes[0])
            st.switch_page("patient.py")


def _words(person: people.Person) -> str:
    """Name, reference, conditions, and when they were last here."""
    name = f"{person.display_name} · {person.reference}" if person.display_name else person.reference
    courses = ", ".join(person.conditions) or "no course of care yet"
    parts = [name, courses, f"last seen {day(person.last_seen)}" if person.last_seen else ""]
    return md(" · ".join(part for part in parts if part))
