"""Giving a person's records up, by two people: one proposes with a reason, another confirms, and it is done at once.

De-identified: reference, name, year of birth and free text go; what was measured and when stays for the clinic's
figures. Destroyed: every row goes. Either way unfinished sessions, tablet links, the cells of rejected rows and what
the audit trail quoted of the person go too, and a line stays that says when, why, by whom, and how many rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, insert, select, update

from data import disposal_rules
from data.disposal_done import counts_of, take_out
from data.ledger_rules import Rules
from data.ledger_text import check_reason, check_text
from data.ledger_write import LedgerError, Writing
from data.tables import patients
from data.tables_rights import WAYS, disposals


def propose(act: Writing, rules: Rules, patient: int, how: str, reason: str, early_because: str) -> int:
    """Write a proposal down; its number."""
    check_reason(reason)
    check_text(early_because)
    if how not in WAYS:
        raise LedgerError(f"Records can be given up in these ways: {', '.join(WAYS)}.")
    kept = disposal_rules.check_due(act.connection, patient, rules.today, early_because)
    disposal_rules.check_nothing_rests(act.connection, patient, rules.today)
    open_one = select(disposals.c.id).where(disposals.c.patient == patient, disposals.c.outcome == "")
    if act.connection.scalar(open_one) is not None:
        raise LedgerError("This has been proposed already, and waits for a second person.")
    number = act.ids.next("disposals")
    said = {"reason": reason.strip(), "early_because": early_because.strip(), "kept_until": kept.until}
    values = {"patient": patient, "how": how, "proposed_at": act.at, "proposed_by": act.actor, **said}
    act.connection.execute(insert(disposals).values(id=number, **values))
    told = {"how": how, "early_because": early_because.strip(), "patient": patient}
    act.audit("propose disposal", "disposals", number, reason.strip(), told)
    return number


def drop(act: Writing, disposal: int, reason: str) -> None:
    """Close a proposal without doing anything."""
    check_reason(reason)
    found = _open(act, disposal)
    _close(act, found, "dropped")
    act.audit("drop disposal", "disposals", disposal, reason.strip(), {"how": found.how, "patient": found.patient})


def confirm(act: Writing, rules: Rules, disposal: int) -> None:
    """Do what was proposed, once a second person says so."""
    found = _open(act, disposal)
    if same_person(found.proposed_by, act.actor):
        raise LedgerError("Two people are needed: somebody other than who proposed it confirms.")
    disposal_rules.check_due(act.connection, found.patient, rules.today, found.early_because)
    disposal_rules.check_nothing_rests(act.connection, found.patient, rules.today)
    if act.connection.scalar(select(patients.c.id).where(patients.c.id == found.patient)) is None:
        raise LedgerError("These records are not there any more.")
    counts = counts_of(act.connection, found.patient, found.how)
    _close(act, found, "done", counts)
    take_out(act.connection, found.patient, found.how)
    told = {"how": found.how, "patient": found.patient, "proposed_by": found.proposed_by, "counts": counts}
    act.audit("dispose", "disposals", disposal, found.reason, told)


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's, whatever the case and the spaces."""
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _open(act: Writing, disposal: int) -> Row[Any]:
    found = act.connection.execute(select(disposals).where(disposals.c.id == disposal)).first()
    if found is None:
        raise LedgerError(f"There is no proposal number {disposal}.")
    if found.outcome:
        raise LedgerError(f"This proposal was {found.outcome} already, by {found.closed_by}.")
    return found


def _close(act: Writing, found: Row[Any], outcome: str, counts: Mapping[str, Any] | None = None) -> None:
    text = json.dumps(dict(counts or {}), sort_keys=True)
    marks = {"outcome": outcome, "closed_at": act.at, "closed_by": act.actor, "counts": text}
    act.connection.execute(update(disposals).where(disposals.c.id == found.id).values(marks))
