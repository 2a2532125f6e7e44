"""The first thing an owner reads: the figures of all the chosen courses of care in one row."""

from __future__ import annotations

import math

import streamlit as st

from reports.filters import Filters
from views import card
from views.room import Room
from views.text import md


def show(room: Room, filters: Filters) -> None:
    """Headline sentences and four figures from the report ``overview``."""
    report = card.ask(room, "overview", filters)
    if report is None:
        return
    for sentence in report.summary:
        st.markdown(f"##### {md(sentence)}" if sentence is report.summary[0] else md(sentence))
    if report.frame.empty:
        return
    row = report.frame.iloc[0]
    with st.grid(4, min_column_width=180, key="overview"):
        st.metric("Courses of care counted", _whole(row["n"]), border=True)
        st.metric("Measured again", _share(row["share_followed"]), border=True)
        st.metric("Mean change (positive is better)", _figure(row["mean_change"]), border=True)
        st.metric("Worse beyond error", _share(row["worse_share"]), border=True)
    card.behind(report, "overview")


def _whole(value: float) -> str:
    return "hidden" if math.isnan(value) else f"{int(value):,}"


def _share(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.0%}"


def _figure(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:+.1f}"
