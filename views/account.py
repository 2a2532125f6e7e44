"""The account of an import: every row once, what was wrong with it, and the rejected rows as a file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.rejected import rejected_csv
from data.rows import Account
from views.text import count

SHOWN = 500


def show(account: Account, key: str) -> None:
    """Four figures that add up, then the problems, then the download."""
    _figures(account, key)
    st.caption(
        f"Read {account.read:,} = stored {account.stored:,} + already there {account.already_there:,} "
        f"+ rejected {account.rejected:,}. Blank lines not counted: {account.blank:,}."
    )
    _problems(account, key)
    if account.rejected:
        st.download_button(
            f"Download the {count(account.rejected, 'rejected row')}",
            lambda: rejected_csv(account),
            f"rejected-{account.batch or 'preview'}.csv",
            "text/csv",
            key=f"rejected-{key}",
            on_click="ignore",
            help="The same columns and a reason. Mend the rows and bring the file in again.",
        )


def _figures(account: Account, key: str) -> None:
    stored = "Stored" if account.batch else "Will be stored"
    with st.grid(4, min_column_width=150, key=f"account-{key}"):
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
    kinds = {"reject": "Rejected", "flag": "Look at this"}
    listed = sorted(account.problems, key=lambda problem: (problem.severity != "reject", problem.row))
    table = pd.DataFrame(
        {
            "Row": [problem.row or None for problem in listed[:SHOWN]],
            "Column": [problem.column for problem in listed[:SHOWN]],
            "Value": [problem.value for problem in listed[:SHOWN]],
            "What is wrong and what to do": [problem.message for problem in listed[:SHOWN]],
            "Result": [kinds[problem.severity] for problem in listed[:SHOWN]],
        }
    )
    st.dataframe(table, hide_index=True, key=f"problems-{key}", alt="Problems found in the file, row by row")
    if len(listed) > SHOWN:
        st.caption(f"The first {SHOWN} of {len(listed):,} are shown. The file of rejected rows has them all.")
