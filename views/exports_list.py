"""The register as a table: what waits for approval first, and the line that is open."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.export_reads import PREPARED
from reports.studio import Export
from views import exports_chosen, exports_words
from views.room import Room
from views.text import count, day, md

LINE, TALLEST = 36, 7  # pixels of a line; lines before the table scrolls
EVERY = ""


def reminders(exports: list[Export]) -> None:
    """What ends soon or is over, before anything else."""
    soon = [one for one in exports if one.ends_soon]
    over = [one for one in exports if one.state == "expired"]
    for one in soon:
        said = f"**{md(one.code)}** {exports_words.expiry(one)}: {md(one.content.words.title)}. "
        st.warning(said + "Make it again from newer records, or take it down then.", icon=":material/event_upcoming:")
    if over:
        codes = ", ".join(f"**{md(one.code)}**" for one in over)
        words = "is over: take it down" if len(over) == 1 else "are over: take them down"
        st.error(f"{codes} {words} wherever it is still shown.", icon=":material/event_busy:")


def choose(room: Room, exports: list[Export]) -> Export | None:
    """The table, and the export that is open: the line that was touched, else the first."""
    ordered = sorted(exports, key=lambda one: one.state != PREPARED)  # newest first within each
    shown = _shown(ordered)
    if not shown:
        st.info("There is no export of this kind in the register.")
        return None
    codes = [one.code for one in shown]
    touched = st.dataframe(
        _lines(room, shown), hide_index=True, on_select="rerun", selection_mode=["single-row", "single-cell"],
        row_height=LINE, height=LINE * min(len(shown), TALLEST) + 40, placeholder="", column_config=_widths(),
        key=f"exports-table-{exports_chosen.turn()}", alt="Table: the register of exports, those that wait first.",
    )["selection"]  # fmt: skip
    picked = [*touched["rows"], *(row for row, _ in touched["cells"])]
    if picked:
        exports_chosen.open_line(codes[picked[0]])
    code = exports_chosen.arrive()
    return next((one for one in shown if one.code == code), shown[0])


def _shown(exports: list[Export]) -> list[Export]:
    counts = {name: sum(one.state == name for one in exports) for name in exports_words.STATES}
    offered = [EVERY, *(name for name, n in counts.items() if n)]
    if st.session_state.get(exports_chosen.SHOWN, EVERY) not in offered:
        st.session_state[exports_chosen.SHOWN] = EVERY
    wanted = st.pills(
        "Show", offered, default=None if exports_chosen.SHOWN in st.session_state else EVERY, required=True,
        format_func=lambda name: f"{exports_words.STATES[name][0]} {counts[name]}" if name else f"All {len(exports)}",
        key=exports_chosen.SHOWN, label_visibility="collapsed",
    )  # fmt: skip
    return [one for one in exports if wanted in (EVERY, one.state)]


def _lines(room: Room, exports: list[Export]) -> pd.DataFrame:
    return pd.DataFrame([
        {
            "State": exports_words.state(one), "Number": one.code, "About": exports_words.in_short(room, one),
            "Picture": one.content.words.title, "Prepared": day(one.record.made_at.astimezone()),
            "Valid until": day(one.record.expires_on),
        }
        for one in exports
    ])  # fmt: skip


def _widths() -> dict[str, Any]:
    column = st.column_config.TextColumn
    return {
        "State": column(width=150), "Number": column(width=118), "About": column(width=230),
        "Picture": column(width=490), "Prepared": column(width=105), "Valid until": column(width=105),
    }  # fmt: skip


def summary(exports: list[Export]) -> str:
    """``2 wait for approval, 5 may be shown today.``"""
    waiting = sum(one.state == PREPARED for one in exports)
    open_to = sum(one.may_be_shown for one in exports)
    waits = count(waiting, "export waits", "exports wait") if waiting else "Nothing waits"
    shown = count(open_to, "export", "exports") if open_to else "None"
    return f"{waits} for approval. {shown} may be shown today."
