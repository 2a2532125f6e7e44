"""Who may come in: the people with an account, and whose sign-in a browser carries."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, exists, func, or_, select

from data.tables import facts, patients, podiatrists
from data.tables_people import account_identities, account_link_ways, account_links, accounts, sign_ins

if TYPE_CHECKING:
    from data.store import Store

IDLE = timedelta(minutes=15)  # without a click
LONGEST = timedelta(hours=12)  # whatever happens
BACK = "password"  # the way of a link that leads from a provider back to a password


@dataclass(frozen=True)
class Person:
    """Somebody with an account. ``podiatrist`` is the recorded name they belong to; times are UTC in ISO form.

    ``issuer`` is the provider that vouches for them when they sign in; ``None`` for a password of their own.
    """

    id: int
    username: str
    display_name: str
    role: str
    podiatrist: str | None
    state: str
    has_totp: bool
    made: str
    last_seen: str | None
    version: int
    issuer: str | None


@dataclass(frozen=True)
class SignedIn:
    """Whose sign-in a browser carries; ``sign_in`` is the hash of its cookie."""

    account: int
    username: str
    display_name: str
    role: str
    podiatrist: str | None
    sign_in: str


@dataclass(frozen=True)
class Link:
    """A one-time link that may still be used. A first link belongs to nobody yet.

    ``way`` is ``""`` for a password, the name of a provider, or `BACK`: from a provider to a password.
    """

    purpose: str
    account: int | None
    username: str
    display_name: str
    way: str


def hash_of(token: str) -> str:
    """What is kept of a token: 32 random bytes need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def stamp(moment: datetime) -> str:
    """A moment (aware) as the tables keep it: in UTC, so that texts sort as times do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def read_people(store: Store) -> list[Person]:
    """Everybody with an account, by name."""
    seen = select(func.max(sign_ins.c.seen)).where(sign_ins.c.account == accounts.c.id).scalar_subquery()
    query = _with_podiatrist(
        accounts.c.id, accounts.c.username, accounts.c.display_name, accounts.c.role, podiatrists.c.name,
        accounts.c.state, accounts.c.totp != "", accounts.c.made, seen, accounts.c.version, account_identities.c.issuer,
    ).outerjoin(account_identities, account_identities.c.account == accounts.c.id)  # fmt: skip
    with store.engine.connect() as connection:
        found = [Person(*row) for row in connection.execute(query).all()]
    return sorted(found, key=lambda one: (one.display_name.casefold(), one.id))


def owners_on(connection: Connection) -> list[int]:
    """The accounts of owners who can sign in."""
    query = select(accounts.c.id).where(accounts.c.role == "owner", accounts.c.state == "active")
    return list(connection.scalars(query))


def has_owner(store: Store) -> bool:
    """Whether somebody owns this clinic and can sign in."""
    with store.engine.connect() as connection:
        return bool(owners_on(connection))


def in_use(store: Store) -> bool:
    """Whether this clinic was begun, holds anybody's record, or has an owner. Asked at every request: one statement."""
    owners = exists().where(accounts.c.role == "owner", accounts.c.state == "active")
    begun, recorded = exists().where(facts.c.name == "started"), exists().where(patients.c.id > 0)
    with store.engine.connect() as connection:
        return bool(connection.scalar(select(or_(owners, begun, recorded))))


def find_sign_in(store: Store, token_hash: str, now: datetime) -> SignedIn | None:
    """Who is behind the cookie of this hash; ``None`` when it was ended, is too old, or its account is not active."""
    query = _with_podiatrist(
        accounts.c.id,
        accounts.c.username,
        accounts.c.display_name,
        accounts.c.role,
        podiatrists.c.name,
        sign_ins.c.hash,
    )
    live = open_sign_ins(query, now).where(sign_ins.c.hash == token_hash, accounts.c.state == "active")
    with store.engine.connect() as connection:
        row = connection.execute(live).first()
    return SignedIn(*row) if row else None


def open_sign_ins(query: Select[Any], now: datetime | None = None) -> Select[Any]:
    """*query* (of accounts) for the sign-ins that were not ended; with *now*, those too old by then left out."""
    found = query.join(sign_ins, sign_ins.c.account == accounts.c.id).where(sign_ins.c.ended.is_(None))
    if now is None:
        return found
    return found.where(sign_ins.c.seen > stamp(now - IDLE), sign_ins.c.began > stamp(now - LONGEST))


def find_link(store: Store, token: str, now: datetime) -> Link | None:
    """The one-time link of *token*, when it was not used and its time is not over."""
    with store.engine.connect() as connection:
        return link_on(connection, token, now)


def link_on(connection: Connection, token: str, now: datetime) -> Link | None:
    """The same inside a transaction."""
    query = (
        select(
            account_links.c.purpose,
            account_links.c.account,
            accounts.c.username,
            accounts.c.display_name,
            account_link_ways.c.way,
        )
        .outerjoin(accounts, accounts.c.id == account_links.c.account)
        .outerjoin(account_link_ways, account_link_ways.c.hash == account_links.c.hash)
        .where(account_links.c.hash == hash_of(token), account_links.c.used.is_(None))
        .where(account_links.c.until > stamp(now))
    )
    row = connection.execute(query).first()
    return Link(row[0], row[1], row[2] or "", row[3] or "", row[4] or "") if row else None


def has_identity(connection: Connection, account: int) -> bool:
    """Whether *account* is signed in by a provider, and so by no password."""
    known = select(account_identities.c.account).where(account_identities.c.account == account)
    return connection.scalar(known) is not None


def _with_podiatrist(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(accounts).outerjoin(podiatrists, podiatrists.c.id == accounts.c.podiatrist)
