"""Benefit and harm on one page: who improved and who got worse, beside how often there was an adverse event."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from reports.benefit_harm import NOT_THE_SAME, PUBLISHED, QUESTION
from reports.report import Report
from views import address, card, filter_bar
from views.room import Room
from views.text import md

EVENTS = {"mild": "Mild at worst", "significant": "Significant", "serious": "Serious"}


def page(room: Room) -> None:
    """The picture of everything chosen, then one line per condition, then what others published."""
    filters = filter_bar.show(room)
    st.title("Benefit and harm on one page")
    st.caption(md(QUESTION))
    report = card.show(room, "benefit_harm", filters, heading=False)
    if report is not None and not report.frame.empty:
        _by_condition(report)
    st.header("What others have published")
    st.markdown(md(PUBLISHED))
    address.say(filters)


def _by_condition(report: Report) -> None:
    st.header("By condition")
    st.caption(md(NOT_THE_SAME))
    lines = _lines(report.frame)
    per = "Per 100 sessions in which adverse events were asked about, with the 95 % interval"
    st.dataframe(
        lines,
        hide_index=True,
        height=card.whole_height(len(lines)),
        key="benefit-by-condition",
        alt="Table: benefit and harm, one line per condition. The same figures are in the download above.",
        column_config={
            "Condition": st.column_config.TextColumn(pinned=True),
            "n": st.column_config.NumberColumn(help="Courses of care measured again, with a threshold to judge by"),
            "Improved": st.column_config.TextColumn(help="Beyond error and important, where both are known"),
            "Worse": st.column_config.TextColumn(help="Worse beyond error, with the 95 % interval"),
            "Asked": st.column_config.TextColumn(help="Sessions in which adverse events were asked about, of all"),
            **{name: st.column_config.TextColumn(help=per) for name in EVENTS.values()},
        },
    )


def _lines(frame: pd.DataFrame) -> pd.DataFrame:
    """One line per group; shares and rates per 100, each with its interval."""
    return pd.DataFrame([_line(part) for _, part in frame.groupby("condition", sort=False)])


def _line(part: pd.DataFrame) -> dict[str, Any]:
    rows: dict[str, Any] = {str(row["kind"]): row for _, row in part.iterrows()}
    mild = rows["mild"]
    return {
        "Condition": str(mild["label"]) + (" (few)" if part["small"].any() else ""),
        "n": rows["improved"]["n"],
        "Improved": _share(rows["improved"]),
        "Worse": _share(rows["worse"]),
        "Asked": f"{mild['n']:.0f} of {mild['sessions']:.0f}",
        **{words: _rate(rows[kind]) for kind, words in EVENTS.items()},
    }


def _share(row: Any) -> str:
    if not row["n"]:
        return "not classed"
    return f"{row['per_100']:.0f} % ({row['low']:.0f} to {row['high']:.0f})"


def _rate(row: Any) -> str:
    if not row["n"]:
        return "not asked"
    if not row["had"]:
        return f"none (at most {row['at_most']:.1f})"
    return f"{row['per_100']:.1f} ({row['low']:.1f} to {row['high']:.1f})"


page(st.session_state["room"])
