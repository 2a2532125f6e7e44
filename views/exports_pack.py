"""A campaign pack: several approved exports in several forms as one ZIP, with what failed named one by one."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from reports.studio import Export
from reports.studio_files import FORMS, PICTURES, SCALES
from reports.studio_pack import Item, Pack, pack
from views import exports_words
from views.exports_files import no_browser
from views.progress import Bar
from views.room import Room
from views.text import count, md

MADE = "export-pack"
SCALE_WORDS = {"1x": "As shown", "2x": "Twice the pixels", "print": "For print"}


def show(room: Room, exports: list[Export]) -> None:
    """Folded away; only what may be shown today can be chosen."""
    folded = st.expander("A campaign pack: several in one ZIP", key="export-pack-fold", icon=":material/folder_zip:",
                         on_change="rerun")  # fmt: skip
    if folded.open:
        with folded:
            _choose(room, {one.code: one for one in exports if one.may_be_shown})


@st.fragment
def _choose(room: Room, known: Mapping[str, Export]) -> None:
    if not known:
        st.info("Nothing is approved yet. A pack is made of exports that may be shown today.")
        return
    codes = st.multiselect(
        "Exports", list(known), format_func=lambda code: f"{code}: {known[code].content.words.title}", key="pack-codes",
        placeholder="Choose one or more", wrap=True,
    )  # fmt: skip
    words = exports_words.FORMS
    forms = st.pills(
        "Files of each", list(FORMS), selection_mode="multi", default=["png"], format_func=words.__getitem__,
        key="pack-forms",
    )  # fmt: skip
    scale: str = st.segmented_control(
        "Pixels", list(SCALES), default="1x", required=True, format_func=SCALE_WORDS.__getitem__, key="pack-scale"
    )
    missing = no_browser() if set(forms) & set(PICTURES) else ""
    if missing:
        st.caption(md(missing))
    items = [_item(known[code], tuple(forms), scale) for code in codes]
    ready = bool(codes and forms) and not missing
    if st.button("Make the pack", type="primary", key="pack-make", disabled=not ready):
        _make(room, items)
    _made(codes, forms, scale)


def _item(export: Export, forms: tuple[str, ...], scale: str) -> Item:
    return Item({"presets": export.content.request.presets}, export.code, forms, scale)


def _make(room: Room, items: list[Item]) -> None:
    with Bar("Making the pack:", of="files") as bar:
        made = pack(room.store, room.catalogue, room.viewer, items, bar)
    asked = ([item.export for item in items], list(items[0].formats), items[0].scale)
    st.session_state[MADE] = asked, made


def _made(codes: list[str], forms: list[str], scale: str) -> None:
    """The ZIP of this very choice, and a line for each file that is not in it."""
    kept = st.session_state.get(MADE)
    if kept is None or kept[0] != (codes, forms, scale):
        return
    made: Pack = kept[1]
    st.success(f"{count(len(made.files), 'file is', 'files are')} in the pack, with a list of what each one is.")
    for one in made.failed:
        what = " ".join(str(one[name]) for name in ("export", "form", "size") if one.get(name))
        st.error(f"**{md(what or one['picture'])}** is not in the pack. {md(one['why'])}")
    st.download_button(
        "Download the pack (ZIP)", made.content, "campaign-pack.zip", "application/zip", key="pack-zip", type="primary",
        on_click="ignore", disabled=not made.files,
    )  # fmt: skip
