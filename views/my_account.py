"""Your account: who is signed in here, and the ways out."""

from __future__ import annotations

import streamlit as st

from reports import sign_in
from reports.second import Second
from views import my_second, who
from views.room import Room
from views.team_words import role_name
from views.text import md

room: Room = st.session_state["room"]


def _out() -> None:
    mark = who.sign_in_mark()
    if mark:
        sign_in.end(mark)


def _out_everywhere() -> None:
    if room.person is not None:
        sign_in.end_all(room.person)


st.title("Your account")
if room.person is not None:
    st.write(f"Signed in as **{md(room.person.display_name)}**, user name {md(room.person.username)}.")
    theirs = f", for the patients of {md(room.person.podiatrist)}" if room.person.podiatrist else ""
    st.write(f"Your role is {role_name(room.person.role).lower()}{theirs}.")
    with st.container(horizontal=True):
        st.button("Sign out", type="primary", key="sign-out", on_click=_out)
        st.button("Sign out everywhere", key="sign-out-everywhere", on_click=_out_everywhere,
                  help="On every computer and tablet where you are signed in, this one too.")  # fmt: skip
    st.caption(
        "A sign-in ends by itself 15 minutes after you last did something, and after 12 hours. "
        "Sign out before somebody else sits down here."
    )
    my_second.show(Second(room.store, room.person))
