"""How sure can we be: how many more people before a figure is known as closely as wanted, and by when."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from reports.report import Report
from views import address, card, filter_bar
from views.room import Room
from views.text import md


def page(room: Room) -> None:
    """The plan for the width chosen, one line per condition; then the picture of where each condition stands today."""
    filters = filter_bar.show(room)
    st.title("How sure can we be?")
    report = card.ask(room, "how_sure", filters)
    if report is not None and report.frame.empty:
        st.markdown(md(report.summary[0]))
    elif report is not None:
        _plan(report)
        st.header("Where each condition stands today")
        card.show(room, "how_sure", filters, heading=False, said=False)
    address.say(filters)


def _plan(report: Report) -> None:
    offered = list(dict.fromkeys(report.frame["wanted_words"]))
    chosen = st.radio("How closely do you want to know it?", offered, key="wanted", horizontal=True)
    said = next(sentence for sentence in report.summary if sentence.startswith(f"{chosen}:"))
    st.markdown(f"##### {md(said)}")
    lines = _lines(report.frame[report.frame["wanted_words"] == chosen])
    st.dataframe(
        lines,
        hide_index=True,
        height=card.whole_height(len(lines)),
        key="plan",
        alt="Table: how many more people each condition takes. The same figures are in the download below.",
        column_config=_settings(),
    )


def _lines(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Condition": rows["label"],
            "By when": rows["state"],
            "Still needed": rows["more"],
            "Counted": rows["n"],
            "Needed": rows["needed"],
            "Today": ["" if pd.isna(now) else f"±{now:.1f}" for now in rows["now"]],
            "Counted a year": rows["per_year"],
        }
    )


def _settings() -> dict[str, Any]:
    whole: dict[str, Any] = {"format": "%.0f"}
    return {
        "Condition": st.column_config.TextColumn(pinned=True),
        "Counted": st.column_config.NumberColumn(
            **whole, help="People measured again; for a share, courses of care with a threshold to judge by"
        ),
        "Today": st.column_config.TextColumn(help="Half the width of today's 95 % interval"),
        "Needed": st.column_config.NumberColumn(**whole, help="At today's spread; blank where too few are counted"),
        "Still needed": st.column_config.NumberColumn(**whole, help="Beyond those counted now"),
        "Counted a year": st.column_config.NumberColumn(**whole, help="Newly counted in the last 52 weeks"),
    }


page(st.session_state["room"])
