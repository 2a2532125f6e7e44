"""One-time links: the first owner's, an invitation, a new password. Only the hash of a link is kept."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, update

from data import passwords
from data.ledger_accounts import AccountLedger, add_account, belongs_to, end_sign_ins
from data.ledger_write import LedgerError, Writing, writing
from data.people_reads import Link, has_owner, hash_of, link_on, owners_on, stamp
from data.tables_people import account_links, accounts

LASTS = {"first": timedelta(days=1), "invite": timedelta(days=7), "reset": timedelta(days=1)}
OWNED = "This clinic has an owner already, so nobody else can become the first one."
OVER = "This link was used already, or its time is over. Ask the clinic's owner for a new one."


class LinkLedger(AccountLedger):
    """Making a link, and what the person who opens it may do once."""

    def make_first_link(self, now: datetime) -> str:
        """A token with which the first owner's account is made within a day; earlier ones end. Not for a second one."""
        with writing(self.store, self.actor, counts=False) as act:
            if owners_on(act.connection):
                raise LedgerError(OWNED)
            act.connection.execute(delete(account_links).where(account_links.c.purpose == "first"))
            act.audit("first link", "accounts", None)
            return _make(act, "first", None, now)

    def make_owner(self, token: str, username: str, display_name: str, password: str, now: datetime) -> int:
        """Make the first owner's account with the first link, and let the clinic begin; returns the account."""
        if has_owner(self.store):
            raise LedgerError(OWNED)
        passwords.check_choice(password, username, display_name)
        kept = passwords.hashed(password)
        with writing(self.store, username.strip(), counts=False) as act:
            link = _take(act, token, now, "first")
            if link is None or owners_on(act.connection):
                raise LedgerError(OVER)
            act.connection.execute(delete(account_links).where(account_links.c.purpose == "first"))
            act.set_fact("started", act.at)
            return add_account(act, username, display_name, "owner", state="active", password=kept)

    def invite(
        self, username: str, display_name: str, role: str, podiatrist: str | None, now: datetime
    ) -> tuple[int, str]:
        """Add a person, who chooses a password with the link (its token is returned) within a week."""
        with writing(self.store, self.actor, counts=role == "podiatrist") as act:
            named = belongs_to(act, role, podiatrist)
            account = add_account(act, username, display_name, role, state="invited", podiatrist=named)
            return account, _make(act, "invite", account, now)

    def reset_link(self, account: int, now: datetime) -> str:
        """A token for a new password within a day. The old password holds until it is used; earlier links end."""
        with writing(self.store, self.actor, counts=False) as act:
            act.connection.execute(delete(account_links).where(account_links.c.account == account))
            act.audit("reset link", "accounts", account)
            return _make(act, "reset", account, now)

    def take_link(self, token: str, password: str, now: datetime) -> int:
        """Choose a password with an invitation or a reset link; every sign-in of the account ends."""
        with self.store.engine.connect() as connection:
            found = link_on(connection, token, now)
        if found is None or found.account is None:
            raise LedgerError(OVER)
        passwords.check_choice(password, found.username, found.display_name)
        kept = passwords.hashed(password)
        with writing(self.store, found.username, counts=False) as act:
            if _take(act, token, now, "invite", "reset") is None:
                raise LedgerError(OVER)
            mine = (accounts.c.id == found.account) & (accounts.c.state != "disabled")
            chosen = {"password": kept, "state": "active", "version": accounts.c.version + 1}
            if not act.connection.execute(update(accounts).where(mine).values(**chosen)).rowcount:
                raise LedgerError(OVER)
            end_sign_ins(act, found.account, stamp(now))
            act.audit("set password", "accounts", found.account)
        return found.account


def _make(act: Writing, purpose: str, account: int | None, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    until = stamp(now + LASTS[purpose])
    act.connection.execute(
        insert(account_links).values(hash=hash_of(token), account=account, purpose=purpose, until=until)
    )
    return token


def _take(act: Writing, token: str, now: datetime, *purposes: str) -> Link | None:
    """The link, marked as used; ``None`` when it may not be used (any more)."""
    link = link_on(act.connection, token, now)
    if link is None or link.purpose not in purposes:
        return None
    mine = (account_links.c.hash == hash_of(token)) & account_links.c.used.is_(None)
    used = act.connection.execute(update(account_links).where(mine).values(used=stamp(now)))
    return link if used.rowcount else None
