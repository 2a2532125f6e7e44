"""The first thing an owner reads: the headline, and four figures with how sure they are."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from reports.filters import Filters
from views import card
from views.room import Room
from views.text import md


def show(room: Room, filters: Filters) -> None:
    """The report ``overview`` as one sentence and four figures; its table and notes below them."""
    report = card.ask(room, "overview", filters)
    if report is None:
        return
    if report.frame.empty or pd.isna(report.frame["n"].iloc[0]):
        for sentence in report.summary:
            st.markdown(md(sentence))
        return
    st.markdown(f"##### {md(report.summary[0])}")
    _figures(report.frame.iloc[0])
    card.behind(report, "overview")


def _figures(row: pd.Series) -> None:
    plain: dict[str, Any] = {"delta_color": "off", "delta_arrow": "off", "border": True}
    interval = f"95 % CI {row['ci_low']:+.1f} to {row['ci_high']:+.1f}" if not math.isnan(row["ci_low"]) else "too few"
    n, due = f"{row['n']:,.0f}", row["eligible"]
    again = f"{n} counted; due is hidden" if pd.isna(due) else f"{n} of {due:,.0f} due"
    ends = (row["improved_worst_case"], row["improved_best_case"])
    blank = "no threshold fits" if row["unclassed"] == row["n"] else "hidden: few people"
    bounds = blank if pd.isna(ends[0]) else f"{_share(ends[0])} to {_share(ends[1])} with the missing"
    with st.grid(4, min_column_width=200, key="overview"):
        st.metric("Measured again", _share(row["share_followed"]), again, **plain)
        st.metric("Mean change (positive is better)", _figure(row["mean_change"]), interval, **plain)
        st.metric("Improved", _share(row["improved_share"]), bounds, **plain)
        st.metric("Worse beyond error", _share(row["worse_share"]), f"of {n} measured again", **plain)


def _share(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.0%}"


def _figure(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:+.1f}"
