"""The words of the picture that a person chooses or types: title, one line of their own, and why it is made."""

from __future__ import annotations

import streamlit as st

from data.public_rules import PublicRules, blocked_in
from reports.studio_draft import Draft
from reports.studio_words import allowed_titles
from views import studio_state
from views.text import md

LONGEST = 120
TYPED = ("words", "testimonials", "percentages")  # the checks of what a person typed
OWN = "Your own line under the title (optional)"
PLACEHOLDER = "For example: Records of our own clinic"


def title(made: Draft) -> None:
    """The titles that are allowed for this question, as they will stand in the picture."""
    names = {one.name: _filled(made, one.words) for one in allowed_titles(made.case)}
    if not names:
        return
    if st.session_state.get(studio_state.TITLE) not in names:
        st.session_state[studio_state.TITLE] = next(iter(names))
    st.selectbox("Title", list(names), format_func=names.__getitem__, key=studio_state.TITLE)


def _filled(made: Draft, words: str) -> str:
    case = made.case
    condition = case.catalogue.conditions.get(case.request.condition)
    name = condition.name if condition else "All conditions"
    measure = case.measure.short if case.measure else "the measure"
    said = words.format(measure=measure, condition=name, period=case.period.words if case.period else "")
    return said[0].upper() + said[1:]


def subtitle(rules: PublicRules) -> None:
    """A line of one's own; each word that may not stand there is named while it is typed, with what could instead."""
    typed = st.text_input(
        OWN, key=studio_state.SUBTITLE, max_chars=LONGEST, placeholder=PLACEHOLDER, live="500ms", autocomplete="off"
    )
    hits = blocked_in(rules, typed or "")
    if hits:
        said = [f"**{md(hit.text)}** may not be said. Instead: {md(hit.suggestion)}." for hit in hits]
        st.error("  \n".join(dict.fromkeys(said)), icon=":material/block:")


def said_there(made: Draft) -> set[str]:
    """What the checks of typed words say of the subtitle alone, which stands beneath its field already."""
    others = [name for name in made.case.typed() if name != "subtitle"]
    found = (one.said for one in made.findings if one.check.name in TYPED)
    return {said for said in found if not any(f"in the {name};" in said for name in others)}


def purpose() -> None:
    """Why it is made: whoever approves it reads this."""
    st.text_area(
        "Why it is made", key=studio_state.PURPOSE, max_chars=300, height=80,
        placeholder="For example: waiting-room poster for autumn. Read by whoever approves it.",
    )  # fmt: skip
