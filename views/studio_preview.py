"""The live preview: the picture as it will be handed over, or in plain sentences why there is none."""

from __future__ import annotations

import streamlit as st

from reports.drawing_job import job
from reports.studio_choices import sizes
from reports.studio_draft import Draft
from reports.studio_gallery import hiding
from reports.studio_request import preset_of
from reports.studio_words import alternative
from views import studio_picture, studio_state
from views.text import md

NO_PICTURE = "No picture can be shown for this choice."


def show(made: Draft) -> None:
    """One size at a time, marked as long as nobody approved it."""
    if why := hiding(made):
        _refused(why)
        return
    case = made.case
    size = _size(tuple(case.request.presets))
    found = case.posters.get(size)
    if found is None:
        _refused((case.unfit.get(size) or "There are no figures for this choice yet. Choose another period.",))
        return
    preset = preset_of(case.request, size)
    studio_picture.show(job(found.figure, preset, case.look, "svg", title=case.title, alt=alternative(case)))


def _size(chosen: tuple[str, ...]) -> str:
    """Which of the sizes is looked at."""
    if len(chosen) == 1:
        return chosen[0]
    if st.session_state.get(studio_state.SEEN) not in chosen:
        st.session_state[studio_state.SEEN] = chosen[0]
    names = {name: said.partition(",")[0] for name, said in sizes().items()}
    return str(st.pills(
        "Size looked at", list(chosen), format_func=names.__getitem__, key=studio_state.SEEN, required=True,
        label_visibility="collapsed",
    ))  # fmt: skip


def _refused(why: tuple[str, ...]) -> None:
    with st.container(border=True, key="studio-refused"):
        st.markdown(f"**{NO_PICTURE}**")
        for sentence in why:
            st.markdown(md(sentence))
        st.caption("The choices beside this can be changed at once; nothing has been kept.")
