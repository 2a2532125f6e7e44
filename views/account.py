"""The account of an import: every row once, what was wrong with it, and the rejected rows as a file."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import streamlit as st

from data.rows import Account, Problem
from reports.intake import Intake
from views.text import count

SHOWN = 500
NAMED = 3  # rows that are named on one line
LINE, HEIGHT = 70, 560  # pixels: three lines of text; the table scrolls below this
KINDS = {"reject": "Rejected", "flag": "Look at this"}


def show(intake: Intake, account: Account, key: str) -> None:
    """Four figures that add up, then the problems, then the download."""
    _figures(account, key)
    st.caption(
        f"Read {account.read:,} = stored {account.stored:,} + already there {account.already_there:,} "
        f"+ rejected {account.rejected:,}. Blank lines not counted: {account.blank:,}."
    )
    _problems(account, key)
    if account.rejected:
        name = f"rejected-{account.batch or 'preview'}.csv"
        st.download_button(
            f"Download the {count(account.rejected, 'rejected row')}",
            lambda: intake.rejected_file(account, name),
            name,
            "text/csv",
            key=f"rejected-{key}",
            on_click="ignore",
            help="The same columns and a reason. Mend the rows and bring the file in again.",
        )


def _figures(account: Account, key: str) -> None:
    stored = "Stored" if account.batch else "Will be stored"
    with st.grid(4, min_column_width=130, key=f"account-{key}"):
        st.metric("Rows read", f"{account.read:,}", border=True)
        st.metric(stored, f"{account.stored:,}", border=True)
        st.metric("Already there", f"{account.already_there:,}", border=True)
        st.metric("Rejected", f"{account.rejected:,}", border=True)
    made = (
        count(account.new_patients, "new patient"),
        count(account.new_episodes, "new course of care", "new courses of care"),
        count(account.new_sessions, "new session"),
        count(account.new_readings, "new reading"),
    )
    st.markdown(", ".join(made) + ".")


def _problems(account: Account, key: str) -> None:
    if not account.problems:
        st.success("Nothing in this file looks wrong.")
        return
    kinds = Counter(problem.severity for problem in account.problems)
    st.markdown(
        f"**{count(kinds['reject'], 'reason')} to reject a row, {count(kinds['flag'], 'thing')} to look at.** "
        "A row that is only to be looked at is stored as it is."
    )
    lines = _lines(account.problems)
    st.dataframe(
        pd.DataFrame(lines[:SHOWN]),
        hide_index=True,
        row_height=LINE,
        height=min(LINE * min(len(lines), SHOWN) + 40, HEIGHT),
        placeholder="",
        column_config={
            "Rows": st.column_config.TextColumn(width=80, pinned=True),
            "What is wrong and what to do": st.column_config.TextColumn(width=245),
            "Column": st.column_config.TextColumn(width=110),
            "Value": st.column_config.TextColumn(width=110),
            "Result": st.column_config.TextColumn(width=95),
        },
        key=f"problems-{key}",
        alt="Table: problems found in the file, row by row",
    )
    if len(lines) > SHOWN:
        also = " The file of rejected rows has the reason beside every row." if account.rejected else ""
        st.caption(f"The first {SHOWN} of {len(lines):,} are shown.{also}")


def _lines(problems: tuple[Problem, ...]) -> list[dict[str, str]]:
    """One line for each different problem, rejections first, with the rows that have it."""
    rows: dict[tuple[str, str, str, str], list[int]] = {}
    for problem in sorted(problems, key=lambda problem: (problem.severity != "reject", problem.row)):
        rows.setdefault((problem.column, problem.value, problem.message, problem.severity), []).append(problem.row)
    return [
        {
            "Rows": _which(numbers),
            "What is wrong and what to do": message,
            "Column": column,
            "Value": value,
            "Result": KINDS[severity],
        }
        for (column, value, message, severity), numbers in rows.items()
    ]


def _which(numbers: list[int]) -> str:
    """``14``, ``14, 15, 20``, ``14, 15, 20 and 202 more``, or the whole file."""
    if numbers[0] == 0:
        return "whole file"
    more = f" and {len(numbers) - NAMED:,} more" if len(numbers) > NAMED else ""
    return ", ".join(str(number) for number in numbers[:NAMED]) + more
