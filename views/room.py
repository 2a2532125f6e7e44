"""What every page needs: which clinic is open, who is looking, and the words for it.

Records are never kept here. The only things shared between people are the store's connection and the
catalogue; answers are kept below the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from data import demo
from data.catalogue import Catalogue, load_catalogue
from data.store import Store, demo_url
from reports import access, stores
from reports.access import Viewer
from reports.choices import choices
from reports.filters import Filters
from views import who

if TYPE_CHECKING:
    from data.people_reads import SignedIn

ROLE, PODIATRIST = "role", "acting_podiatrist"


@dataclass(frozen=True)
class Room:
    """The open store, the catalogue and the viewer of this run of a page."""

    store: Store
    catalogue: Catalogue
    viewer: Viewer
    is_demo: bool
    person: SignedIn | None = None


def clinic_store() -> Store:
    """The clinic's own store (made when it is not there yet)."""
    return stores.own()


def _demo_store() -> Store:
    url = demo_url()
    if not demo.is_built(url):
        words = "Making the demo clinic. This happens once."
        bar = st.progress(0.0, words)

        def step(done: int, total: int) -> None:
            bar.progress(done / max(total, 1), words)

        demo.build(url, step)
        bar.empty()
    return stores.invented()


def enter() -> Room:
    """Open the right store for this person and find out who they are; raises `views.who.NotSignedIn`.

    The demo clinic is shown while nobody owns this clinic and it has not begun with its own records.
    """
    person = who.person()
    if person is not None:
        return Room(clinic_store(), load_catalogue(), who.viewer_of(person), False, person)
    store = _demo_store()
    return Room(store, demo.catalogue(), _tried(store), True)


def _tried(store: Store) -> Viewer:
    """Whose eyes the demo clinic is looked at with."""
    role = st.session_state.get(ROLE, access.OWNER)
    if role != access.PODIATRIST:
        return Viewer(f"{role} (no sign-in)", role)
    names = podiatrists(store)
    name = st.session_state.get(PODIATRIST)
    return Viewer("podiatrist (no sign-in)", role, name if name in names else names[0])


def podiatrists(store: Store) -> tuple[str, ...]:
    """Whose view can be tried in the demo clinic."""
    return choices(store, load_catalogue(), Viewer("demo", access.OWNER), Filters()).podiatrists
