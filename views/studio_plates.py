"""The gallery: every question with a small picture of the clinic's own numbers, and the one that is chosen."""

from __future__ import annotations

import streamlit as st

from reports.studio_gallery import Plate, gallery
from reports.studio_request import Request
from views import studio_state
from views.room import Room
from views.text import md

KEPT = "studio-plates"
STATIC = {"staticPlot": True, "displayModeBar": False, "responsive": True}
NARROWEST = 150  # pixels: two beside each other on a phone
HIGH = 126  # pixels of a small picture, or of the words in its place


def show(room: Room, request: Request) -> None:
    """Draw the gallery; a press on a question chooses it."""
    plates = _plates(room, request)
    with st.grid(len(plates), min_column_width=NARROWEST, gap="small", key="studio-gallery"):
        for plate in plates:
            with st.container(border=True, gap="xsmall", height="stretch", key=f"studio-plate-{plate.name}"):
                _plate(plate, plate.name == request.question)


def _plates(room: Room, request: Request) -> tuple[Plate, ...]:
    """Made again when the records or what they are narrowed by change, not with every word that is typed."""
    narrowed = (request.condition, request.period, request.measure, request.horizon)
    of = (room.is_demo, room.store.version(), narrowed)
    kept = st.session_state.get(KEPT)
    if kept is None or kept[0] != of:
        with st.spinner("Drawing the gallery …"):
            kept = of, gallery(room.store, room.catalogue, room.viewer, request)
        st.session_state[KEPT] = kept
    plates: tuple[Plate, ...] = kept[1]
    return plates


def forget() -> None:
    """Draw the gallery anew: the look changed, or the register."""
    st.session_state.pop(KEPT, None)


def _plate(plate: Plate, chosen: bool) -> None:
    with st.container(height=HIGH, border=False, key=f"studio-sheet-{plate.name}"):
        if plate.figure is None:
            st.caption(md(plate.why))
        else:
            words = f"Small picture of the question: {plate.words}"
            st.plotly_chart(plate.figure, theme=None, config=STATIC, key=f"studio-picture-{plate.name}", alt=words)
    st.button(
        plate.words, key=f"studio-pick-{plate.name}", type="primary" if chosen else "secondary", width="stretch",
        on_click=studio_state.pick, args=(plate.name,),
    )  # fmt: skip
