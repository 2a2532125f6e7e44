"""Signing in, on both databases: how slow guessing is, when a sign-in ends, and what is never written down."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from data import passwords
from data.check import check_store
from data.ledger_people import MustWait, PeopleLedger, Wrong
from data.people_reads import IDLE, LONGEST, find_sign_in, hash_of
from data.store import read_audit
from data.tables import audit_events
from tests.data.people_for_tests import NOW, PASSWORD, joined, owned

if TYPE_CHECKING:
    from datetime import datetime

    from data.store import Store

SECOND = timedelta(seconds=1)


def guess(ledger: PeopleLedger, name: str, when: datetime) -> str:
    """What became of one wrong guess."""
    try:
        ledger.check_password(name, "not the password", when)
    except MustWait:
        return "waits"
    except Wrong:
        return "checked"
    raise AssertionError("a wrong password was taken")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Passwords tried, without the third of a second that each costs; the rules around them stay real."""
    tried: list[str] = []

    def matches(kept: str, password: str) -> bool:
        tried.append(kept)
        return bool(kept) and password == PASSWORD

    monkeypatch.setattr(passwords, "matches", matches)
    return tried


@pytest.mark.parametrize("name", ["Maria", "nobody"])
def test_a_hundred_guesses_within_a_quarter_of_an_hour_are_mostly_not_looked_at(
    store: Store, quick: list[str], name: str
) -> None:
    owned(store)
    ledger = PeopleLedger(store, "the gate")
    found = [guess(ledger, name, NOW + 9 * SECOND * number) for number in range(100)]
    assert found.count("checked") == len(quick) <= 12
    assert found[:5] == ["checked"] * 5
    assert guess(ledger, name, NOW + timedelta(hours=1)) == "checked", "never for good"
    print(f"{name}: 100 guesses in 15 minutes, {found.count('checked')} looked at")


def test_guesses_at_the_same_moment_count_too(store: Store, quick: list[str]) -> None:
    owned(store)
    ledger = PeopleLedger(store, "the gate")
    threads = [threading.Thread(target=lambda: guess(ledger, "maria", NOW)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(quick) == 5


def test_the_right_password_has_to_wait_as_well_and_then_the_count_begins_anew(store: Store, quick: list[str]) -> None:
    account = owned(store)
    ledger = PeopleLedger(store, "the gate")
    for _ in range(5):
        assert guess(ledger, "maria", NOW) == "checked"
    with pytest.raises(MustWait) as wait:
        ledger.check_password("maria", PASSWORD, NOW)
    assert wait.value.seconds == 4
    assert len(quick) == 5, "while one waits, no password is looked at"
    assert ledger.check_password("maria", PASSWORD, NOW + 5 * SECOND) == account
    assert [guess(ledger, "maria", NOW + 6 * SECOND) for _ in range(6)] == ["checked"] * 5 + ["waits"]


def test_a_name_that_nobody_has_costs_the_same_work(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    owned(store)
    ledger = PeopleLedger(store, "the gate")
    guess(ledger, "nobody", NOW)  # the first makes the string that nobody's guesses are held against
    verified: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            verified.append(str(hash).split("$")[3])
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    took = []
    for name in ("maria", "nobody"):
        begun = time.perf_counter()
        guess(ledger, name, NOW)
        took.append(time.perf_counter() - begun)
    assert len(verified) == 2 and len(set(verified)) == 1, "one verification each, at the same cost"
    print(f"a known name {took[0]:.3f} s, an unknown one {took[1]:.3f} s")


def test_a_sign_in_ends_when_nobody_clicks_and_after_a_day_at_work(store: Store) -> None:
    account = owned(store)
    ledger = PeopleLedger(store, "the gate")
    mark = hash_of(ledger.begin_sign_in(account, "password", NOW))
    found = find_sign_in(store, mark, NOW + IDLE - SECOND)
    assert found is not None
    assert (found.account, found.username, found.role, found.sign_in) == (account, "Maria", "owner", mark)
    assert find_sign_in(store, mark, NOW + IDLE) is None
    when = NOW
    while when < NOW + LONGEST - 10 * SECOND:
        when = min(when + timedelta(minutes=10), NOW + LONGEST - 10 * SECOND)
        ledger.touch(mark, when)
        assert find_sign_in(store, mark, when) is not None
    assert find_sign_in(store, mark, NOW + LONGEST) is None, "however busy, twelve hours are the most"


def test_signing_out_holds_for_a_copied_cookie_and_everywhere_means_everywhere(store: Store) -> None:
    owned(store)
    account = joined(store, "ben", "marketing")
    ledger = PeopleLedger(store, "the gate")
    marks = [hash_of(ledger.begin_sign_in(account, "password", NOW)) for _ in range(3)]
    ledger.end_sign_in(marks[0], NOW)
    assert [find_sign_in(store, mark, NOW) is not None for mark in marks] == [False, True, True]
    ledger.touch(marks[0], NOW + timedelta(minutes=1))
    assert find_sign_in(store, marks[0], NOW + timedelta(minutes=1)) is None
    ledger.end_all(account, NOW)
    assert not any(find_sign_in(store, mark, NOW) for mark in marks)
    assert find_sign_in(store, "0" * 64, NOW) is None


def test_somebody_who_is_still_there_is_noted_twice_a_minute_at_most(store: Store) -> None:
    account = owned(store)
    ledger = PeopleLedger(store, "the gate")
    mark = hash_of(ledger.begin_sign_in(account, "password", NOW))
    version, events = store.version(), len(read_audit(store))
    ledger.touch(mark, NOW + 20 * SECOND)
    assert find_sign_in(store, mark, NOW + IDLE + 10 * SECOND) is None
    ledger.touch(mark, NOW + 40 * SECOND)
    assert find_sign_in(store, mark, NOW + IDLE + 10 * SECOND) is not None
    assert (store.version(), len(read_audit(store))) == (version, events)


def test_the_trail_says_who_came_and_went_and_holds_no_secret(store: Store) -> None:
    ledger = PeopleLedger(store, "the gate")
    first = ledger.make_first_link(NOW)
    account = ledger.make_owner(first, "Maria", "Maria Lee", PASSWORD, NOW)
    _, invited = ledger.invite("ben", "Ben", "marketing", None, NOW)
    ledger.take_link(invited, PASSWORD, NOW)
    assert guess(ledger, "Maria", NOW) == guess(ledger, "a-typed-name", NOW) == "checked"
    token = ledger.begin_sign_in(ledger.check_password("maria", PASSWORD, NOW), "password", NOW)
    ledger.end_sign_in(hash_of(token), NOW)
    with store.engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(audit_events.select()).mappings()]
        kept = str(
            [
                connection.execute(text(f"SELECT * FROM {name}")).all()
                for name in (
                    "accounts",
                    "account_links",
                    "sign_ins",
                    "sign_in_tries",
                )
            ]
        )
    said = [(row["actor"], row["action"]) for row in rows if row["record_table"] == "accounts"]
    assert said[-5:] == [("ben", "set password"), ("Maria", "sign in failed"), ("somebody", "sign in failed"),
                         ("Maria", "sign in"), ("Maria", "sign out")]  # fmt: skip
    for secret in (first, invited, token, PASSWORD, "not the password", "a-typed-name"):
        assert secret not in str(rows) + kept
    assert hash_of(token) not in str(rows)
    assert account == 1
    assert check_store(store) == []
