"""Take an import back, as if it had never been made; its account and the reason stay."""

from __future__ import annotations

from data.ledger_write import LedgerError, Writing


def withdraw(act: Writing, batch: int, reason: str) -> None:
    """Withdraw import *batch* inside the transaction of *act*."""
    raise LedgerError("not yet")
