"""The script behind every page: who is looking, which clinic is open, and the pages their role has."""

from __future__ import annotations

import streamlit as st

from data.store import StoreError
from reports import access
from views import address, patient_chosen
from views import room as rooms
from views.text import md

TREATS = (access.OWNER, access.PODIATRIST)
PAGES = {
    "caseload.py": ("My patients", TREATS),
    "patient.py": ("Patient", TREATS),
    "record.py": ("Record a session", TREATS),
    patient_chosen.TURNED: ("Patient view", TREATS),
    "effectiveness.py": ("Effectiveness", access.ROLES),
    "condition.py": ("Condition", access.ROLES),
    "data_quality.py": ("Data quality", (access.OWNER,)),
    "import_records.py": ("Import", (access.OWNER,)),
    "methods.py": ("Methods", access.ROLES),
}
FIRST = {access.PODIATRIST: "caseload.py"}  # where a role arrives; everybody else at the figures of the clinic
ROLE_NAMES = {access.OWNER: "Clinic owner", access.PODIATRIST: "Podiatrist", access.MARKETING: "Marketing"}


def main() -> None:
    """Draw the frame around a page, then the page."""
    st.set_page_config(page_title="Dry-needling outcomes", page_icon="🦶", layout="wide")
    try:
        room = rooms.enter()
    except StoreError as error:
        st.title("The records cannot be opened")
        st.error(md(error))
        return
    st.session_state["room"] = room
    address.hold()
    turned = patient_chosen.is_turned()
    page = st.navigation(_pages(room), position="hidden" if turned else "top")
    if turned != patient_chosen.note_turned(page.url_path):
        st.rerun()  # the way to the other pages comes and goes with the page that is turned to the patient
    if not turned:
        _banner(room)
    page.run()


def _pages(room: rooms.Room) -> list[st.Page]:
    first = FIRST.get(room.viewer.role, "effectiveness.py")
    return [
        st.Page(
            file, title=title, default=file == first,
            visibility="hidden" if file == patient_chosen.TURNED else "visible",
        )
        for file, (title, roles) in PAGES.items()
        if room.viewer.role in roles
    ]  # fmt: skip


def _way_back(room: rooms.Room) -> None:
    """While there are no records yet, the demo clinic can be looked at again."""
    if not room.store.has_records() and st.sidebar.button("Look at the demo clinic again", key="demo-again"):
        patient_chosen.forget()
        rooms.back_to_demo()
        st.rerun()


def _banner(room: rooms.Room) -> None:
    if not room.is_demo:
        _way_back(room)
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="demo-banner"):
        st.markdown("**Demo clinic.** The people and records on this page are invented.", width="stretch")
        if st.button("Start with our own records", type="primary", key="begin"):
            patient_chosen.forget()  # a number means somebody else in other records
            rooms.begin_with_own_records()
            st.switch_page("import_records.py")
    with st.sidebar:
        st.selectbox(
            "Look at it as",
            list(ROLE_NAMES),
            format_func=ROLE_NAMES.__getitem__,
            key=rooms.ROLE,
            persist_state="session",
        )
        if room.viewer.role == access.PODIATRIST:
            names = rooms.podiatrists(room.store)
            st.selectbox("Podiatrist's name", names, key=rooms.PODIATRIST, persist_state="session")


main()
