"""Chart studio: a picture that may leave the clinic, made from its own numbers and looked at by every rule."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.catalogue import CatalogueError
from reports.access import NotAllowed, check_write
from reports.studio_choices import PresetError
from reports.studio_draft import Draft, draft
from reports.studio_gallery import hiding
from reports.studio_settings import rules_of
from reports.studio_words import alternative, caption
from views import (
    card_files,
    studio_behind,
    studio_checks,
    studio_controls,
    studio_look,
    studio_plates,
    studio_prepare,
    studio_preview,
    studio_reword,
    studio_state,
    studio_words,
)
from views.room import Room
from views.text import md

LEAD = (
    "Choose a question. Every picture is looked at by the rules for advertising and privacy, and approved by a "
    "registered practitioner, before its unmarked file can be made."
)
NOT_ADVICE = (
    "This page guards and explains. It is not legal advice: have the template reviewed once by a lawyer who knows "
    "health advertising."
)
NOTHING = "There are no records yet, so there is nothing to draw. The owner can bring them in on the Import page."


def page(room: Room) -> None:
    """The gallery, the picture beside its choices, the rules, and what stands behind it."""
    st.title("A picture for the public")
    try:
        check_write(room.viewer, "prepare export")
    except NotAllowed as error:
        st.warning(md(error))
        return
    st.markdown(LEAD)
    st.caption(NOT_ADVICE)
    if not room.store.has_records():
        st.info(NOTHING)
        return
    studio_state.arrive(room)
    _studio(room)
    studio_look.show(room)
    studio_reword.show(room)


@st.fragment
def _studio(room: Room) -> None:
    """A fragment, so that a word typed or a choice made draws nothing else of the page again."""
    gallery = st.container(key="studio-plates")
    with st.container(key="studio-desk"):
        left, right = st.columns([11, 9], gap="large")
    with right:
        studio_controls.show(room)
    made = _draft(room)
    if made is not None:
        with left:
            studio_preview.show(made)
        with right:
            _words(room, made)
        studio_checks.show(studio_checks.of_findings(made.findings), "studio")
        _behind(room, made)
    studio_state.keep()
    with gallery:
        studio_plates.show(room, studio_state.request())


def _draft(room: Room) -> Draft | None:
    try:
        return draft(room.store, room.catalogue, room.viewer, studio_state.request())
    except (PresetError, CatalogueError) as error:
        st.error(md(error))
        return None


def _words(room: Room, made: Draft) -> None:
    studio_words.title(made)
    studio_words.subtitle(rules_of(room.store))
    studio_words.purpose()
    elsewhere = {*hiding(made), *studio_words.said_there(made)}
    studio_checks.broken(studio_checks.of_findings(made.findings), elsewhere)
    studio_prepare.show(room, made)


def _behind(room: Room, made: Draft) -> None:
    """The table and the words; not where the picture may not be seen, because they say the same."""
    case = made.case
    if hiding(made) or case.table is None or case.report is None or case.words is None:
        return
    label = "Table behind it, caption and alternative text"
    folded = st.expander(label, key="studio-behind", on_change="rerun", icon=":material/table:")
    if not folded.open:
        return
    with folded:
        studio_behind.table(case.table, case.report.labels, "studio", case.title)
        card_files.buttons(room, replace(case.report, frame=case.table), "studio")
        studio_behind.words(caption(case), alternative(case))


page(st.session_state["room"])
