"""Accounts that a provider vouches for: bound to one identity there, signed in by it, and by no password here.

An identity is the provider's issuer and the subject it gives, never an e-mail address: that can be given to somebody
else. Nobody becomes known by signing in; an account is bound by a one-time link of the clinic's owner.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select, update

from data.ledger_accounts import AccountLedger, end_sign_ins
from data.ledger_links import OVER, drop_links, take
from data.ledger_second import forget_second
from data.ledger_sign_ins import add_sign_in
from data.ledger_write import LedgerError, Writing, writing
from data.people_reads import link_on, stamp
from data.tables_people import account_identities, accounts


class NotKnown(LedgerError):
    """No account that may sign in is bound to this identity, or the link may not bind it."""

    def __init__(self) -> None:
        super().__init__("Nobody here is known by this account of the provider.")


class IdentityLedger(AccountLedger):
    """Binding an account to an identity, and signing in by it."""

    def take_identity(self, token: str, way: str, issuer: str, subject: str, now: datetime) -> int:
        """Bind the account of a one-time link to an identity at the provider called *way*; returns the account.

        Its password, its second factor, an earlier identity and every sign-in end. Raises `NotKnown` when another
        account is bound to this identity, and `LedgerError` for a link that may not be used or leads elsewhere.
        """
        with self.store.engine.connect() as connection:
            found = link_on(connection, token, now)
        if found is None or found.account is None or found.way != way:
            raise LedgerError(OVER)
        with writing(self.store, found.username, counts=False) as act:
            if take(act, token, now, "invite", "reset") is None:
                raise LedgerError(OVER)
            if _account_of(act, issuer, subject) not in (None, found.account):
                raise NotKnown
            mine = (accounts.c.id == found.account) & (accounts.c.state != "disabled")
            moved = {"password": "", "state": "active", "version": accounts.c.version + 1}
            if not act.connection.execute(update(accounts).where(mine).values(**moved)).rowcount:
                raise LedgerError(OVER)
            _bind(act, found.account, issuer, subject, now)
            act.audit("link identity", "accounts", found.account, detail={"with": way})
        return found.account

    def enter_with(self, way: str, issuer: str, subject: str, now: datetime) -> str:
        """Begin a sign-in of the account bound to this identity; the browser's token. Raises `NotKnown`."""
        with self.store.engine.connect() as connection:
            query = select(accounts.c.username).join(account_identities, account_identities.c.account == accounts.c.id)
            name = connection.scalar(query.where(_is(issuer, subject)))
        with writing(self.store, name or self.actor, counts=False) as act:
            account = _account_of(act, issuer, subject)
            state = act.connection.scalar(select(accounts.c.state).where(accounts.c.id == account))
            if account is None or state != "active":
                raise NotKnown
            return add_sign_in(act, account, "oidc", now, through=way)

    def note_refused(self, way: str, why: str) -> None:
        """Write down that somebody came back from *way* and was refused; the event says no more of who it was."""
        with writing(self.store, "somebody", counts=False) as act:
            act.audit("sign in refused", "accounts", None, detail={"with": way, "why": why})


def _bind(act: Writing, account: int, issuer: str, subject: str, now: datetime) -> None:
    act.connection.execute(delete(account_identities).where(account_identities.c.account == account))
    act.connection.execute(insert(account_identities).values(account=account, issuer=issuer, subject=subject))
    forget_second(act, account)
    drop_links(act, account)  # one that leads to a password as well
    end_sign_ins(act, account, stamp(now))


def _account_of(act: Writing, issuer: str, subject: str) -> int | None:
    found: int | None = act.connection.scalar(select(account_identities.c.account).where(_is(issuer, subject)))
    return found


def _is(issuer: str, subject: str) -> ColumnElement[bool]:
    return (account_identities.c.issuer == issuer) & (account_identities.c.subject == subject)
