"""A clinic with an owner and others who may come in, at a fixed moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from data.ledger_people import PeopleLedger
from data.people_reads import Person, read_people

if TYPE_CHECKING:
    from data.store import Store

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PASSWORD = "horse lamp river stone"


def owned(store: Store, username: str = "Maria") -> int:
    """A clinic with an owner; her account."""
    ledger = PeopleLedger(store, "the program")
    return ledger.make_owner(ledger.make_first_link(NOW), username, "Maria Lee", PASSWORD, NOW)


def person(store: Store, account: int) -> Person:
    return next(one for one in read_people(store) if one.id == account)


def joined(store: Store, username: str, role: str, podiatrist: str | None = None) -> int:
    """Somebody who was invited and chose a password."""
    account, token = PeopleLedger(store, "Maria").invite(username, username.title(), role, podiatrist, NOW)
    assert PeopleLedger(store, "x").take_link(token, PASSWORD, NOW) == account
    return account
