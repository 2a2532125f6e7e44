"""Adverse events: asked or not, none or which. No answer is written down unless somebody gives it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from views import record_fields as fields
from views import record_state
from views.record_state import Held
from views.record_words import ONSETS, RELATED, SEVERITIES

# The categories of brady2014 (PMID 25125935) that can be named in a word or two.
TERMS = (
    "bruising", "bleeding", "pain during treatment", "pain after treatment", "aggravation of symptoms", "drowsiness",
    "faintness", "headache", "nausea", "fatigue", "shaking", "itching", "numbness",
)  # fmt: skip
ACTIONS = ("none", "pressure", "needle withdrawn", "rest", "advice", "seen by a doctor")
PARTS = ("term", "severity", "onset", "duration", "relatedness", "action")
LASTED = ("minutes", "hours", "1 day", "2 to 3 days", "a week", "longer", "still there")
CHOICES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("severity", "How bad", SEVERITIES),
    ("onset", "When it began", ONSETS),
    ("relatedness", "Due to the needling", RELATED),
)
NOT_ASKED, NONE, SOME = "not asked", "none", "some"
ANSWERS = {NOT_ASKED: "Not asked", NONE: "Asked: none", SOME: "Asked: yes"}
MEANING = (
    "Mild: short-lived, no inconvenience. Significant: needs medical attention or interferes with activity. "
    "Serious: admission to hospital, lasting disability or death."
)


def show(held: Held) -> None:
    """The question and its three answers; for a yes, what, how bad, when, and what was done."""
    now = _now(held)
    with st.container(gap="xsmall", key=held.key("adverse:question")):
        st.markdown("Adverse events, today or since the last session")
        _answers(held, now)
    events = _events(held)
    for place in range(len(events)):
        _event(held, place, events[place])
    if events and events[-1].get("term"):
        st.button("Another event", key=held.key("another"), on_click=_put, args=(held.name, [*events, _blank()]))


def _events(held: Held) -> list[dict[str, Any]]:
    return [dict(event) for event in held.content.get("adverse_events") or []]


def _blank() -> dict[str, Any]:
    return dict.fromkeys(PARTS, "")


def _now(held: Held) -> str | None:
    asked = held.content.get("adverse_asked")
    if asked is None:
        return None
    return NOT_ASKED if not asked else SOME if _events(held) else NONE


def _answers(held: Held, now: str | None) -> None:
    with st.grid(len(ANSWERS), min_column_width=100, gap="xxsmall", key=held.key("adverse:row")):
        for answer, words in ANSWERS.items():
            st.button(
                f"{fields.CHOSEN} {words}" if answer == now else words, key=held.key(f"adverse={answer}"),
                type="primary" if answer == now else "secondary", width="stretch",
                on_click=_answered, args=(held.name, answer),
            )  # fmt: skip


def _answered(name: str, answer: str) -> None:
    """Tapped again, an answer stays; events that are named go with another answer only."""
    held = record_state.held(name)
    if held is None or answer == _now(held):
        return
    held.content.pop("adverse_events", None)
    if answer == SOME:
        held.content["adverse_events"] = [_blank()]
    record_state.put(name, "adverse_asked", answer != NOT_ASKED)


def _put(name: str, events: list[dict[str, Any]]) -> None:
    record_state.put_many(name, {"adverse_events": events})


def _part(name: str, place: int, part: str, key: str) -> None:
    """One part of one event was entered: it is kept at once, however unfinished the event is."""
    held = record_state.held(name)
    if held is not None and place < len(events := _events(held)):
        events[place][part] = str(st.session_state.get(key) or "").strip()
        record_state.put(name, "adverse_events", events)


def _tied(held: Held, place: int, part: str, value: str) -> dict[str, Any]:
    key = held.key(f"event-{place}-{part}")
    st.session_state.setdefault(key, value or None)
    return {"key": key, "on_change": _part, "args": (held.name, place, part, key)}


def _event(held: Held, place: int, event: dict[str, Any]) -> None:
    with st.container(border=True, key=held.key(f"event-{place}")):
        _words(held, place, "term", "What happened", TERMS, event)
        for part, label, words in CHOICES:
            st.segmented_control(
                label, list(words), format_func=words.__getitem__, width="stretch",
                help=MEANING if part == "severity" else None, **_tied(held, place, part, event.get(part, "")),
            )  # fmt: skip
        _words(held, place, "duration", "How long it lasted", LASTED, event)
        _words(held, place, "action", "What was done", ACTIONS, event)
        if len(_events(held)) > 1:
            rest = [one for number, one in enumerate(_events(held)) if number != place]
            st.button("Take this one out", key=held.key(f"out-{place}"), on_click=_put, args=(held.name, rest))


def _words(held: Held, place: int, part: str, label: str, known: tuple[str, ...], event: dict[str, Any]) -> None:
    value = event.get(part, "")
    words = list(dict.fromkeys([*known, *([value] if value else [])]))
    st.selectbox(
        label, words, None, accept_new_options=True, placeholder="Choose or type …", format_func=str,
        **_tied(held, place, part, value),
    )  # fmt: skip
