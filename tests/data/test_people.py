"""Accounts and one-time links, on both databases: used once, in time, and never without an owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from data.check import check_store
from data.ledger_accounts import LAST_OWNER
from data.ledger_links import OVER, OWNED
from data.ledger_people import PeopleLedger
from data.ledger_versions import ChangedMeanwhile
from data.ledger_write import LedgerError
from data.people_reads import find_link, find_sign_in, has_owner, hash_of, read_people
from data.store import known_names, read_audit
from data.tables_people import accounts
from tests.data.people_for_tests import DAY, NOW, PASSWORD, joined, owned, person

if TYPE_CHECKING:
    from data.store import Store


def test_the_first_link_makes_one_owner_and_begins_the_clinic(store: Store) -> None:
    ledger = PeopleLedger(store, "the program")
    assert not has_owner(store)
    first = ledger.make_first_link(NOW)
    second = ledger.make_first_link(NOW)
    with pytest.raises(LedgerError, match="used already"):
        ledger.make_owner(first, "maria", "Maria", PASSWORD, NOW)  # a newer one was made
    with pytest.raises(LedgerError, match="used already"):
        ledger.make_owner(second, "maria", "Maria", PASSWORD, NOW + DAY)
    account = ledger.make_owner(second, " Maria ", "Maria Lee", PASSWORD, NOW)
    assert has_owner(store)
    assert store.fact("started")
    assert person(store, account).username == "Maria"
    for attempt in (lambda: ledger.make_first_link(NOW), lambda: ledger.make_owner(second, "b", "B", PASSWORD, NOW)):
        with pytest.raises(LedgerError, match="has an owner already"):
            attempt()
    assert OWNED.startswith("This clinic has an owner already")
    assert check_store(store) == []


def test_a_link_is_used_once_and_in_time(store: Store) -> None:
    owned(store)
    ledger = PeopleLedger(store, "Maria")
    account, token = ledger.invite("lee", "Dr Lee", "marketing", None, NOW)
    link = find_link(store, token, NOW)
    assert link is not None and (link.purpose, link.account, link.username) == ("invite", account, "lee")
    assert find_link(store, token, NOW + 7 * DAY) is None
    assert find_link(store, token + "x", NOW) is None
    assert person(store, account).state == "invited"
    ledger.take_link(token, PASSWORD, NOW)
    with pytest.raises(LedgerError, match="used already"):
        ledger.take_link(token, PASSWORD, NOW)
    assert person(store, account).state == "active"
    reset = ledger.reset_link(account, NOW)
    newer = ledger.reset_link(account, NOW)
    for token, when in ((reset, NOW), (newer, NOW + DAY)):
        with pytest.raises(LedgerError) as refused:
            ledger.take_link(token, PASSWORD, when)
        assert str(refused.value) == OVER
    live = ledger.begin_sign_in(account, "password", NOW)
    ledger.take_link(newer, "another four good words", NOW)
    assert find_sign_in(store, hash_of(live), NOW) is None, "a new password ends what was signed in with the old one"
    assert ledger.check_password("lee", "another four good words", NOW) == account


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "too short"),
        ("x" * 201, "too long"),
        ("password1234", "tried first"),
        ("aaaaaaaaaaaaaa", "tried first"),
        ("Maria-the-owner", "may not be"),
    ],
)
def test_a_password_that_is_guessed_soon_is_refused_and_nothing_is_used_up(
    store: Store, password: str, words: str
) -> None:
    ledger = PeopleLedger(store, "the program")
    token = ledger.make_first_link(NOW)
    with pytest.raises(LedgerError, match=words):
        ledger.make_owner(token, "maria-the-owner", "Maria", password, NOW)
    assert find_link(store, token, NOW) is not None


def test_a_name_belongs_to_one_person_whatever_its_capitals(store: Store) -> None:
    owned(store, "Maria")
    ledger = PeopleLedger(store, "Maria")
    for username, words in (("MARIA", "taken"), ("two words", "no space"), ("", "user name"), ("x" * 61, "60")):
        with pytest.raises(LedgerError, match=words):
            ledger.invite(username, "Other", "marketing", None, NOW)
    with pytest.raises(LedgerError, match="name that others see"):
        ledger.invite("other", " ", "marketing", None, NOW)
    assert len(read_people(store)) == 1


def test_a_podiatrist_belongs_to_a_name_in_the_records(store: Store) -> None:
    owned(store)
    ledger = PeopleLedger(store, "Maria")
    with pytest.raises(LedgerError, match="which podiatrist"):
        ledger.invite("lee", "Dr Lee", "podiatrist", None, NOW)
    account = joined(store, "lee", "podiatrist", "Lee")
    again = joined(store, "kim", "podiatrist", "Lee")
    assert {person(store, one).podiatrist for one in (account, again)} == {"Lee"}
    assert known_names(store)["podiatrist"] == ["Lee"]
    ledger.change_role(again, "marketing", None, person(store, again).version)
    assert (person(store, again).role, person(store, again).podiatrist) == ("marketing", None)


def test_the_database_itself_refuses_a_role_nobody_knows(store: Store) -> None:
    owned(store)
    with pytest.raises(LedgerError, match="no role called 'boss'"):
        PeopleLedger(store, "Maria").invite("ben", "Ben", "boss", None, NOW)
    row = {"id": 9, "username": "b", "username_folded": "b", "display_name": "B", "state": "active", "made": "x"}
    for role in ("boss", "podiatrist"):
        with pytest.raises(IntegrityError), store.engine.connect() as connection, connection.begin():
            connection.execute(insert(accounts).values(**row, role=role))


def test_the_last_owner_can_neither_go_nor_step_down(store: Store) -> None:
    owner = owned(store)
    ledger = PeopleLedger(store, "Maria")
    for attempt in (lambda: ledger.disable(owner, 1), lambda: ledger.change_role(owner, "marketing", None, 1)):
        with pytest.raises(LedgerError) as refused:
            attempt()
        assert str(refused.value) == LAST_OWNER
    joined(store, "ben", "owner")
    ledger.disable(owner, 1)
    assert has_owner(store)


def test_two_who_change_one_account_are_told_of_each_other(store: Store) -> None:
    owned(store)
    account = joined(store, "ben", "marketing")
    seen = person(store, account).version
    PeopleLedger(store, "Maria").change_role(account, "auditor", None, seen)
    with pytest.raises(ChangedMeanwhile):
        PeopleLedger(store, "Cara").disable(account, seen)
    assert person(store, account).state == "active"


def test_disabled_is_out_at_once_and_enabled_comes_back_with_the_same_password(store: Store) -> None:
    owned(store)
    ledger = PeopleLedger(store, "Maria")
    account = joined(store, "ben", "marketing")
    live = ledger.begin_sign_in(account, "password", NOW)
    assert find_sign_in(store, hash_of(live), NOW) is not None
    ledger.disable(account, person(store, account).version)
    assert find_sign_in(store, hash_of(live), NOW) is None
    with pytest.raises(LedgerError, match="not right"):
        ledger.check_password("ben", PASSWORD, NOW)
    with pytest.raises(LedgerError, match="cannot sign in now"):
        ledger.begin_sign_in(account, "password", NOW)
    ledger.enable(account, person(store, account).version)
    assert find_sign_in(store, hash_of(live), NOW) is None, "what was ended stays ended"
    assert ledger.check_password("ben", PASSWORD, NOW) == account
    words = [action for action in read_audit(store)["action"] if "person" in action]
    assert sorted(set(words)) == ["add person", "disable person", "enable person"]
