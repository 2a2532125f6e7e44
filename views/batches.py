"""Earlier imports: their accounts, and taking one back."""

from __future__ import annotations

import streamlit as st

from data.ledger import LedgerError
from reports.intake import Intake
from views import account
from views.text import day, md


def show(intake: Intake) -> None:
    """The list of imports, and the one that is chosen."""
    batches = intake.batches()
    st.header("Earlier imports")
    if batches.empty:
        st.info("Nothing has been imported yet.")
        return
    names = {
        int(row.batch): f"{row.batch}: {row.file}, {day(row.at)}, {row.stored:,} rows stored ({row.status})"
        for row in batches.itertuples()
    }
    chosen = st.selectbox("Import", list(names), format_func=names.get, key="batch")
    account.show(intake.account(chosen), f"batch-{chosen}")
    if batches.set_index("batch").loc[chosen, "status"] == "withdrawn":
        return
    _withdraw(intake, chosen)


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
