"""The clinic's look: logo, two colours, letters, light or dark, its name, and what kind of clinic it is."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.ledger import LedgerError
from reports.access import NotAllowed, may_write
from reports.studio_choices import FONTS, default_look, look_findings
from reports.studio_draft import SETTING
from reports.studio_settings import LONGEST_NAME, LookError, Settings, logo_uri, set_look, settings_of
from views import studio_plates
from views.room import Room
from views.text import md

KINDS = ["png", "jpg", "jpeg"]
PAPER = {False: "Light", True: "Dark"}
COLOURS_HOLD = "The colours stand out from the paper and can be told apart, also in grey and by colour-blind eyes."


def show(room: Room) -> None:
    """Folded away: it is set once."""
    if not may_write(room.viewer, "set look"):
        return
    folded = st.expander("The clinic's look", key="studio-look", on_change="rerun", icon=":material/palette:")
    if folded.open:
        with folded:
            _look(room)


@st.fragment
def _look(room: Room) -> None:
    """Every choice is looked at as it is made; kept when the person says so, for every picture from then on."""
    now = settings_of(room.store, default_look())
    left, right = st.columns(2, gap="large")
    with left:
        chosen = _marks(now)
    with right:
        chosen = _names(chosen)
        _colours_said(chosen)
        _keep(room, chosen, chosen != now)


def _marks(now: Settings) -> Settings:
    """Colours, letters, paper and logo."""
    with st.container(horizontal=True, key="look-colours"):
        main = st.color_picker("Main colour", now.main, key="look-main")
        second = st.color_picker("Second colour", now.second, key="look-second")
    font = st.selectbox("Letters", FONTS, FONTS.index(now.font) if now.font in FONTS else 0, key="look-font")
    dark = st.segmented_control(
        "Paper", list(PAPER), default=now.dark, format_func=PAPER.__getitem__, required=True, key="look-dark"
    )
    chosen = replace(now, main=main, second=second, font=font, dark=bool(dark))
    return replace(chosen, logo=_logo(now.logo))


def _logo(now: str) -> str:
    """A new logo, the one there is, or none."""
    brought = st.file_uploader("Logo (PNG or JPEG, at most 300 kB)", KINDS, key="look-logo", max_upload_size=1)
    if brought is not None:
        try:
            now = logo_uri(brought.getvalue())
        except LookError as error:
            st.error(md(error))
    if not now:
        return ""
    st.image(now, width=160, alt="The clinic's logo")
    return "" if st.checkbox("Leave the logo out", key="look-no-logo") else now


def _names(chosen: Settings) -> Settings:
    """What the picture calls the clinic."""
    clinic = st.text_input(
        "Clinic's name, at the foot of the picture", chosen.clinic, max_chars=LONGEST_NAME, key="look-clinic"
    )
    setting = st.text_input(
        "What kind of clinic it is", chosen.setting or SETTING, max_chars=LONGEST_NAME, key="look-setting",
        help="Stands in every picture: “Records of …”.",
    )  # fmt: skip
    kind = (setting or "").strip()
    return replace(chosen, clinic=(clinic or "").strip(), setting="" if kind == SETTING else kind)


def _colours_said(chosen: Settings) -> None:
    found = look_findings(chosen)
    if not found:
        st.success(COLOURS_HOLD, icon=":material/check_circle:")
    for sentence in found:
        st.error(md(sentence), icon=":material/cancel:")


def _keep(room: Room, chosen: Settings, changed: bool) -> None:
    pressed = st.button("Use this look", type="primary", key="look-keep", disabled=not changed)
    if not changed:
        st.caption("This is the look that is used now.")
    if not pressed:
        return
    try:
        set_look(room.store, room.catalogue, room.viewer, chosen)
    except (LookError, LedgerError, NotAllowed) as error:
        st.error(md(error))
        return
    studio_plates.forget()
    st.rerun()
