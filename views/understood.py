"""The first rows of a file as they are understood: whose, what for, when, and which readings."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.catalogue import Catalogue
from data.rows import ReadFile, ReadingFacts, SourceRow
from views.text import day

FIRST = 5
PHASES = {"before": "before needling", "after": "after needling", "review": "review"}


def show(read: ReadFile, catalogue: Catalogue, key: str) -> None:
    """One line per row; a row that would be rejected says why."""
    lines = {row.row: _line(row, catalogue) for row in read.rows[:FIRST]}
    for number in list(read.rejected)[:FIRST]:
        lines[number] = {"Row": number, "Readings": f"Rejected. {_reasons(read, number)}"}
    table = pd.DataFrame([lines[number] for number in sorted(lines)[:FIRST]], columns=[
        "Row", "Patient", "Condition", "Side", "Course began", "Visit", "Readings",
    ])  # fmt: skip
    st.dataframe(
        table,
        hide_index=True,
        row_height=70,
        placeholder="",
        column_config={
            "Row": st.column_config.NumberColumn(width=50),
            "Side": st.column_config.TextColumn(width=60),
            "Readings": st.column_config.TextColumn(width="large"),
        },
        key=f"understood-{key}",
        alt="Table: the first rows of the file as they are understood",
    )


def _line(row: SourceRow, catalogue: Catalogue) -> dict[str, object]:
    condition = catalogue.conditions.get(row.condition)
    return {
        "Row": row.row,
        "Patient": row.patient,
        "Condition": condition.short if condition else row.condition,
        "Side": row.side,
        "Course began": day(row.started),
        "Visit": day(row.session.on) if row.session else "no visit",
        "Readings": "; ".join(_reading(reading, row, catalogue) for reading in row.readings) or "none",
    }


def _reading(reading: ReadingFacts, row: SourceRow, catalogue: Catalogue) -> str:
    measure = catalogue.measures[reading.measure]
    side = f" {reading.side}" if reading.side != row.side else ""
    on = "" if row.session and reading.on == row.session.on else f", {day(reading.on)}"
    return f"{measure.short}{side} {reading.value:g} ({PHASES[reading.phase]}{on})"


def _reasons(read: ReadFile, number: int) -> str:
    said = [problem for problem in read.problems if problem.row == number and problem.severity == "reject"]
    return " ".join(f"{problem.column}: {problem.message}" if problem.column else problem.message for problem in said)
