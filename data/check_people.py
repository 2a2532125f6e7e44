"""Accounts, links and sign-ins agree with each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from data.ledger_accounts import fold
from data.people_reads import open_sign_ins, owners_on
from data.tables_people import account_identities, account_links, accounts, recovery_codes


def people_problems(connection: Connection) -> Iterator[str]:
    """A sentence for each account that lets somebody in who may not, or that nobody can use."""
    inside = set(connection.scalars(open_sign_ins(select(accounts.c.id).distinct())))
    coded = _accounts(connection, recovery_codes.c.account)
    known = _accounts(connection, account_identities.c.account)
    for row in connection.execute(select(accounts).order_by(accounts.c.id)):
        if row.state != "active" and row.id in inside:
            yield f"The account {row.id} is not active and is signed in."
        if row.state == "active" and not row.password and row.id not in known:
            yield f"The account {row.id} is active and has no way to sign in."
        if row.password and row.id in known:
            yield f"The account {row.id} is signed in by a provider and has a password as well."
        if row.id in coded and not row.totp:
            yield f"The account {row.id} has recovery codes and no second factor."
        yield from _itself(row)
    first = select(account_links.c.hash).where(account_links.c.purpose == "first", account_links.c.used.is_(None))
    if owners_on(connection) and connection.scalar(first):
        yield "A link for the first owner can still be used, and there is an owner."


def _itself(row: Row[Any]) -> Iterator[str]:
    if row.password and not row.password.startswith("$argon2id$"):
        yield f"The password of account {row.id} is not kept as this program keeps one."
    if row.username_folded != fold(row.username):
        yield f"The account {row.id} is found under another user name than its own."
    if row.role != "podiatrist" and row.podiatrist is not None:
        yield f"The account {row.id} is not a podiatrist's and sees a podiatrist's patients."


def _accounts(connection: Connection, column: Any) -> set[int]:
    return set(connection.scalars(select(column).distinct()))
