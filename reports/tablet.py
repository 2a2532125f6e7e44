"""The door for a patient's own review: the invitation's token is the whole permission, and leads to no record.

The invitation is looked for in the clinic's own records, and while the demo clinic is open, in that too. What
comes back names measures and a side, never a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from data import demo, visit_reads
from data.catalogue import Measure, load_catalogue
from data.store import Store, demo_url
from reports import pen, stores

OPEN, GIVEN, OVER = "open", "given", "over"


@dataclass(frozen=True)
class Review:
    """What is asked for: the measures in the invitation's order, of which side, and whether it may still be given."""

    measures: tuple[Measure, ...]
    side: str
    state: str


def _stores() -> Iterator[Store]:
    yield stores.own()
    if demo.is_built(demo_url()) and stores.demo_is_open():
        yield stores.invented()


def _home_of(token: str) -> tuple[Store, visit_reads.Invitation] | None:
    for store in _stores():
        found = visit_reads.read_invitation(store, token)
        if found is not None:
            return store, found
    return None


def find_review(token: str) -> Review | None:
    """The review *token* invites to, or ``None`` when nobody made such an invitation.

    Raises `data.store.StoreError` when the records cannot be opened.
    """
    home = _home_of(token)
    if home is None:
        return None
    catalogue = load_catalogue()
    known = tuple(catalogue.measure(id) for id in home[1].measures if id in catalogue.measures)
    return Review(known, home[1].side, _state(home[1]))


def _state(invitation: visit_reads.Invitation) -> str:
    if invitation.given:
        return GIVEN
    return OPEN if datetime.now(UTC) < invitation.expires_at else OVER


def give_review(token: str, values: Mapping[str, float]) -> None:
    """Record the answers, dated today; raises `data.ledger.LedgerError` when that may not be (any more)."""
    home = _home_of(token)
    if home is not None:
        pen.give_review(home[0], load_catalogue(), token, values)


def pin_is(token: str, pin: str) -> bool:
    """Whether *pin* is the one the podiatrist chose for *token*."""
    home = _home_of(token)
    return home is not None and visit_reads.pin_is(home[0], token, pin)
