"""How one person stands: the zone and its rule in words, six figures, and what is missing."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from data.catalogue import Measure
from data.visit_reads import EpisodeRecord
from reports.report import Report
from views.room import Room
from views.text import count, day, md

PLAIN: dict[str, Any] = {"delta_color": "off", "delta_arrow": "off", "border": True, "height": "stretch"}
COLOURS = {"worse_beyond_error": "red", "improved_on_track": "green", "on_track": "green"}
FEET = {"left": "Left foot", "right": "Right foot", "both": "Both feet"}
FOOT = "patient-foot"
OFF, NEUTRAL = "orange", "gray"
IN_THE_ROOM = "Change from before to after the newest session that has both readings. Positive is better."
CARRIED = "Change from before one session to before the next, the newest pair. Positive is better."


def looked_at(report: Report) -> pd.Series | None:
    """The row of the report ``standing`` that the page is about: the main measure, on the foot that was chosen.

    Of two feet it is first the one that changed least, as on the list of patients. ``None`` without a reading.
    """
    frame = report.frame
    if frame.empty:
        return None
    main = frame[(frame["measure"] == frame["measure"].iloc[0]) & (frame["method"] == frame["method"].iloc[0])]
    feet = [str(side) for side in main["side"]]
    least = main["change"].fillna(math.inf).argmin()
    side = feet[least]
    if len(feet) > 1:
        side = st.segmented_control(
            "Foot", feet, default=side, required=True, format_func=lambda foot: FEET.get(foot, foot), key=FOOT
        )
    return main[main["side"].astype(str) == side].iloc[0]


def headline(record: EpisodeRecord, report: Report, row: pd.Series | None) -> None:
    """The zone with its rule in words, and the sentence about *row*; why there is nothing where there is no row."""
    if row is None:
        for sentence in report.summary:
            st.info(md(sentence))
        return
    _zone(record, row)
    st.markdown(f"**{md(_headline(report, row))}**")


def show(room: Room, row: pd.Series) -> None:
    """The figures of *row*, adverse events and other care, and what is missing."""
    _figures(room.catalogue.measures[str(row["measure"])], row)
    _beside(row)


def in_words(report: Report) -> None:
    """All of it again as sentences, to read or to copy."""
    with st.expander("In words", expanded=True):
        st.markdown(" ".join(md(sentence) for sentence in report.summary))


def _headline(report: Report, row: pd.Series) -> str:
    """The sentence of the paragraph that is about *row*: one for each row, after that on the course of care."""
    place = 1 + int(row.name)  # type: ignore[call-overload]
    return report.summary[place] if place < len(report.summary) else report.summary[0]


def _zone(record: EpisodeRecord, row: pd.Series) -> None:
    colour = COLOURS.get(str(row["zone"]), OFF if row["off_track"] else NEUTRAL)
    with st.container(border=True, key="zone"):
        with st.container(horizontal=True, vertical_alignment="center", key="zone-line"):
            st.badge(md(row["zone_name"]), color=colour)  # type: ignore[arg-type]
            after = f"Ended on {day(record.ended)}" if record.ended else f"**Next:** {md(row['next_step'])}"
            st.markdown(after, width="content")
        st.markdown(md(row["zone_words"]))


def _figures(measure: Measure, row: pd.Series) -> None:
    """Figures that each carry what they are read against."""
    newest = row["last"] if pd.notna(row["last"]) else row["baseline"]
    on = row["last_on"] if pd.notna(row["last_on"]) else row["baseline_on"]
    against = f"error {row['error']:.3g}" if pd.notna(row["error"]) else "no known error"
    with st.grid(3, min_column_width=132, key="patient-figures"):
        st.metric(f"{measure.short} now", _number(newest), f"began at {_number(row['baseline'])}", **PLAIN)
        st.metric("Since the start", _signed(row["change"]), against, help=_since(measure, row), **PLAIN)
        st.metric("Days unmeasured", f"{row['days_since_reading']:.0f}", f"since {day(on)}", **PLAIN)
        st.metric("In the room", _signed(row["immediate"]), _on(row.get("immediate_on")), help=IN_THE_ROOM, **PLAIN)
        st.metric("Carried over", _signed(row["carried"]), _on(row.get("carried_on")), help=CARRIED, **PLAIN)
        st.metric("Sessions", f"{row['sessions']:,.0f}", _usual(row), **PLAIN)


def _since(measure: Measure, row: pd.Series) -> str:
    important = f" Important from {row['important']:.3g}." if pd.notna(row["important"]) else ""
    kind = f" Error for: {row['error_kind']}." if row["error_kind"] else ""
    sources = [md(row[name]) for name in ("error_source", "important_source") if row[name]]
    return (
        f"{measure.unit.capitalize()}, from {_number(row['baseline'])} on {day(row['baseline_on'])}. "
        f"Positive is better.{important}{kind} {'; '.join(sources)}"
    )


def _beside(row: pd.Series) -> None:
    """Adverse events, other care and what is missing, a line each."""
    st.markdown(f"**Adverse events:** {_adverse(row)}")
    if row["co_interventions"]:
        st.markdown(f"**Other care:** {md(row['co_interventions'])}")
    if row["missing"]:
        st.warning(f"**Missing:** {md(row['missing'])}")


def _adverse(row: pd.Series) -> str:
    """Out of the sessions in which they were asked about; never presumed."""
    asked, had = int(row["adverse_asked"]), int(row["adverse_any"])
    if not asked and not had:
        return "not asked about yet"
    worst = f", the worst {md(row['adverse_worst'])}" if row["adverse_worst"] else ""
    found = f"in {count(had, 'session')}{worst}" if had else "none"
    return f"{found}; asked about in {asked} of {count(int(row['sessions']), 'session')}"


def _usual(row: pd.Series) -> str:
    if pd.isna(row["usual_median"]):
        return "no usual number yet"
    low, high = f"{row['usual_q1']:.0f}", f"{row['usual_q3']:.0f}"
    return f"usual here: {low}" if low == high else f"usual here: {low} to {high}"


def _number(value: float) -> str:
    return "none" if pd.isna(value) else f"{value:.3g}"


def _signed(value: float) -> str:
    """``+2``, ``−1``, ``0``, or a dash where there is nothing to compare."""
    return "–" if pd.isna(value) else f"{value:+.3g}".replace("-", "−") if value else "0"


def _on(value: Any) -> str:
    return f"on {day(value)}" if value is not None and pd.notna(value) else "newest pair"
