"""Patient view: the screen turned round to the patient. Large, in everyday words, and nothing of anybody else."""

from __future__ import annotations

import streamlit as st

from data.visit_reads import EpisodeRecord
from reports import records, story
from reports.access import NotAllowed
from reports.filters import Filters
from reports.points import Panel, panels, points
from views import patient_chosen, patient_picture, patient_standing
from views.caseload_table import each
from views.patient_picture import Point
from views.room import Room
from views.text import md

INVENTED = "Demo clinic. The people and records on this page are invented."
NOTHING = "There is nothing to show yet. After the first score this page shows it."


def page(room: Room) -> None:
    """The way back, the score of each foot in one large picture, and a few sentences."""
    record = _record(room)
    shown = _panels(room, record) if record else []
    with st.container(horizontal=True, vertical_alignment="center", key="patient-view-top"):
        if st.button("Back", icon=":material/arrow_back:", key="back"):
            st.switch_page("patient.py" if record else "caseload.py")
        st.title("Your pain score" if shown else "Nothing to show yet", anchor=False)
    for panel in shown if record else ():
        _score(room, record, panel, len(shown) > 1)  # type: ignore[arg-type]
    if not shown:
        st.markdown(f"## {NOTHING}")
    if room.is_demo:
        st.caption(INVENTED)


def _panels(room: Room, record: EpisodeRecord) -> list[Panel]:
    """The pain score with most readings, on each foot that has it."""
    every = panels(record, room.catalogue, ("pain",))
    if not every:
        return []
    most = max(every, key=lambda one: one.readings)
    return [one for one in every if (one.measure, one.method) == (most.measure, most.method)]


def _record(room: Room) -> EpisodeRecord | None:
    """The course of care that is open; nobody is put here unasked, because somebody else is looking at the screen."""
    episode = st.session_state.get(patient_chosen.EPISODE)
    if episode is None:
        return None
    try:
        return records.open_record(room.store, room.viewer, int(episode))
    except NotAllowed:
        return None


def _score(room: Room, record: EpisodeRecord, panel: Panel, named: bool) -> None:
    """What was said before each session and at each review; what a session itself did is not for this page."""
    measure = room.catalogue.measures[panel.measure]
    frame, side = points(record, panel.measure, Filters(episode=record.id, side=(panel.side,), method=panel.method))
    standing = frame[(frame["phase"] != "after") & (frame["side"] == side)]
    scores = [Point(row.on.date(), float(row.value)) for row in each(standing)]
    if named:
        st.header(patient_standing.FEET.get(side, side))
    if not scores:
        st.markdown(f"## {NOTHING}")
        return
    said = story.for_patient(scores, measure)
    drawn = patient_picture.picture(scores, measure.low, measure.high, measure.better == "down")
    with st.grid(2, min_column_width=440, gap="large", vertical_alignment="center", key=f"patient-view-{side}"):
        st.image(drawn, width="stretch", alt=" ".join(said))
        with st.container(key=f"patient-view-words-{side}"):
            for sentence in said:
                st.title(md(sentence), anchor=False)


page(st.session_state["room"])
