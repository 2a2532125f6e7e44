"""Signing in and out, and how slowly a password may be guessed."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, insert, select, update

from data import passwords
from data.ledger_accounts import AccountLedger, end_sign_ins, fold
from data.ledger_write import LedgerError, Writing, writing
from data.people_reads import has_identity, hash_of, stamp
from data.tables_people import accounts, sign_in_tries, sign_ins

FREE = 5  # tries before one has to wait
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=4), timedelta(minutes=15)  # doubling: 12 tries in 15 minutes
FORGOTTEN = timedelta(days=1)
NOTED_AFTER = timedelta(seconds=30)
NOT_NOW = "This account cannot sign in now. Ask the clinic's owner."


class Wrong(LedgerError):
    """The user name or the password is not right; which of the two is never said."""

    def __init__(self) -> None:
        super().__init__("The user name or the password is not right.")


class MustWait(LedgerError):
    """Too many wrong tries; ``seconds`` says how long to wait."""

    def __init__(self, wait: timedelta) -> None:
        self.seconds = max(1, round(wait.total_seconds()))
        super().__init__(f"Too many wrong tries. Wait {self.seconds} seconds.")


class SignInLedger(AccountLedger):
    """A sign-in is a row, and a browser that carries its token; the row decides."""

    def check_password(self, username: str, password: str, now: datetime) -> int:
        """The account of *username*; raises `Wrong` or `MustWait`.

        Every try is counted before the password is looked at, so that guesses at the same moment count too, and
        a name that nobody has costs the same work and waits in the same way.
        """
        folded = fold(username)
        count_try(self, f"name:{folded}", now)
        with self.store.engine.connect() as connection:
            query = select(accounts.c.id, accounts.c.username, accounts.c.password, accounts.c.state)
            row = connection.execute(query.where(accounts.c.username_folded == folded)).first()
            elsewhere = row is not None and has_identity(connection, row[0])
        account, name, kept, state = row or (None, "", "", "")
        right = passwords.matches(kept, password[: passwords.LONGEST + 1])
        if not right or account is None or state != "active" or elsewhere:
            with writing(self.store, name or "somebody", counts=False) as act:
                act.audit("sign in failed", "accounts", account)
            raise Wrong
        self._let_in(account, name, kept, password, f"name:{folded}")
        return int(account)

    def _let_in(self, account: int, name: str, kept: str, password: str, tried: str) -> None:
        """Raises `Wrong` when the password was changed, or the account disabled, while this one was looked at."""
        again = passwords.hashed(password) if passwords.is_old(kept) else kept
        same = (accounts.c.id == account) & (accounts.c.password == kept) & (accounts.c.state == "active")
        with writing(self.store, name, counts=False) as act:
            if not act.connection.execute(update(accounts).where(same).values(password=again)).rowcount:
                raise Wrong
            forget_tries(act, tried)

    def begin_sign_in(self, account: int, how: str, now: datetime) -> str:
        """A new sign-in of *account*; the token is for the browser's cookie and kept nowhere."""
        with writing(self.store, self._name(account), counts=False) as act:
            if act.connection.scalar(select(accounts.c.state).where(accounts.c.id == account)) != "active":
                raise LedgerError(NOT_NOW)
            return add_sign_in(act, account, how, now)

    def touch(self, token_hash: str, now: datetime) -> None:
        """Note that the person is still there, when that was not noted for half a minute. Leaves no audit event."""
        old = (sign_ins.c.hash == token_hash) & (sign_ins.c.seen < stamp(now - NOTED_AFTER))
        here = old & sign_ins.c.ended.is_(None)
        with self.store.engine.connect() as connection:
            if connection.scalar(select(sign_ins.c.hash).where(here)) is None:
                return
        with writing(self.store, self.actor, counts=False) as act:
            act.connection.execute(update(sign_ins).where(here).values(seen=stamp(now)))

    def end_sign_in(self, token_hash: str, now: datetime) -> None:
        """Sign out one browser; one that is out already leaves no event."""
        live = (sign_ins.c.hash == token_hash) & sign_ins.c.ended.is_(None)
        with self.store.engine.connect() as connection:
            account = connection.scalar(select(sign_ins.c.account).where(live))
        if account is None:
            return
        with writing(self.store, self._name(account), counts=False) as act:
            act.connection.execute(update(sign_ins).where(live).values(ended=stamp(now)))
            act.audit("sign out", "accounts", account)

    def end_all(self, account: int, now: datetime) -> None:
        """Sign *account* out everywhere."""
        with writing(self.store, self.actor, counts=False) as act:
            end_sign_ins(act, account, stamp(now))
            act.audit("sign out everywhere", "accounts", account)

    def _name(self, account: int) -> str:
        with self.store.engine.connect() as connection:
            return connection.scalar(select(accounts.c.username).where(accounts.c.id == account)) or self.actor


def add_sign_in(act: Writing, account: int, how: str, now: datetime, **told: str) -> str:
    """Begin a sign-in of *account* inside *act*; its token. *told* goes into the event beside *how*."""
    token = secrets.token_urlsafe(32)
    values = {"hash": hash_of(token), "account": account, "began": stamp(now), "seen": stamp(now), "how": how}
    act.connection.execute(insert(sign_ins).values(**values))
    act.audit("sign in", "accounts", account, detail={"how": how} | told)
    return token


def count_try(ledger: AccountLedger, what: str, now: datetime) -> None:
    """Count a try at *what* before it is looked at; raises `MustWait` while one has to wait. Leaves no audit event."""
    with writing(ledger.store, ledger.actor, counts=False) as act:
        over = sign_in_tries.c.until < stamp(now - FORGOTTEN)
        act.connection.execute(delete(sign_in_tries).where(over))  # names that nobody has leave no heap behind
        here = sign_in_tries.c.name_hash == _hash(what)
        row = act.connection.execute(select(sign_in_tries.c.failures, sign_in_tries.c.until).where(here)).first()
        failures, until = row or (0, "")
        if until > stamp(now):
            raise MustWait(datetime.fromisoformat(until) - now)
        values = {"failures": failures + 1, "until": stamp(now + _wait(failures + 1))}
        if row:
            act.connection.execute(update(sign_in_tries).where(here).values(**values))
        else:
            act.connection.execute(insert(sign_in_tries).values(name_hash=_hash(what), **values))


def forget_tries(act: Writing, what: str) -> None:
    """Whoever got in may mistype again as before."""
    act.connection.execute(delete(sign_in_tries).where(sign_in_tries.c.name_hash == _hash(what)))


def _wait(failures: int) -> timedelta:
    """How long to wait after so many tries: nothing, then 4 s, 8 s, 16 s ... 15 minutes."""
    if failures < FREE:
        return timedelta(0)
    return min(FIRST_WAIT * 2 ** min(failures - FREE, 20), LONGEST_WAIT)


def _hash(what: str) -> str:
    return sha256(what.encode()).hexdigest()
