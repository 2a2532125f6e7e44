"""Finding a patient by reference or name. What is typed stays in this tab: not in the address, not in a log."""

from __future__ import annotations

import streamlit as st

from reports import people
from views import patient_chosen
from views.room import Room
from views.text import count, day, md

LIMIT = 9


def box() -> str:
    """The box; what is typed in it."""
    return st.text_input(
        "Find a patient", key="caseload-find", placeholder="Find a patient by reference or name", autocomplete="off",
        icon=":material/search:", label_visibility="collapsed", live=True,
    ).strip()  # fmt: skip


def found(room: Room, asked: str) -> None:
    """The people found, each a button that opens their latest course of care."""
    if not asked:
        return
    matches = people.search(room.store, room.viewer, asked, LIMIT + 1)
    if not matches:
        st.info("Nobody you treat has this reference or name. Try fewer letters.")
        return
    more = f"The {LIMIT} seen last. Type more letters to see fewer."
    st.caption(more if len(matches) > LIMIT else f"{count(len(matches), 'person', 'people')} found.")
    with st.grid(3, min_column_width=300, key="found"):
        for place, person in enumerate(matches[:LIMIT]):
            if st.button(
                patient_chosen.words_of(person),
                key=f"found-{place}",
                width="stretch",
                wrap=True,
                disabled=not person.episodes,
            ):
                patient_chosen.choose(person.episodes[0])
                st.switch_page("patient.py")


def _words(person: people.Person) -> str:
    """Name, reference, conditions, and when they were last here."""
    name = f"{person.display_name} · {person.reference}" if person.display_name else person.reference
    courses = ", ".join(person.conditions) or "no course of care yet"
    parts = [name, courses, f"last seen {day(person.last_seen)}" if person.last_seen else ""]
    return md(" · ".join(part for part in parts if part))
