"""Accounts that a provider vouches for, on both databases: bound by a link, signed in by it, and by no password."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from data.activity_reads import Asked, read_activity
from data.check import check_store
from data.ledger_links import BY_PROVIDER, ELSEWHERE, OVER
from data.ledger_people import NotKnown, PeopleLedger, Wrong
from data.ledger_second import totp
from data.ledger_write import LedgerError
from data.people_reads import BACK, find_link, find_sign_in, hash_of
from data.store import read_audit
from data.tables_people import account_identities, accounts
from reports.activity_words import sentence
from tests.data.people_for_tests import DAY, NOW, PASSWORD, joined, owned, person
from tests.data.test_second_factor import SECRET, code_at

if TYPE_CHECKING:
    from data.store import Store

ISSUER, ANN = "https://id.clinic.example", "ann-1"
LATER = "another four good words"


def bound(store: Store, username: str = "ann", subject: str = ANN) -> int:
    """Somebody who was invited to the provider and went there."""
    ledger = PeopleLedger(store, "Maria")
    account, token = ledger.invite(username, username.title(), "marketing", None, NOW, "ours")
    assert ledger.take_identity(token, "ours", ISSUER, subject, NOW) == account
    return account


def test_an_invitation_to_a_provider_binds_once_and_leads_to_no_password(store: Store) -> None:
    owned(store)
    ledger = PeopleLedger(store, "Maria")
    account, token = ledger.invite("ann", "Ann", "marketing", None, NOW, "ours")
    link = find_link(store, token, NOW)
    assert link is not None and (link.purpose, link.way) == ("invite", "ours")
    with pytest.raises(LedgerError) as refused:
        ledger.take_link(token, PASSWORD, NOW)
    assert str(refused.value) == ELSEWHERE
    for way, when in (("theirs", NOW), ("ours", NOW + 7 * DAY)):
        with pytest.raises(LedgerError, match="used already"):
            ledger.take_identity(token, way, ISSUER, ANN, when)
    with pytest.raises(NotKnown):
        ledger.enter_with("ours", ISSUER, ANN, NOW)
    ledger.take_identity(token, "ours", ISSUER, ANN, NOW)
    assert (person(store, account).state, person(store, account).issuer) == ("active", ISSUER)
    with pytest.raises(LedgerError, match="used already"):
        ledger.take_identity(token, "ours", ISSUER, ANN, NOW)
    found = find_sign_in(store, hash_of(ledger.enter_with("ours", ISSUER, ANN, NOW)), NOW)
    assert found is not None and found.account == account
    assert check_store(store) == []


def test_a_link_to_a_password_binds_nobody(store: Store) -> None:
    owned(store)
    ledger = PeopleLedger(store, "Maria")
    _, token = ledger.invite("ann", "Ann", "marketing", None, NOW)
    for way in ("", "ours"):
        with pytest.raises(LedgerError):
            ledger.take_identity(token, way or "ours", ISSUER, ANN, NOW)
    ledger.take_link(token, PASSWORD, NOW)


@pytest.mark.parametrize(("issuer", "subject"), [(ISSUER, "ann-2"), ("https://other.example", ANN), (ISSUER, "ANN-1")])
def test_only_the_very_issuer_and_subject_are_known(store: Store, issuer: str, subject: str) -> None:
    owned(store)
    bound(store)
    with pytest.raises(NotKnown):
        PeopleLedger(store, "x").enter_with("ours", issuer, subject, NOW)


def test_an_identity_opens_one_account_and_an_account_has_one(store: Store) -> None:
    owned(store)
    ann = bound(store)
    ledger = PeopleLedger(store, "Maria")
    eve, token = ledger.invite("eve", "Eve", "marketing", None, NOW, "ours")
    with pytest.raises(NotKnown):
        ledger.take_identity(token, "ours", ISSUER, ANN, NOW)
    assert find_link(store, token, NOW) is not None and person(store, eve).state == "invited", "nothing was used up"
    with pytest.raises(IntegrityError), store.engine.connect() as connection, connection.begin():
        connection.execute(insert(account_identities).values(account=ann, issuer=ISSUER, subject="second"))
    ledger.take_identity(ledger.reset_link(ann, NOW, "ours"), "ours", ISSUER, "ann-new", NOW)
    with pytest.raises(NotKnown):
        ledger.enter_with("ours", ISSUER, ANN, NOW)
    ledger.take_identity(token, "ours", ISSUER, ANN, NOW)
    assert ledger.enter_with("ours", ISSUER, ANN, NOW)


def test_no_password_gets_in_or_is_set_for_whom_a_provider_vouches(store: Store) -> None:
    owned(store)
    account = bound(store)
    ledger = PeopleLedger(store, "Maria")
    with pytest.raises(LedgerError) as refused:
        ledger.reset_link(account, NOW)
    assert str(refused.value) == BY_PROVIDER
    with pytest.raises(LedgerError, match="with the provider"):
        ledger.set_totp(account, SECRET, code_at(NOW), NOW)
    kept = person(store, joined(store, "ben", "marketing"))
    with store.engine.connect() as connection, connection.begin():  # a password that came from anywhere else
        ours = accounts.select().where(accounts.c.id == kept.id)
        hashed = connection.execute(ours).one().password
        connection.execute(accounts.update().where(accounts.c.id == account).values(password=hashed))
    with pytest.raises(Wrong):
        ledger.check_password("ann", PASSWORD, NOW)
    assert check_store(store) == [f"The account {account} is signed in by a provider and has a password as well."]


def test_a_password_link_made_before_opens_nothing_once_a_provider_vouches(store: Store) -> None:
    owned(store)
    ledger = PeopleLedger(store, "Maria")
    account = joined(store, "ann", "marketing")
    token = ledger.reset_link(account, NOW)
    with store.engine.connect() as connection, connection.begin():
        connection.execute(insert(account_identities).values(account=account, issuer=ISSUER, subject=ANN))
    with pytest.raises(LedgerError) as refused:
        ledger.take_link(token, LATER, NOW)
    assert str(refused.value) == BY_PROVIDER


def test_moving_over_drops_password_second_factor_and_every_sign_in(store: Store) -> None:
    owned(store)
    ledger = PeopleLedger(store, "Maria")
    account = joined(store, "ann", "marketing")
    ledger.set_totp(account, SECRET, code_at(NOW), NOW)
    live = ledger.begin_sign_in(account, "password", NOW)
    token = ledger.reset_link(account, NOW, "ours")
    assert ledger.check_password("ann", PASSWORD, NOW) == account, "until the link is used, all is as it was"
    ledger.take_identity(token, "ours", ISSUER, ANN, NOW)
    assert find_sign_in(store, hash_of(live), NOW) is None
    with pytest.raises(Wrong):
        ledger.check_password("ann", PASSWORD, NOW)
    assert not person(store, account).has_totp and totp(SECRET)
    assert check_store(store) == []


def test_the_way_back_to_a_password_ends_what_the_provider_vouched_for(store: Store) -> None:
    owned(store)
    account = bound(store)
    ledger = PeopleLedger(store, "Maria")
    token = ledger.reset_link(account, NOW, BACK)
    live = ledger.enter_with("ours", ISSUER, ANN, NOW)
    with pytest.raises(LedgerError) as refused:
        ledger.take_identity(token, "ours", ISSUER, ANN, NOW)
    assert str(refused.value) == OVER
    ledger.take_link(token, LATER, NOW)
    assert find_sign_in(store, hash_of(live), NOW) is None and person(store, account).issuer is None
    with pytest.raises(NotKnown):
        ledger.enter_with("ours", ISSUER, ANN, NOW)
    assert ledger.check_password("ann", LATER, NOW) == account
    assert "unlink identity" in set(read_audit(store)["action"])
    assert check_store(store) == []


def test_shut_out_is_out_at_the_provider_too_and_comes_back_without_a_password(store: Store) -> None:
    owned(store)
    account = bound(store)
    ledger = PeopleLedger(store, "Maria")
    live = ledger.enter_with("ours", ISSUER, ANN, NOW)
    late = ledger.reset_link(account, NOW, "ours")
    ledger.disable(account, person(store, account).version)
    assert find_sign_in(store, hash_of(live), NOW) is None
    with pytest.raises(NotKnown):
        ledger.enter_with("ours", ISSUER, ANN, NOW)
    with pytest.raises(LedgerError, match="used already"):
        ledger.take_identity(late, "ours", ISSUER, ANN, NOW)
    ledger.enable(account, person(store, account).version)
    assert person(store, account).state == "active" and ledger.enter_with("ours", ISSUER, ANN, NOW)


def test_the_trail_says_what_happened_and_names_no_identity(store: Store) -> None:
    owned(store)
    bound(store)
    ledger = PeopleLedger(store, "the gate")
    ledger.enter_with("ours", ISSUER, ANN, NOW)
    ledger.note_refused("ours", "not known")
    events = read_activity(store, Asked())
    said = [f"{event.actor} {sentence(event, True)}" for event in events if event.table == "accounts"][:3]
    assert said == [
        "somebody tried to sign in with ours and was refused.",
        "ann signed in with ours.",
        "ann has signed in with ours for the first time, and has no password now.",
    ]
    with store.engine.connect() as connection:
        trail = str(connection.exec_driver_sql("SELECT actor, reason, detail FROM audit_events").all())
    assert ANN not in trail and ISSUER not in trail
