"""Accounts, links and sign-ins agree with each other."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from data.tables_people import accounts, recovery_codes, sign_ins


def people_problems(connection: Connection) -> Iterator[str]:
    """A sentence for each account that lets somebody in who may not, or that nobody can use."""
    live = select(sign_ins.c.account).where(sign_ins.c.ended.is_(None)).distinct()
    query = select(accounts.c.id, accounts.c.state, accounts.c.password, accounts.c.totp).order_by(accounts.c.id)
    inside, codes = set(connection.scalars(live)), set(connection.scalars(select(recovery_codes.c.account).distinct()))
    for account, state, password, secret in connection.execute(query):
        if state != "active" and account in inside:
            yield f"The account {account} is not active and is signed in."
        if password and not password.startswith("$argon2id$"):
            yield f"The password of account {account} is not kept as this program keeps one."
        if account in codes and not secret:
            yield f"The account {account} has recovery codes and no second factor."
