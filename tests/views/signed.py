"""Somebody signed in to the clinic's own records, for pages under Streamlit's test harness: real accounts, real rows.

The harness has no gate in front, so the one thing put in its place is the mark that the gate would hand over.
"""

from __future__ import annotations

from contextlib import suppress

from data.clock import now
from data.ledger_people import PeopleLedger
from data.ledger_write import LedgerError
from data.people_reads import read_people
from reports import sign_in, stores

PASSWORD = "a sentence of my own"
_mark: list[str] = []


def mark() -> str | None:
    """What `views.who.sign_in_mark` says in these tests."""
    return _mark[-1] if _mark else None


def forget() -> None:
    """Nobody is signed in."""
    _mark.clear()


def first_owner(people: PeopleLedger) -> int:
    """The owner of a clinic whose program is just starting: it makes a link of its own meanwhile; the newest counts."""
    for _ in range(3):
        with suppress(LedgerError):
            return people.make_owner(people.make_first_link(now()), "olive", "Olive Owner", PASSWORD, now())
    raise AssertionError("The first link was over each time.")


def as_account(account: int) -> str:
    """Sign *account* in, with a row of its own."""
    token = _ledger().begin_sign_in(account, "password", now())
    _mark.append(sign_in.mark_of(token))
    return _mark[-1]


def as_owner() -> int:
    """Sign the owner in, whose account is made the first time."""
    known = [one.id for one in read_people(stores.own()) if one.role == "owner"]
    account = known[0] if known else make_owner()
    as_account(account)
    return account


def make_owner() -> int:
    """The owner's account, through the first link."""
    token = _ledger().make_first_link(now())
    return _ledger().make_owner(token, "olive", "Olive Owner", PASSWORD, now())


def as_role(role: str, podiatrist: str | None = None) -> int:
    """Somebody invited by the owner, who took the link, signed in."""
    if not any(one.role == "owner" for one in read_people(stores.own())):
        make_owner()
    account, token = _ledger().invite(f"some.{role.split()[-1]}", f"Some {role}", role, podiatrist, now())
    _ledger().take_link(token, PASSWORD, now())
    as_account(account)
    return account


def _ledger() -> PeopleLedger:
    return PeopleLedger(stores.own(), "test")
