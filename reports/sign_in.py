"""The door of the front gate and of the sign-in pages: whose sign-in a browser carries, and what a one-time link opens.

It takes and gives plain values. Which sentence belongs beside which field of a form is said here as well, because
a rule of the record room speaks of a password or a user name and knows of no form.
"""

from __future__ import annotations

import threading
import time

from data import people_reads
from data.clock import now
from data.ledger_people import MustWait, PeopleLedger, Wrong
from data.ledger_write import LedgerError
from data.people_reads import Link, SignedIn
from reports import stores

NOTED_EVERY = 30.0  # seconds: how often it is written down that somebody is still there
MOST = 1000  # sign-ins remembered for that
FIELDS = (("password", "password"), ("user name", "username"), ("name", "display_name"))
_guard = threading.Lock()
_noted: dict[str, float] = {}


def mark_of(token: str) -> str:
    """What is kept of a browser's token."""
    return people_reads.hash_of(token)


def signed_in(mark: str | None) -> SignedIn | None:
    """Who is behind *mark* (the hash of a browser's token) at this moment: one indexed read.

    ``None`` when it was ended, is too old, or its account was disabled. Raises `data.store.StoreError`.
    """
    return people_reads.find_sign_in(stores.own(), mark, now()) if mark else None


def still_there(mark: str) -> None:
    """Write down that this person is at work; most calls write nothing."""
    moment = time.monotonic()
    with _guard:
        if moment - _noted.get(mark, moment - NOTED_EVERY) < NOTED_EVERY:
            return
        if len(_noted) >= MOST:
            _noted.clear()
        _noted[mark] = moment
    _ledger().touch(mark, now())


def has_owner() -> bool:
    """Whether somebody owns this clinic and can sign in."""
    return people_reads.has_owner(stores.own())


def find_link(token: str, purposes: tuple[str, ...]) -> Link | None:
    """The one-time link, when it is for one of *purposes* and may still be used."""
    link = people_reads.find_link(stores.own(), token, now()) if token else None
    return link if link is not None and link.purpose in purposes else None


def check_password(username: str, password: str) -> int | float | None:
    """The account, or the seconds to wait first (a float), or ``None``: name or password is not right."""
    try:
        return int(_ledger().check_password(username, password, now()))
    except MustWait as wait:
        return float(wait.seconds)
    except Wrong:
        return None


def has_second(account: int) -> bool:
    """Whether this account is asked for six digits as well."""
    return any(one.id == account and one.has_totp for one in people_reads.read_people(stores.own()))


def code_is(account: int, code: str) -> bool | float:
    """Whether *code* is the one of this moment, or an unused recovery code; the seconds to wait first (a float)."""
    try:
        _ledger().use_code(account, code, now())
    except MustWait as wait:
        return float(wait.seconds)
    except LedgerError:
        return False
    return True


def begin(account: int, before: str | None = None) -> str:
    """Begin a sign-in and end the one this browser had *before*; the browser's new token."""
    if before:
        end(mark_of(before))
    return _ledger().begin_sign_in(account, "password", now())


def end(mark: str) -> None:
    """End this sign-in; one that is over already stays so."""
    if signed_in(mark) is not None:
        _ledger().end_sign_in(mark, now())


def end_all(person: SignedIn) -> None:
    """End every sign-in of this person, on every computer."""
    PeopleLedger(stores.own(), person.username).end_all(person.account, now())


def first_link() -> str | None:
    """A new first link's token while there is no owner; ``None`` once there is one."""
    return None if has_owner() else _ledger().make_first_link(now())


def make_owner(token: str, username: str, display_name: str, password: str) -> tuple[int, dict[str, str]]:
    """Make the owner's account: its number and nothing wrong, or a sentence beside a field."""
    try:
        return _ledger().make_owner(token, username, display_name, password, now()), {}
    except LedgerError as error:
        return 0, beside(error)


def take_link(token: str, password: str) -> dict[str, str]:
    """Keep the password of a one-time link; a sentence beside a field when that may not be."""
    try:
        _ledger().take_link(token, password, now())
    except LedgerError as error:
        return beside(error)
    return {}


def beside(error: LedgerError) -> dict[str, str]:
    """The sentence, under the field it speaks of; under ``""`` when it speaks of none."""
    said = str(error)
    return {next((field for word, field in FIELDS if word in said.lower()), ""): said}


def _ledger() -> PeopleLedger:
    return PeopleLedger(stores.own(), "sign-in")
