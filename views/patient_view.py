"""Patient view: the screen turned round to the patient. Large, in everyday words, and nothing of anybody else."""

from __future__ import annotations

import streamlit as st

from data.visit_reads import EpisodeRecord
from reports import records, story
from reports.access import NotAllowed
from reports.filters import Filters
from reports.points import Panel, panels, points
from views import patient_chosen, patient_picture
from views.caseload_table import each
from views.patient_picture import Point
from views.room import Room
from views.text import md

INVENTED = "Demo clinic. The people and records on this page are invented."
NOTHING = "There is nothing to show yet. After the first score this page shows it."


def page(room: Room) -> None:
    """The way back, the score in one large picture, and a few sentences."""
    record = _record(room)
    panel = (
        max(panels(record, room.catalogue, ("pain",)), key=lambda one: one.readings, default=None) if record else None
    )
    with st.container(horizontal=True, vertical_alignment="center", key="patient-view-top"):
        st.title("Your pain score" if panel else "Nothing to show yet", width="stretch")
        if st.button("Back", icon=":material/arrow_back:", key="back"):
            st.switch_page("patient.py" if record else "caseload.py")
    if record and panel:
        _score(room, record, panel)
    else:
        st.markdown(f"## {NOTHING}")
    if room.is_demo:
        st.caption(INVENTED)


def _record(room: Room) -> EpisodeRecord | None:
    """The course of care that is open; nobody is put here unasked, because somebody else is looking at the screen."""
    episode = st.session_state.get(patient_chosen.EPISODE)
    if episode is None:
        return None
    try:
        return records.open_record(room.store, room.viewer, int(episode))
    except NotAllowed:
        return None


def _score(room: Room, record: EpisodeRecord, panel: Panel) -> None:
    """What was said before each session and at each review; what a session itself did is not for this page."""
    measure = room.catalogue.measures[panel.measure]
    frame, side = points(record, panel.measure, Filters(episode=record.id, side=(panel.side,), method=panel.method))
    standing = frame[(frame["phase"] != "after") & (frame["side"] == side)]
    scores = [Point(row.on.date(), float(row.value)) for row in each(standing)]
    if not scores:
        st.markdown(f"## {NOTHING}")
        return
    said = story.for_patient(scores, measure)
    st.image(
        patient_picture.picture(scores, measure.low, measure.high, measure.better == "down"),
        width="stretch",
        alt=" ".join(said),
    )
    for sentence in said:
        st.markdown(f"## {md(sentence)}")


page(st.session_state["room"])
