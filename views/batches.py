"""Earlier imports: their accounts, and taking one back."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from data.ledger import LedgerError
from reports.access import may_write
from reports.intake import Intake
from views import account
from views.text import count, day, md

Row = dict[Hashable, Any]


def show(intake: Intake) -> None:
    """The list of imports, and the one that is chosen."""
    batches = intake.batches()
    st.header("Earlier imports")
    if batches.empty:
        st.info("Nothing has been imported yet.")
        return
    rows: dict[int, Row] = {int(row["batch"]): row for row in batches.to_dict("records")}
    newest = next(iter(rows))
    offered = tuple(rows)
    batch: int = st.selectbox("Import", offered, format_func=lambda one: _name(rows[one]), key=f"batch-of-{newest}")
    account.show(intake, intake.account(batch), f"batch-{batch}")
    if rows[batch]["status"] == "withdrawn":
        _withdrawn(rows[batch])
    elif may_write(intake.viewer, "withdraw"):
        _withdraw(intake, batch)


def _name(row: Row) -> str:
    status = ", withdrawn" if row["status"] == "withdrawn" else ""
    return f"{row['batch']}: {row['file']}, {_day(row['at'])}, {count(int(str(row['stored'])), 'row')} stored{status}"


def _day(moment: object) -> str:
    """The day on this computer's clock; the record keeps UTC."""
    return day(pd.Timestamp(str(moment)).to_pydatetime().astimezone())


def _withdrawn(row: Row) -> None:
    st.info(
        f"This import was taken back on {_day(row['withdrawn_at'])} by {md(row['withdrawn_by'])}. "
        f"Reason: {md(row['withdrawn_because'])}"
    )


def _withdraw(intake: Intake, batch: int) -> None:
    with st.form(f"withdraw-{batch}", border=True):
        st.markdown("**Take this import back.** Everything it brought in is removed; the account is kept.")
        reason = st.text_input("Reason", key=f"reason-{batch}", max_chars=200)
        sent = st.form_submit_button("Withdraw this import")
    if not sent:
        return
    if not reason.strip():
        st.error("Give a reason, so that others can see why.")
        return
    try:
        intake.withdraw(batch, reason.strip())
    except LedgerError as error:
        st.error(md(error))
        return
    st.session_state["said"] = f"Import {batch} was withdrawn."
    st.rerun()
