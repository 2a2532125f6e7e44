"""One-time links: the first owner's, an invitation, a new password. Only the hash of a link is kept.

A link can lead to a provider instead of a password (`data.ledger_identities` says what happens there).
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from data import passwords
from data.ledger_accounts import AccountLedger, add_account, belongs_to, end_sign_ins
from data.ledger_write import LedgerError, Writing, writing
from data.people_reads import BACK, Link, has_identity, has_owner, hash_of, link_on, owners_on, stamp
from data.tables_people import account_identities, account_link_ways, account_links, accounts

LASTS = {"first": timedelta(days=1), "invite": timedelta(days=7), "reset": timedelta(days=1)}
OWNED = "This clinic has an owner already, so nobody else can become the first one."
OVER = "This link was used already, or its time is over. Ask the clinic's owner for a new one."
BY_PROVIDER = (
    "This person signs in with a provider and has no password here. Make a link that leads back to a password instead."
)
ELSEWHERE = "This link leads to a provider, and no password is chosen with it. Open it, and sign in there."


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
            link = take(act, token, now, "first")
            if link is None or owners_on(act.connection):
                raise LedgerError(OVER)
            act.connection.execute(delete(account_links).where(account_links.c.purpose == "first"))
            act.set_fact("started", act.at)
            return add_account(act, username, display_name, "owner", state="active", password=kept)

    def invite(
        self, username: str, display_name: str, role: str, podiatrist: str | None, now: datetime, way: str = ""
    ) -> tuple[int, str]:
        """Add a person, who uses the link (its token is returned) within a week.

        They choose a password with it, or with *way*, the name of a provider, are known by their account there.
        """
        with writing(self.store, self.actor, counts=role == "podiatrist") as act:
            named = belongs_to(act, role, podiatrist)
            account = add_account(act, username, display_name, role, state="invited", podiatrist=named)
            return account, _make(act, "invite", account, now, way)

    def reset_link(self, account: int, now: datetime, way: str = "") -> str:
        """A token for a new password within a day, or for another *way*: a provider's name, or `BACK` to a password.

        What holds now holds until the link is used; earlier links end.
        """
        with writing(self.store, self.actor, counts=False) as act:
            if not way and has_identity(act.connection, account):
                raise LedgerError(BY_PROVIDER)
            drop_links(act, account)
            act.audit("reset link", "accounts", account, detail={"way": way} if way else None)
            return _make(act, "reset", account, now, way)

    def take_link(self, token: str, password: str, now: datetime) -> int:
        """Choose a password with an invitation or a reset link; every sign-in of the account ends.

        A provider that vouched for the account does so no more when the link says so, and keeps it otherwise.
        """
        with self.store.engine.connect() as connection:
            found = link_on(connection, token, now)
        if found is None or found.account is None:
            raise LedgerError(OVER)
        if found.way not in ("", BACK):
            raise LedgerError(ELSEWHERE)
        passwords.check_choice(password, found.username, found.display_name)
        kept = passwords.hashed(password)
        with writing(self.store, found.username, counts=False) as act:
            if take(act, token, now, "invite", "reset") is None:
                raise LedgerError(OVER)
            away = _unlinked(act, found)
            mine = (accounts.c.id == found.account) & (accounts.c.state != "disabled")
            chosen = {"password": kept, "state": "active", "version": accounts.c.version + 1}
            if not act.connection.execute(update(accounts).where(mine).values(**chosen)).rowcount:
                raise LedgerError(OVER)
            end_sign_ins(act, found.account, stamp(now))
            if away:
                act.audit("unlink identity", "accounts", found.account)
            else:
                act.audit("set password", "accounts", found.account)
        return found.account


def _unlinked(act: Writing, link: Link) -> bool:
    """Whether a provider vouched for the account, and does no more; refuses where the link is not for that."""
    if link.way != BACK and has_identity(act.connection, link.account or 0):
        raise LedgerError(BY_PROVIDER)
    gone = act.connection.execute(delete(account_identities).where(account_identities.c.account == link.account))
    return bool(gone.rowcount)


def drop_links(act: Writing, account: int) -> None:
    """Let every link of *account* go, used or not."""
    theirs = select(account_links.c.hash).where(account_links.c.account == account)
    act.connection.execute(delete(account_link_ways).where(account_link_ways.c.hash.in_(theirs)))
    act.connection.execute(delete(account_links).where(account_links.c.account == account))


def _make(act: Writing, purpose: str, account: int | None, now: datetime, way: str = "") -> str:
    token = secrets.token_urlsafe(32)
    until = stamp(now + LASTS[purpose])
    act.connection.execute(
        insert(account_links).values(hash=hash_of(token), account=account, purpose=purpose, until=until)
    )
    if way:
        act.connection.execute(insert(account_link_ways).values(hash=hash_of(token), way=way))
    return token


def take(act: Writing, token: str, now: datetime, *purposes: str) -> Link | None:
    """The link, marked as used; ``None`` when it may not be used (any more)."""
    link = link_on(act.connection, token, now)
    if link is None or link.purpose not in purposes:
        return None
    mine = (account_links.c.hash == hash_of(token)) & account_links.c.used.is_(None)
    used = act.connection.execute(update(account_links).where(mine).values(used=stamp(now)))
    return link if used.rowcount else None
