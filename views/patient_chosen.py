"""Which course of care is open: kept in this browser tab's session, never in the address or in a log."""

from __future__ import annotations

import streamlit as st

from reports import desk
from reports.filters import Filters
from reports.people import Person
from reports.report import Report
from views.room import Room
from views.text import day, md

EPISODE = "episode"
TURNED = "patient_view.py"  # the page that is turned round to the patient
_IS_TURNED = "turned_to_patient"


def choose(episode: int) -> None:
    """Open the course of care *episode* from now on."""
    st.session_state[EPISODE] = int(episode)


def forget() -> None:
    """Leave nobody chosen."""
    st.session_state.pop(EPISODE, None)


def words_of(person: Person) -> str:
    """Name, reference, conditions, and when they were last here, for the button that opens them."""
    name = f"{person.display_name} · {person.reference}" if person.display_name else person.reference
    courses = ", ".join(person.conditions) or "no course of care yet"
    parts = [name, courses, f"last seen {day(person.last_seen)}" if person.last_seen else ""]
    return md(" · ".join(part for part in parts if part))


def chosen(room: Room) -> tuple[int | None, bool]:
    """The course of care that is open, and whether somebody chose it.

    Where nobody did, it is the first of the caseload: the person on the list with most need.
    """
    kept = st.session_state.get(EPISODE)
    if kept is not None:
        return int(kept), True
    first = first_in_need(room)
    return first, False


def first_in_need(room: Room) -> int | None:
    """The course of care at the top of this viewer's caseload; ``None`` for an empty list."""
    frame = caseload_of(room).frame
    return None if frame.empty else int(frame["episode"].iloc[0])


def caseload_of(room: Room, filters: Filters | None = None) -> Report:
    """The caseload of this viewer, through the desk."""
    return desk.open_report("caseload", room.store, room.catalogue, room.viewer, filters or Filters())


def is_turned() -> bool:
    """Whether the screen was turned to the patient when this run began: then no way to other pages is drawn."""
    return bool(st.session_state.get(_IS_TURNED))


def note_turned(url_path: str) -> bool:
    """Remember whether the page at *url_path* is the one for the patient; says so."""
    st.session_state[_IS_TURNED] = url_path == TURNED.removesuffix(".py")
    return is_turned()
