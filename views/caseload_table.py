"""The list of patients as a table: one line per course of care, its trend, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from views import patient_chosen
from views.room import Room

LINE, TALLEST = 66, 10  # pixels of a line (three lines of text); lines before the table scrolls
TREND = "Each reading of the main measure so far, on its whole scale. Pain: lower is better."
SHORT = {
    "improved beyond both": "Better, important",
    "improved, important only": "Better, important only",
    "improved, error only": "Better, beyond error only",
    "within error": "Within error",
    "worse": "Worse",
}


def show(room: Room, frame: pd.DataFrame) -> None:
    """Draw *frame* (rows of the report ``caseload``); a touch anywhere on a line opens that patient."""
    chosen = st.dataframe(
        _lines(room, frame),
        hide_index=True,
        column_config=_settings(),
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        row_height=LINE,
        height=LINE * min(len(frame), TALLEST) + 40,
        placeholder="",
        key="caseload-table",
        alt="Table: patients, those with most need first, with what to do next and why.",
    )["selection"]
    picked = [*chosen["rows"], *(row for row, _ in chosen["cells"])]
    if picked:
        patient_chosen.choose(frame["episode"].iloc[picked[0]])
        st.switch_page("patient.py")


def who(row: Any) -> str:
    """A name and a reference, or the reference alone."""
    return f"{row.display_name} · {row.reference}" if row.display_name else str(row.reference)


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows one by one; their fields are as the report says, which the type stubs cannot know."""
    yield from frame.itertuples()


def _lines(room: Room, frame: pd.DataFrame) -> pd.DataFrame:
    """What is shown of each row."""
    return pd.DataFrame(
        {
            "Patient": [who(row) for row in each(frame)],
            "Next step": frame["next_step"].to_numpy(),
            "Trend": [_tenths(room, row.measure, row.trend) for row in each(frame)],
            "Why": frame["why"].to_numpy(),
            "Since the start": [SHORT.get(str(name), "") for name in frame["class"]],
            "Sessions": frame["sessions"].to_numpy(),
            "Unmeasured": frame["days_since_reading"].to_numpy(),
            "Condition": [f"{row.label}, {row.side}" for row in each(frame)],
            "Podiatrist": frame["podiatrist"].astype(str).to_numpy(),
        }
    )


def _tenths(room: Room, measure: str, values: list[float]) -> list[float]:
    """*values* on a scale of 0 to 10, which pain has anyway: one column of small pictures has one scale."""
    known = room.catalogue.measures[measure]
    return [10 * (float(value) - known.low) / (known.high - known.low) for value in values]


def _settings() -> dict[str, Any]:
    column = st.column_config
    return {
        "Patient": column.TextColumn(width=142),
        "Next step": column.TextColumn(width=168),
        "Trend": column.LineChartColumn(width=104, y_min=0, y_max=10, help=TREND),
        "Why": column.TextColumn(width=420),
        "Since the start": column.TextColumn(width=112, help="Change since the first reading"),
        "Sessions": column.NumberColumn(width=76),
        "Unmeasured": column.NumberColumn(width=100, format="%d days", help="Days since the last reading"),
        "Condition": column.TextColumn(width=132),
        "Podiatrist": column.TextColumn(width=150),
    }
