"""One export of the register in full: picture, state, what it is about, rules as they stood, history."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from reports.studio import Export
from views import exports_acts, exports_files, exports_words, studio_behind, studio_checks
from views.room import Room
from views.text import md

DECIDED = ("approve", "send back", "withdraw")


def show(room: Room, export: Export) -> None:
    """The picture on the left, what to know and to do about it on the right; on a phone one below the other."""
    st.header(md(export.content.words.title))
    left, right = st.columns([11, 9], gap="large")
    with left:
        size = exports_files.picture(room, export)
        exports_files.others(room, export, size)
    with right:
        _head(room, export)
        exports_acts.show(room, export)
    _behind(export)


def _head(room: Room, export: Export) -> None:
    words, icon, colour = exports_words.STATES[export.state]
    with st.container(horizontal=True, vertical_alignment="center", key=f"export-head-{export.code}"):
        st.badge(words, icon=icon, color=colour)  # type: ignore[arg-type]
        st.markdown(f"**{md(export.code)}**", width="content")
    record = export.record
    decided = [event for event in record.events if event.act in DECIDED]
    for event in decided[-1:]:
        st.markdown(exports_words.line(event))
    lines = {
        "Why": record.purpose, "Prepared": f"{exports_words.moment(record.made_at)} by {record.made_by}",
        "About": exports_words.about(room, export), "Sizes": "; ".join(exports_words.shown_sizes(export).values()),
        "Valid": exports_words.expiry(export), "Data version": f"{record.data_version}, program {record.program}",
    }  # fmt: skip
    st.markdown("  \n".join(f"**{name}:** {md(said)}" for name, said in lines.items()))


def _behind(export: Export) -> None:
    studio_checks.show([dict(one) for one in export.record.checks], export.code, "The rules as they stood")
    folded: dict[str, tuple[str, Callable[[Export], None]]] = {
        "Table, caption and alternative text": (":material/table:", _table),
        "History and files": (":material/history:", _history),
    }
    for label, (icon, draw) in folded.items():
        fold = st.expander(label, key=f"{label}-{export.code}", on_change="rerun", icon=icon)
        if fold.open:
            with fold:
                draw(export)


def _table(export: Export) -> None:
    content = export.content
    studio_behind.table(content.table, content.labels, export.code, content.words.title)
    studio_behind.words(content.caption, content.alt)


def _history(export: Export) -> None:
    """Every step in order, then every file that was made, with its hash."""
    events = export.record.events
    for event in events:
        if event.act != "file":
            st.markdown(exports_words.line(event))
    files = [event for event in events if event.act == "file"]
    if not files:
        st.caption("No file has been made of it yet.")
        return
    lines = [
        {
            "Made": exports_words.moment(event.at), "By": event.actor, "File": exports_words.file(event.detail),
            "Mark": event.detail.get("mark") or "none", "SHA-256": event.detail.get("sha256"),
        }
        for event in files
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(lines), hide_index=True, key=f"files-{export.code}", alt="Table: files that were made")
