"""People of a running clinic, and the cookie of a sign-in."""

from __future__ import annotations

from data.clock import now
from data.ledger_people import PeopleLedger
from data.people_reads import read_people
from data.store import Store
from tests.views.signed import PASSWORD


def joined(store: Store, people: PeopleLedger, name: str) -> int:
    known = {one.username: one.id for one in read_people(store)}
    if name in known:
        return known[name]
    account, token = people.invite(name, name.title(), "marketing", None, now())
    people.take_link(token, PASSWORD, now())
    return account


def cookie(token: str) -> dict[str, str]:
    return {"cookie": f"sid={token}"}
