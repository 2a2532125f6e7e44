"""The wording of a rule in the clinic's own way: never switched off, and what it needs stays in it."""

from __future__ import annotations

import streamlit as st

from data.ledger import LedgerError
from data.public_rules import Check, load_public_rules
from reports.access import NotAllowed, may_write
from reports.studio_settings import reword, rules_of
from views.room import Room
from views.text import md

LEAD = (
    "Change how a sentence in the picture is worded, for example after your lawyer has looked at it. A rule cannot be "
    "switched off, and what stands in braces is filled in by the program. Every change is kept with its reason."
)


def show(room: Room) -> None:
    """Folded away, for the owner only."""
    if not may_write(room.viewer, "reword"):
        return
    folded = st.expander(
        "The wording of the rules", key="studio-reword", on_change="rerun", icon=":material/edit_note:"
    )
    if folded.open:
        with folded:
            _reword(room)


@st.fragment
def _reword(room: Room) -> None:
    """One sentence at a time."""
    st.caption(LEAD)
    worded = {name: one for name, one in rules_of(room.store).checks.items() if one.words}
    name = st.selectbox("Rule", list(worded), format_func=lambda one: worded[one].title, key="reword-rule")
    rule = worded[name]
    st.markdown(f"{md(rule.rule)}  \n:small[{md(_needs(rule))}]")
    with st.form(f"reword-{name}", border=False):
        wording = st.text_area("Words in the picture", rule.words, key=f"reword-words-{name}", height=90, max_chars=300)
        reason = st.text_input("Why it is changed", key=f"reword-why-{name}", max_chars=200)
        with st.container(horizontal=True, key="reword-buttons"):
            keep = st.form_submit_button("Use these words", type="primary")
            back = st.form_submit_button("Back to the words that came with the program")
    own = load_public_rules().checks[name].words
    if back or keep:
        _keep(room, rule, "" if back or (wording or "").strip() == own else wording or "", reason or "")


def _needs(rule: Check) -> str:
    return f"These have to stay in it: {', '.join(rule.needs)}." if rule.needs else "Nothing in it has to stay."


def _keep(room: Room, rule: Check, wording: str, reason: str) -> None:
    try:
        reword(room.store, room.catalogue, room.viewer, rule.name, "words", wording, reason)
    except (LedgerError, NotAllowed) as error:
        st.error(md(error))
        return
    st.session_state.pop(f"reword-words-{rule.name}", None)
    st.session_state["reword-said"] = rule.title
    st.rerun()
