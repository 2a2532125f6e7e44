"""What a person has chosen in the chart studio, kept while they look at other pages, as one request."""

from __future__ import annotations

import streamlit as st

from reports.studio_choices import CUSTOM, opening
from reports.studio_gallery import asked_of
from reports.studio_request import Request
from views.room import Room

OF = "studio-of"  # which clinic's choices these are: another clinic has other conditions
QUESTION, CONDITION, PERIOD = "studio-question", "studio-condition", "studio-period"
MEASURE, HORIZON, TITLE = "studio-measure", "studio-horizon", "studio-title"
SIZES, WIDE, HIGH = "studio-sizes", "studio-wide", "studio-high"
SUBTITLE, PURPOSE, SEEN = "studio-subtitle", "studio-purpose", "studio-seen"
KEPT = "studio-kept"
LAST = 0.0  # weeks: the last reading of the course, because a list takes nothing for nothing chosen
PREPARED = "studio-prepared"  # the code of what was prepared last, and the request it answers
NAMES = (QUESTION, CONDITION, PERIOD, MEASURE, HORIZON, TITLE, SIZES, WIDE, HIGH, SUBTITLE, PURPOSE, SEEN)


def arrive(room: Room) -> None:
    """Choose something for a person who comes here first, and take up what they chose earlier."""
    if st.session_state.get(OF) != room.is_demo:
        st.session_state[OF] = room.is_demo
        choose(opening(room.store, room.catalogue, room.viewer))
    for name, value in st.session_state.get(KEPT, {}).items():
        st.session_state.setdefault(name, value)


def keep() -> None:
    """Write every choice down beside the widgets, which lose theirs when another page is opened."""
    st.session_state[KEPT] = {name: st.session_state[name] for name in NAMES if name in st.session_state}


def choose(request: Request) -> None:
    """Set every choice as *request* says."""
    wide, high = request.size or (1200, 900)
    st.session_state.update({
        QUESTION: request.question, CONDITION: request.condition, PERIOD: request.period, MEASURE: request.measure,
        HORIZON: request.horizon or LAST, TITLE: request.title, SIZES: list(request.presets), WIDE: wide, HIGH: high,
        SUBTITLE: request.subtitle, PURPOSE: request.purpose, SEEN: request.presets[0],
    })  # fmt: skip
    st.session_state.pop(PREPARED, None)
    keep()


def again(room: Room, request: Request) -> None:
    """Open the studio with what an earlier export asked for."""
    st.session_state[OF] = room.is_demo
    choose(request)


def request() -> Request:
    """What is chosen now."""
    kept = st.session_state
    sizes = tuple(kept.get(SIZES) or ("square",))
    asked = Request(
        question=kept[QUESTION], condition=kept.get(CONDITION) or "", period=kept.get(PERIOD) or "",
        measure=kept.get(MEASURE) or "", horizon=kept.get(HORIZON) or None, presets=sizes,
        size=(int(kept[WIDE]), int(kept[HIGH])) if CUSTOM in sizes else None, title=kept.get(TITLE) or "",
        subtitle=(kept.get(SUBTITLE) or "").strip(), purpose=(kept.get(PURPOSE) or "").strip(),
    )  # fmt: skip
    return asked_of(asked, asked.question)


def pick(question: str) -> None:
    """Another question; its title is its own."""
    st.session_state.update({QUESTION: question, TITLE: ""})
    st.session_state.pop(PREPARED, None)
