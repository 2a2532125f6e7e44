"""The second factor: six digits of a phone (RFC 6238), each once, and ten codes for when the phone is lost."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from data.ledger_accounts import AccountLedger
from data.ledger_sign_ins import count_try, forget_tries
from data.ledger_write import LedgerError, Writing, writing
from data.people_reads import has_identity, hash_of, stamp
from data.tables_people import accounts, recovery_codes, used_codes

if TYPE_CHECKING:
    from pyotp import TOTP

STEP = 30  # seconds a code holds
TOLERATED = 1  # steps that a phone's clock may be early or late
CODES = 10
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another
NOT_THE_CODE = "That is not the code of this moment. Wait for the next one and type all six digits."
ELSEWHERE = "A second factor is set up with the provider you sign in with."


class WrongCode(LedgerError):
    """The digits, or the recovery code, are not right."""

    def __init__(self) -> None:
        super().__init__(NOT_THE_CODE)


class SecondLedger(AccountLedger):
    """Turning the second factor on and off, and using it."""

    def set_totp(self, account: int, secret: str, code: str, now: datetime) -> list[str]:
        """Turn it on once *code* shows that the phone knows *secret*; returns ten recovery codes, shown this once."""
        step = _step_of(secret, code, now)
        if step is None:
            raise WrongCode
        with writing(self.store, self.actor, counts=False) as act:
            if has_identity(act.connection, account):
                raise LedgerError(ELSEWHERE)
            act.connection.execute(update(accounts).where(accounts.c.id == account).values(totp=secret))
            _use(act, account, step)
            act.audit("second factor on", "accounts", account)
            return _new_codes(act, account)

    def drop_totp(self, account: int) -> None:
        """Turn it off; the recovery codes end with it."""
        with writing(self.store, self.actor, counts=False) as act:
            forget_second(act, account)
            act.audit("second factor off", "accounts", account)

    def new_recovery_codes(self, account: int) -> list[str]:
        """Ten new codes, shown this once; the earlier ones end."""
        with writing(self.store, self.actor, counts=False) as act:
            act.audit("recovery codes", "accounts", account)
            return _new_codes(act, account)

    def use_code(self, account: int, code: str, now: datetime) -> None:
        """Take the digits of this moment or an unused recovery code; raises `WrongCode` or `MustWait`."""
        tried = f"code:{account}"
        count_try(self, tried, now)
        with writing(self.store, self.actor, counts=False) as act:
            secret = act.connection.scalar(select(accounts.c.totp).where(accounts.c.id == account)) or ""
            right = _take_digits(act, account, secret, code, now) or _take_recovery(act, account, code, now)
            if right:
                forget_tries(act, tried)
            else:
                act.audit("sign in failed", "accounts", account)
        if not right:
            raise WrongCode


def _take_digits(act: Writing, account: int, secret: str, code: str, now: datetime) -> bool:
    step = _step_of(secret, code, now) if secret else None
    last = act.connection.scalar(select(used_codes.c.step).where(used_codes.c.account == account))
    if step is None or (last is not None and step <= last):
        return False
    _use(act, account, step)
    return True


def _take_recovery(act: Writing, account: int, code: str, now: datetime) -> bool:
    mine = (recovery_codes.c.account == account) & (recovery_codes.c.hash == _hash(account, code))
    unused = mine & recovery_codes.c.used.is_(None)
    return bool(act.connection.execute(update(recovery_codes).where(unused).values(used=stamp(now))).rowcount)


def _use(act: Writing, account: int, step: int) -> None:
    act.connection.execute(delete(used_codes).where(used_codes.c.account == account))
    act.connection.execute(insert(used_codes).values(account=account, step=step))


def forget_second(act: Writing, account: int) -> None:
    """No six digits and no recovery codes any more, inside *act*."""
    act.connection.execute(update(accounts).where(accounts.c.id == account).values(totp=""))
    for table in (recovery_codes, used_codes):
        act.connection.execute(delete(table).where(table.c.account == account))


def _new_codes(act: Writing, account: int) -> list[str]:
    codes = ["-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3)) for _ in range(CODES)]
    act.connection.execute(delete(recovery_codes).where(recovery_codes.c.account == account))
    act.connection.execute(
        insert(recovery_codes), [{"account": account, "hash": _hash(account, code), "used": None} for code in codes]
    )
    return codes


def _hash(account: int, code: str) -> str:
    return hash_of(f"{account}:{''.join(code.upper().split()).replace('-', '')}")


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step *code* belongs to, when that is now or next to it."""
    digits = "".join(code.split())
    made = totp(secret)
    here = int(now.timestamp()) // STEP
    near = range(here - TOLERATED, here + TOLERATED + 1)
    return next(
        (step for step in near if secrets.compare_digest(made.generate_otp(step).encode(), digits.encode())), None
    )


def totp(secret: str) -> TOTP:
    """The library's own; loaded when a second factor is used."""
    from pyotp import TOTP

    return TOTP(secret, interval=STEP)
