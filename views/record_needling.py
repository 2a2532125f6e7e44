"""The needling of a session: what was needled, with what and how; and answers that are asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from reports.visit_form import AGAIN, again
from views import record_fields as fields
from views import record_state
from views.record_state import Held
from views.record_words import number, said
from views.text import day, md

if TYPE_CHECKING:
    from data.visit_reads import EpisodeRecord, SessionRecord

MUSCLES = (
    "gastrocnemius, medial head", "gastrocnemius, lateral head", "soleus", "tibialis posterior",
    "flexor digitorum longus", "flexor hallucis longus", "peroneus longus", "peroneus brevis", "tibialis anterior",
    "extensor digitorum longus", "extensor hallucis longus", "popliteus", "plantaris", "abductor hallucis",
    "flexor digitorum brevis", "quadratus plantae", "flexor hallucis brevis", "adductor hallucis",
    "abductor digiti minimi", "dorsal interossei", "extensor digitorum brevis", "biceps femoris", "semitendinosus",
    "semimembranosus", "rectus femoris", "vastus lateralis", "vastus medialis", "tensor fasciae latae",
    "gluteus medius", "gluteus minimus",
)  # fmt: skip
TECHNIQUES = ("pistoning", "rotation", "static")
STIMULATIONS = {"none": "None", "manual": "Manual", "electrical": "Electrical"}
OTHER_CARE = ("stretching", "loading exercises", "orthoses", "taping", "shockwave", "footwear advice")
TWITCH = {"yes": "Twitch seen", "no": "No twitch"}


def summary(content: dict[str, Any]) -> str:
    """``soleus · 0.3 × 40 mm · pistoning · loading exercises``: what a session repeats, in one line."""
    wide, long = content.get("needle_diameter_mm"), content.get("needle_length_mm")
    needle = f"{number(wide)} × {number(long)} mm" if wide and long else ""
    parts = ["; ".join(content.get("muscles") or []), needle, content.get("technique"), content.get("stimulation")]
    parts.append("; ".join(content.get("co_interventions") or []))
    return " · ".join(str(part) for part in parts if part and part != "none")


def show(held: Held, record: EpisodeRecord, last: SessionRecord | None, today: date) -> None:
    """What was done: one tap for the same as last time, everything else one level down."""
    st.subheader("Needling", anchor=False)
    told = summary(held.content)
    if last is not None:
        _same(held, last)
    with st.expander(
        "Muscles, needles, technique, other care", expanded=last is None and not told, icon=":material/edit:"
    ):
        _what(held, record)
        _needles(held)
        _how(held)
        _agreed(held, record, today)


def _same(held: Held, last: SessionRecord) -> None:
    """The offer, or what of it is written down now."""
    offered = again(last.facts)
    if not offered:
        return
    written = {name: held.content.get(name) for name in AGAIN if held.content.get(name) is not None}
    if written:
        now = "As last time" if written == offered else "Written down"
        st.markdown(f":material/check: **{now}:** {md(summary(written))}")
    if written != offered:
        st.button(
            "Same as last time", key=held.key("same"), width="stretch", icon=":material/replay:",
            on_click=record_state.same_as_last, args=(held.name, last),
        )  # fmt: skip
        st.caption(md(f"{day(last.facts.on)}: {summary(offered)}"))


def _near(record: EpisodeRecord, field: str) -> list[str]:
    """The words that this course of care has used, the newest first."""
    sessions = reversed(record.sessions)
    return list(dict.fromkeys(word for session in sessions for word in getattr(session.facts, field)))


def _what(held: Held, record: EpisodeRecord) -> None:
    fields.tags(held, "muscles", "Muscles", _near(record, "muscles"), MUSCLES)
    near = list(dict.fromkeys([*_near(record, "co_interventions"), *OTHER_CARE]))
    fields.tags(held, "co_interventions", "Other care given", near, ())
    fields.yes_no(held, "bilateral", "Both legs needled")


def _needles(held: Held) -> None:
    with st.grid(4, min_column_width=150, key=held.key("needles")):
        fields.number(held, "needle_diameter_mm", "Diameter (mm)", 0, 2, 0.05)
        fields.number(held, "needle_length_mm", "Length (mm)", 0, 150, 5)
        fields.number(held, "insertions", "Insertions", 0, 200, 1)
        fields.number(held, "depth_mm", "Depth (mm)", 0, 150, 1)
    fields.one_of(held, "needle_material", "Needle material", ("stainless steel",))


def _how(held: Held) -> None:
    fields.choice(held, "technique", "Technique", {name: name.capitalize() for name in TECHNIQUES})
    fields.choice(held, "stimulation", "Stimulation", STIMULATIONS)
    if held.content.get("stimulation") in ("manual", "electrical"):
        with st.grid(2, min_column_width=150, key=held.key("stimulus")):
            fields.number(held, "stimulation_hz", "Frequency (Hz)", 0, 1000, 1)
            fields.number(held, "stimulation_minutes", "Stimulated for (minutes)", 0, 120, 1)
    with st.grid(2, min_column_width=150, key=held.key("left-in")):
        fields.number(held, "retention_minutes", "Needles left in (minutes)", 0, 120, 1)
        fields.one_of(held, "response_sought", "Response sought", ("local twitch", "none"))


def _agreed(held: Held, record: EpisodeRecord, today: date) -> None:
    fields.yes_no(held, "contraindications_screened", "Contraindications checked today")
    with st.grid(3, min_column_width=150, key=held.key("agreed")):
        fields.day(held, "consent_on", "Consent given on", None, today)
        fields.text(held, "consent_version", "Consent form")
        fields.number(held, "planned_sessions", "Sessions planned in all", 0, 60, 1)
        fields.one_of(held, "planned_frequency", "How often", ("weekly", "twice a week", "every two weeks", "monthly"))
    given = [session.facts for session in record.sessions if session.facts.consent_on]
    if given and not held.content.get("consent_on"):
        st.caption(md(f"Consent was last given on {said(given[-1].consent_on)} ({given[-1].consent_version})."))


def answers(held: Held) -> None:
    """Twitch response and soreness."""
    fields.taps(held, "twitch", "Twitch response", TWITCH)
    if held.content.get("twitch") == "yes":
        fields.number(held, "twitch_count", "How many twitches", 0, 200, 1, placeholder="If counted")
    fields.scale(held, "soreness", "Soreness, 0 none to 10 worst", 0, 10)
