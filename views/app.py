"""The script behind every page: who is looking, which clinic is open, and the pages their role has."""

from __future__ import annotations

from typing import Any

import streamlit as st

from data.store import StoreError
from reports import access
from views import address, closer_pages, patient_chosen, recovery_key, who
from views import room as rooms
from views.team_words import role_name
from views.text import md

TREATS = (access.OWNER, access.PODIATRIST)
LOOKS = access.SEES_FIGURES
PAGES = {
    "effectiveness.py": ("Effectiveness", LOOKS),
    "condition.py": ("Condition", LOOKS),
    closer_pages.INDEX: ("Look closer", closer_pages.TREATS),
    **closer_pages.pages(),
    "caseload.py": ("My patients", TREATS),
    "patient.py": ("Patient", TREATS),
    "record.py": ("Record a session", TREATS),
    patient_chosen.TURNED: ("Patient view", TREATS),
    "data_quality.py": ("Data quality", (access.OWNER,)),
    "studio.py": ("Chart studio", (access.OWNER, access.MARKETING)),
    "exports.py": ("Exports", LOOKS),
    "review.py": ("Record a review", (access.FRONT_DESK,)),
    "import_records.py": ("Import", (access.OWNER, access.FRONT_DESK)),
    "methods.py": ("Methods", LOOKS),
    "rights.py": ("Keeping records", TREATS),
    "backups.py": ("Backups", (access.OWNER,)),
    "activity.py": ("Activity", (access.OWNER, access.AUDITOR)),
    "team.py": ("Team", (access.OWNER,)),
    "my_account.py": ("Your account", access.ROLES),
}
WITH_ACCOUNT = ("team.py", "my_account.py")  # the demo clinic has no accounts
# Where a role arrives; everybody else at the figures of the clinic.
FIRST = {access.PODIATRIST: "caseload.py", access.FRONT_DESK: "review.py", access.AUDITOR: "activity.py"}


def main() -> None:
    """Draw the frame around a page, then the page."""
    st.set_page_config(page_title="Dry-needling outcomes", page_icon="🦶", layout="wide")
    try:
        room = rooms.enter()
    except who.NotSignedIn as over:
        _only(over)
        return
    except StoreError as error:
        st.title("The records cannot be opened")
        st.error(md(error))
        return
    who.keep_way_ready()
    st.session_state["room"] = room
    address.hold()
    turned = patient_chosen.is_turned()
    page = st.navigation(_pages(room), position="hidden" if turned else "top")
    if turned != patient_chosen.note_turned(page.url_path):
        st.rerun()  # the way to the other pages comes and goes with the page that is turned to the patient
    if not turned:
        _banner(room)
        recovery_key.offer(room)
    closer_pages.way_back(f"{page.url_path}.py")
    page.run()


def _only(over: who.NotSignedIn) -> None:
    """In the place of every page the same sentence, and no way to any of them."""

    def said() -> None:
        who.say_over(over)

    places = [st.Page(said, title="Sign in", url_path=file.removesuffix(".py")) for file in PAGES]
    st.navigation([st.Page(said, title="Sign in", url_path="sign_in", default=True), *places], position="hidden").run()


def _pages(room: rooms.Room) -> list[st.Page]:
    first = FIRST.get(room.viewer.role, "effectiveness.py")
    theirs = [(file, title) for file, (title, roles) in PAGES.items() if room.viewer.role in roles]
    if room.is_demo:
        theirs = [page for page in theirs if page[0] not in WITH_ACCOUNT]
    if first == "caseload.py":
        theirs.sort(key=lambda page: PAGES[page[0]][1] is not TREATS)  # the day's work ahead of the clinic's figures
    hidden = {patient_chosen.TURNED, *closer_pages.pages()}  # reached from another page
    return [
        st.Page(file, title=title, default=file == first, visibility="hidden" if file in hidden else "visible")
        for file, title in theirs
    ]


def _banner(room: rooms.Room) -> None:
    if not room.is_demo:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="demo-banner"):
        st.markdown(
            "**Demo clinic.** The people and records on this page are invented. Look at it as:", width="content"
        )
        _tried_role(room)
        st.space("stretch")
        st.html(who.LINK.format(to="/first", words="Start with our own records"), width="content")


def _tried_role(room: rooms.Room) -> None:
    """Whose eyes the demo clinic is looked at with."""
    shown: dict[str, Any] = {"label_visibility": "collapsed", "persist_state": "session"}
    st.selectbox("Look at it as", access.ROLES, format_func=role_name, key=rooms.ROLE, width=160, **shown)
    if room.viewer.role == access.PODIATRIST:
        st.selectbox("Podiatrist's name", rooms.podiatrists(room.store), key=rooms.PODIATRIST, width=200, **shown)


main()
