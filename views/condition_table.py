"""One line per condition: how many, how many were measured again, how much changed, and the small trend."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from reports.filters import Filters
from reports.report import Report
from views import card
from views.room import Room
from views.text import md

BETTER_BY = "Better by the chosen share"


def show(room: Room, filters: Filters) -> None:
    """The table; choosing a line opens that condition on its own page."""
    report = card.ask(room, "effectiveness", filters)
    if report is None or report.frame.empty:
        return
    standards = _standards(room, filters)
    chosen = st.dataframe(
        _lines(report.frame, _trends(room, filters), _agreed(standards)),
        hide_index=True,
        column_config=_settings(room, report.frame),
        on_select="rerun",
        selection_mode="single-row",
        height=card.whole_height(len(report.frame)),
        key="by-condition",
        placeholder="hidden",
        alt="Table: one line per condition. The same figures are in the chart and the download below.",
    )
    st.caption(
        "Choose a line to see that condition in full. In a small trend a point is a quarter with somebody counted; up "
        "is better."
    )
    _where_we_stand(standards)
    if picked := chosen["selection"]["rows"]:
        st.session_state["focus"] = report.frame.iloc[picked[0]]["condition"]
        st.switch_page("condition.py")


def _trends(room: Room, filters: Filters) -> dict[str, list[float]]:
    """The mean change of each quarter by condition; none for a role that may not see such small groups."""
    if not card.open_to(room, "effectiveness_trend"):
        return {}
    report = card.ask(room, "effectiveness_trend", filters)
    if report is None:
        return {}
    every = report.frame.groupby("condition", observed=True)
    return {str(name): list(rows["mean_change"].dropna()) for name, rows in every}


def _standards(room: Room, filters: Filters) -> Report | None:
    """What was agreed; nothing for a role that may not see it, or where nothing is."""
    report = card.ask(room, "standards", filters) if card.open_to(room, "standards") else None
    return None if report is None or report.frame.empty else report


def _agreed(standards: Report | None) -> dict[str, str]:
    """What was agreed by condition."""
    if standards is None:
        return {}
    every = standards.frame.groupby("condition")
    return {str(name): ", ".join(map(_standard, rows.itertuples())) for name, rows in every}


def _where_we_stand(standards: Report | None) -> None:
    """One sentence for each standard, and the table behind them."""
    if standards is None:
        return
    st.markdown("**Agreed standards**")
    for sentence in standards.summary:
        st.markdown(md(sentence))
    card.behind(standards, "standards")


def _standard(row: Any) -> str:
    """As the columns beside it write them: ``60 %`` improved, ``+2`` mean change."""
    return f"{row.agreed:g} %" if row.figure == "improved" else f"{row.agreed:+g}"


def _lines(frame: pd.DataFrame, trends: dict[str, list[float]], agreed: dict[str, str]) -> pd.DataFrame:
    """What is shown of each row; a hidden row says so and has no figures."""
    blank = frame["mean_change"].isna()
    interval = [
        "" if missing else f"{low:+.1f} to {high:+.1f}"
        for missing, low, high in zip(blank, frame["ci_low"], frame["ci_high"], strict=True)
    ]
    lines = pd.DataFrame(
        {
            "Condition": frame["label"].astype(str) + [" (few)" if small else "" for small in frame["small"]],
            "Due": frame["eligible"],
            "Measured again": frame["share_followed"] * 100,
            "n": frame["n"],
            "Mean change": frame["mean_change"],
            "95 % CI": [
                "hidden, fewer than 10" if hidden else text
                for hidden, text in zip(frame["hidden"], interval, strict=True)
            ],
            "Improved": frame["improved_share"] * 100,
            "Worse": frame["worse_share"] * 100,
        }
    )
    if trends:
        lines["By quarter"] = [trends.get(str(name), []) for name in frame["condition"]]
    if agreed:
        lines["Agreed"] = [agreed.get(str(name), "") for name in frame["condition"]]
    if "responders_share" in frame:
        lines.insert(8, BETTER_BY, frame["responders_share"] * 100)
    return lines


def _settings(room: Room, frame: pd.DataFrame) -> dict[str, Any]:
    measure = room.catalogue.measures[str(frame["measure"].iloc[0])]
    reach = (measure.high - measure.low) / 2
    share: dict[str, Any] = {"format": "%.0f %%", "min_value": 0, "max_value": 100, "width": 110}
    return {
        "Condition": st.column_config.TextColumn(pinned=True),
        "Due": st.column_config.NumberColumn(help="Courses of care old enough to be measured again"),
        "Measured again": st.column_config.ProgressColumn(**share, help="Of those due, the share measured again"),
        "n": st.column_config.NumberColumn(help="Courses of care behind the figures to the right"),
        "Mean change": st.column_config.NumberColumn(
            format="%+.1f", help=f"{measure.short}, {measure.unit}. Positive is better."
        ),
        "Improved": st.column_config.ProgressColumn(**share, help="Beyond measurement error or by an important amount"),
        "Worse": st.column_config.ProgressColumn(**share, help="Worse by more than measurement error", color="#b4431a"),
        BETTER_BY: st.column_config.ProgressColumn(
            **share, help="Better by at least the chosen share of their own start"
        ),
        "Agreed": st.column_config.TextColumn(help="The clinic's own: share improved, mean change"),
        "By quarter": st.column_config.LineChartColumn(
            width="small", y_min=-reach / 2, y_max=reach, help="Mean change; up is better"
        ),
    }
