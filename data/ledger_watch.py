"""What was looked at, what was refused, and self-checks: events of the audit trail that change no record.

None holds more of a patient than a number, of the course of care or of the person. The data's version stays, so
that nobody reads the records again because somebody looked at them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.ledger_write import writing

if TYPE_CHECKING:
    from data.store import Store

VIEW, REFUSED = "view patient", "refused"
WATCHED = (VIEW, REFUSED)
SELF_CHECK = "self-check"


def note_view(store: Store, actor: str, role: str, episode: int) -> None:
    """Write down that *actor* opened the course of care *episode*."""
    with writing(store, actor, counts=False) as act:
        act.audit(VIEW, "episodes", episode, detail={"role": role})


def note_look(store: Store, actor: str, role: str, what: str, patient: int | None = None) -> None:
    """Write down that *actor* looked at *what* of *patient*, or of everybody (``None``)."""
    with writing(store, actor, counts=False) as act:
        act.audit(VIEW, "patients", patient, detail={"role": role, "what": what})


def note_refusal(store: Store, actor: str, role: str, what: str, episode: int | None = None) -> None:
    """Write down that *actor* asked for *what*, which their role or their list does not include."""
    with writing(store, actor, counts=False) as act:
        act.audit(REFUSED, "reports" if episode is None else "episodes", episode, detail={"role": role, "what": what})


def note_self_check(store: Store, actor: str, checks: int, wrong: Sequence[str]) -> None:
    """Write down that *actor* had everything checked: how many *checks*, and the names of those that were *wrong*."""
    with writing(store, actor, counts=False) as act:
        act.audit(SELF_CHECK, "facts", None, detail={"checks": checks, "wrong": list(wrong)})
