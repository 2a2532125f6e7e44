"""Every write of the chart studio: the register of exports, the clinic's wordings of the rules, and its look."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from sqlalchemy import insert

from data import ledger_exports
from data.export_reads import wordings_on
from data.ledger_exports import as_json
from data.ledger_rules import Rules
from data.ledger_text import check_reason, check_text
from data.ledger_write import LedgerError, Writing, writing
from data.public_rules import load_public_rules, wording_problem
from data.store import Store
from data.tables_exports import LARGEST_LOOK, public_looks, public_wordings


class ExportLedger:
    """The part of `data.ledger.Ledger` that the studio needs. No record changes, so the data's version stays.

    Each method is one transaction with one audit event; `LedgerError` says, in a sentence, why nothing was written.
    """

    store: Store
    actor: str
    rules: Rules

    def _noting(self) -> AbstractContextManager[Writing]:
        return writing(self.store, self.actor, counts=False)

    def prepare_export(
        self,
        *,
        question: str,
        purpose: str,
        request: Mapping[str, Any],
        content: Mapping[str, Any],
        checks: Sequence[Mapping[str, Any]],
        data_version: int,
        as_of: date,
        program: str,
        expires_on: date,
        code: str = "",
    ) -> str:
        """Enter an export into the register; its code (`data.ledger_exports.new_code` makes one beforehand)."""
        with self._noting() as act:
            return ledger_exports.prepare_export(
                act, code=code, question=question, purpose=purpose, request=request, content=content, checks=checks,
                data_version=data_version, as_of=as_of, program=program, expires_on=expires_on,
            )  # fmt: skip

    def approve_export(self, code: str, name: str, registration: str, reason: str) -> None:
        """Approve a prepared export, as a registered practitioner, with a reason."""
        with self._noting() as act:
            ledger_exports.approve_export(act, code, name, registration, reason, self.rules.today)

    def send_back_export(self, code: str, comment: str) -> None:
        """Send a prepared export back, with a comment."""
        with self._noting() as act:
            ledger_exports.step_export(act, code, "send back", comment)

    def withdraw_export(self, code: str, reason: str) -> None:
        """Withdraw an export that was prepared, approved or sent back, with a reason."""
        with self._noting() as act:
            ledger_exports.step_export(act, code, "withdraw", reason)

    def note_file(self, code: str, detail: Mapping[str, Any]) -> None:
        """Write down that a file of an export was made: its form, size and SHA-256."""
        with self._noting() as act:
            ledger_exports.note_export(act, code, "file", detail)

    def note_remake(self, code: str, detail: Mapping[str, Any]) -> None:
        """Write down that an export was made again, and what came of it."""
        with self._noting() as act:
            ledger_exports.note_export(act, code, "remake", detail)

    def note_delivery(self, report: str, detail: Mapping[str, Any], episode: int | None = None) -> None:
        """Write down that a file for the clinic itself, or one about the course of care *episode*, was made."""
        as_json(detail)
        check_text(report)
        with self._noting() as act:
            about = "reports" if episode is None else "episodes"
            act.audit("make file", about, episode, detail={**detail, "report": report})

    def reword(self, check: str, part: str, wording: str, reason: str) -> None:
        """Word the *part* (words, rule or reason) of a check of the public rules in the clinic's own way.

        What the check needs must stay in it. An empty *wording* goes back to the catalogue's own.
        """
        check_text(wording)
        check_reason(reason)
        if problem := wording_problem(load_public_rules(), check, part, wording):
            raise LedgerError(problem)
        with self._noting() as act:
            if wordings_on(act.connection).get((check, part), "") == wording.strip():
                raise LedgerError("These are the words already.")
            number = act.ids.next("public_wordings")
            kept = {"check_name": check, "part": part, "wording": wording.strip(), "reason": reason.strip()}
            act.connection.execute(insert(public_wordings).values(id=number, at=act.at, actor=act.actor, **kept))
            told = {"check": check, "part": part, "wording": wording.strip()}
            act.audit("reword", "public_wordings", number, reason.strip(), told)

    def set_look(self, look: Mapping[str, Any]) -> None:
        """Set the clinic's look (colours, font, logo); the earlier ones stay in the history."""
        text = as_json(dict(look))
        if len(text.encode()) > LARGEST_LOOK:
            raise LedgerError(f"The look is larger than {LARGEST_LOOK // 1000} kB. Choose a smaller logo.")
        with self._noting() as act:
            number = act.ids.next("public_looks")
            act.connection.execute(insert(public_looks).values(id=number, look=text, at=act.at, actor=act.actor))
            told = {"sha256": hashlib.sha256(text.encode()).hexdigest()}
            act.audit("set look", "public_looks", number, detail=told)
