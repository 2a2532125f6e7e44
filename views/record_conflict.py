"""Somebody else wrote in the same draft or session: both versions field by field, and a choice. Nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import streamlit as st

from data.catalogue import Catalogue
from views.record_merge import Choice, Difference, differences, merged
from views.record_state import Held
from views.record_words import field_label, said
from views.text import count, md

Done = Callable[[Held, dict[str, object]], None]


def show(held: Held, catalogue: Catalogue, done: Done) -> None:
    """What stands differently; *done* is told what the record is to hold when every choice is made."""
    theirs = held.theirs or {}
    found = differences(held.seen, theirs, held.content)
    if not found:
        done(held, dict(theirs))
        st.rerun()
    fields = count(len(found), "field differs", "fields differ")
    st.warning(md(f"{held.theirs_by or 'Somebody else'} has changed this meanwhile. {fields} from yours."))
    st.caption("Choose for each. Nothing is lost until you do; what only one of you changed is chosen already.")
    choices = {one.field: choice for one in found if (choice := _one(held, catalogue, one))}
    result = merged(theirs, found, choices)
    with st.container(horizontal=True, key=held.key("choose")):
        if st.button("Go on with these choices", type="primary", disabled=result is None, key=held.key("go-on")):
            done(held, dict(result or {}))
            st.rerun()
        if st.button("Keep all of theirs", key=held.key("all-theirs")):
            done(held, dict(theirs))
            st.rerun()
        if st.button("Use all of mine", key=held.key("all-mine")):
            done(held, dict(held.content))
            st.rerun()


def _one(held: Held, catalogue: Catalogue, one: Difference) -> Choice | None:
    with st.container(border=True, key=held.key(f"differs-{one.field}")):
        words = {"theirs": f"Theirs: {said(one.theirs)}", "mine": f"Mine: {said(one.mine)}"}
        key = held.key(f"choice-{one.field}-{held.theirs_version}")
        st.session_state.setdefault(key, one.suggested)
        chosen = st.segmented_control(
            md(field_label(one.field, catalogue)), list(words), format_func=lambda which: md(words[which]),
            width="stretch", key=key,
        )  # fmt: skip
        st.caption(md(f"Was: {said(one.seen)}"))
        return cast("Choice | None", chosen)
