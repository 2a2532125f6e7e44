"""Look closer: the harder questions behind the figures, one page each, in the words of the person who asks them."""

from __future__ import annotations

import streamlit as st

from views.closer_pages import CLOSER, theirs
from views.room import Room
from views.text import md

room: Room = st.session_state["room"]
st.title("Look closer")
st.markdown("What an owner or a podiatrist asks next. Each page answers one question, and says what it cannot show.")
for place, (heading, group) in enumerate(CLOSER.items()):
    st.header(heading)
    with st.grid(3, min_column_width=280, gap="small", key=f"closer-{place}"):
        for page in theirs(room.viewer, group):
            with st.container(border=True):
                st.page_link(page.file, label=f"**{page.title}**")
                st.caption(md(page.question))
