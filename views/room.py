"""What every page needs: which clinic is open, who is looking, and the words for it.

Records are never kept here. The only things shared between people are the store's connection and the
catalogue; answers are kept below the desk.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from data import demo
from data.catalogue import Catalogue, load_catalogue
from data.ledger import Ledger
from data.store import Store, clinic_url, demo_url, open_store
from reports import access
from reports.access import Viewer, check_write
from reports.choices import choices
from reports.filters import Filters

STORE, ROLE, PODIATRIST = "which_store", "role", "acting_podiatrist"


@dataclass(frozen=True)
class Room:
    """The open store, the catalogue and the viewer of this run of a page."""

    store: Store
    catalogue: Catalogue
    viewer: Viewer
    is_demo: bool


@st.cache_resource(show_spinner=False)
def _open(url: str) -> Store:
    return open_store(url, load_catalogue())


def clinic_store() -> Store:
    """The clinic's own store (made when it is not there yet)."""
    return _open(clinic_url())


def _demo_store() -> Store:
    url = demo_url()
    if not demo.is_built(url):
        words = "Making the demo clinic. This happens once."
        bar = st.progress(0.0, words)

        def step(done: int, total: int) -> None:
            bar.progress(done / max(total, 1), words)

        demo.build(url, step)
        bar.empty()
    return _open(url)


def enter() -> Room:
    """Open the right store for this person and find out who they are.

    The demo clinic is shown until the clinic has begun with its own records.
    """
    own = clinic_store()
    if STORE not in st.session_state:
        begun = own.has_records() or own.fact("started") is not None
        st.session_state[STORE] = "clinic" if begun else "demo"
    is_demo = st.session_state[STORE] == "demo"
    store = _demo_store() if is_demo else own
    return Room(store, load_catalogue(), _viewer(store, is_demo), is_demo)


def _viewer(store: Store, is_demo: bool) -> Viewer:
    role = st.session_state.get(ROLE, access.OWNER) if is_demo else access.OWNER
    if role != access.PODIATRIST:
        return Viewer(f"{role} (no sign-in)", role)
    names = podiatrists(store)
    name = st.session_state.get(PODIATRIST)
    return Viewer("podiatrist (no sign-in)", role, name if name in names else names[0])


def podiatrists(store: Store) -> tuple[str, ...]:
    """Whose view can be tried in the demo clinic."""
    return choices(store, load_catalogue(), Viewer("demo", access.OWNER), Filters()).podiatrists


def begin_with_own_records() -> None:
    """Leave the demo clinic for the clinic's own, empty store; leaves an audit event there."""
    own = clinic_store()
    if own.fact("started") is None:
        Ledger(own, load_catalogue(), "owner (no sign-in)").start_clinic()
    st.session_state[STORE] = "clinic"


def back_to_demo() -> None:
    """Show the demo clinic again; nothing of the clinic's own is touched."""
    st.session_state[STORE] = "demo"


def ledger(room: Room, act: str) -> Ledger:
    """The ledger for one act, once the role allows it; raises `reports.access.NotAllowed` otherwise."""
    check_write(room.viewer, act)
    return Ledger(room.store, room.catalogue, room.viewer.name)
